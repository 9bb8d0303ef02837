import { z } from 'zod';
import { SightlineError } from '../../support/errors.ts';
import { cutText } from '../text/cut-text.ts';

/** What came out of a cell, in order: text, a table, a picture. */
export type CellOutput =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'html'; readonly html: string; readonly text: string }
  /** `text` stands for the picture, as in `<Figure size 640x480 with 1 Axes>`. */
  | { readonly type: 'image'; readonly mediaType: string; readonly data: string; readonly text: string };

export interface NotebookCell {
  readonly kind: 'markdown' | 'code' | 'raw';
  readonly source: string;
  readonly outputs: readonly CellOutput[];
  /** Pictures that its Markdown shows as `attachment:name.png`, as `data:` URLs. */
  readonly attachments: ReadonlyMap<string, string>;
}

export interface Notebook {
  readonly cells: readonly NotebookCell[];
  readonly title?: string;
  readonly language?: string;
}

/** Longest output of a cell that is kept, in characters; logs of training runs go on for megabytes. */
const maxOutputChars = 20_000;
const maxOutputs = 1_000;

/** Text is one string or a list of lines. */
const lines = z
  .union([
    z.string(),
    z.array(z.unknown()).transform((items) => items.filter((item) => typeof item === 'string').join('')),
  ])
  .catch('');
const bundle = z.record(z.string(), z.unknown()).catch({});
const outputShape = z.object({
  output_type: z.string().catch(''),
  text: lines,
  data: bundle,
  ename: z.string().catch(''),
  evalue: z.string().catch(''),
  traceback: z.array(z.string()).catch([]),
});
const cellShape = z.object({
  cell_type: z.string().catch('raw'),
  source: lines,
  /** Where format 3 keeps the code. */
  input: lines,
  level: z.number().int().min(1).max(6).catch(1),
  outputs: z.array(z.unknown()).catch([]),
  attachments: z.record(z.string(), bundle).catch({}),
});
const cellList = z.array(z.unknown()).catch([]);
const notebookShape = z.object({
  cells: cellList,
  worksheets: z.array(z.object({ cells: cellList }).catch({ cells: [] })).catch([]),
  metadata: z
    .object({
      title: z.string().catch(''),
      name: z.string().catch(''),
      language_info: z.object({ name: z.string().catch('') }).catch({ name: '' }),
      kernelspec: z.object({ language: z.string().catch('') }).catch({ language: '' }),
    })
    .catch({ title: '', name: '', language_info: { name: '' }, kernelspec: { language: '' } }),
});

/** The cells of a Jupyter notebook, format 3 or 4. What has an unexpected shape is left out. Throws `broken-content`. */
export function parseNotebook(json: unknown, name: string): Notebook {
  const found = notebookShape.safeParse(json);
  if (!found.success) throw new SightlineError('broken-content', `${name} is JSON, but no Jupyter notebook.`);
  const { cells, worksheets, metadata } = found.data;
  const all = cells.length > 0 ? cells : worksheets.flatMap((sheet) => sheet.cells);
  const title = metadata.title || metadata.name;
  const language = metadata.language_info.name || metadata.kernelspec.language;
  return {
    cells: all.map(cellOf),
    ...(title ? { title } : {}),
    ...(language ? { language } : {}),
  };
}

function cellOf(value: unknown): NotebookCell {
  const found = cellShape.safeParse(value);
  if (!found.success) return { kind: 'raw', source: '', outputs: [], attachments: new Map() };
  const cell = found.data;
  const written = sound(cell.source || cell.input);
  if (cell.cell_type === 'code')
    return { kind: 'code', source: written, outputs: outputsOfCell(cell.outputs), attachments: new Map() };
  // Format 3 has cells that are headings.
  const source = cell.cell_type === 'heading' ? `${'#'.repeat(cell.level)} ${written}` : written;
  const kind = cell.cell_type === 'markdown' || cell.cell_type === 'heading' ? 'markdown' : 'raw';
  return { kind, source, outputs: [], attachments: attachmentsOf(cell.attachments) };
}

function attachmentsOf(attachments: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, data] of Object.entries(attachments)) {
    const [mediaType, base64] = Object.entries(data).find(([type]) => type.startsWith('image/')) ?? [];
    if (mediaType && typeof base64 === 'string') found.set(name, `data:${mediaType};base64,${base64}`);
  }
  return found;
}

/** Programs that print line by line leave hundreds of outputs: neighbours are joined, and together they are cut as one. */
function outputsOfCell(values: readonly unknown[]): CellOutput[] {
  const outputs: CellOutput[] = [];
  for (const output of values.slice(0, maxOutputs).flatMap(outputsOf)) {
    const last = outputs.at(-1);
    if (output.type !== 'text' || last?.type !== 'text') outputs.push(output);
    else if (last.text.length < maxOutputChars)
      outputs[outputs.length - 1] = { type: 'text', text: cutOutput(`${last.text}\n${output.text}`, false) };
  }
  return outputs;
}

function outputsOf(value: unknown): CellOutput[] {
  const found = outputShape.safeParse(value);
  if (!found.success) return [];
  const output = found.data;
  if (output.output_type === 'stream') return textOutput(output.text);
  if (output.output_type === 'error' || output.output_type === 'pyerr') {
    const trace = output.traceback.join('\n');
    return textOutput(trace || `${output.ename}: ${output.evalue}`);
  }
  // Format 4 has the forms of a result by media type, format 3 under short names beside it.
  const direct = value as Readonly<Record<string, unknown>>;
  const form = (type: string, short: string) => lines.parse(output.data[type] ?? direct[short]);
  const text = cleanOutput(form('text/plain', 'text'));
  for (const [mediaType, short] of pictureForms) {
    const data = form(mediaType, short);
    if (data.trim() === '') continue;
    const url = mediaType === 'image/svg+xml' ? Buffer.from(data).toString('base64') : data;
    return [{ type: 'image', mediaType, data: url, text }];
  }
  const html = form('text/html', 'html');
  if (/<table[\s>]/i.test(html)) return [{ type: 'html', html: sound(html), text }];
  return textOutput(form('text/markdown', 'markdown') || form('text/latex', 'latex') || text || textOfHtml(html));
}

const pictureForms = [
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/svg+xml', 'svg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
] as const;

function textOutput(text: string): CellOutput[] {
  const clean = cleanOutput(text);
  return clean === '' ? [] : [{ type: 'text', text: clean }];
}

/** Output as it stood on the screen: without colours, of a progress bar only its last state, and cut when it is huge. */
function cleanOutput(text: string): string {
  const start = text.slice(0, 4 * maxOutputChars);
  const shown = sound(start)
    .replace(/(?![\n\r\t])\p{Cc}\[[0-9;?]{0,50}[ -/]?[@-~]/gu, '')
    .split(/\r?\n/)
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(/\r$/, ''))
    .join('\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/^\n+|\s+$/g, '');
  return cutOutput(shown, start.length < text.length);
}

function cutOutput(text: string, more: boolean): string {
  return text.length > maxOutputChars || more ? `${cutText(text, maxOutputChars)}\n…` : text;
}

/** The words of a small piece of HTML, such as a widget. */
function textOfHtml(html: string): string {
  return html.length > maxOutputChars
    ? ''
    : html
        .replace(/<[^<>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
}

function sound(text: string): string {
  return text.replaceAll('\0', ' ').replace(/\p{Surrogate}/gu, '\ufffd');
}
