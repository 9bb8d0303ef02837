import type { Answer, CheckedClaim, Citation, Round } from '../data/answer.ts';
import { formatLocator } from '../data/locator.ts';
import { formatHit, type HitStyle, segmentTitle } from './format-hit.ts';
import { safeLine, safeLines, safeName } from './terminal-text.ts';
import { fitEnd, wrapText } from './text-width.ts';

/** What is said of a sentence whose evidence does not bear it out. */
const doubtful: Partial<Record<CheckedClaim['verdict'], string>> = {
  unsupported: 'Not supported:',
  uncited: 'Cites nothing:',
  unchecked: 'Not checked:',
};

/** Nearest misses that are named when nothing answers. */
const nearest = 3;

/** Where a quotation was taken from, where that is not the text itself. */
const origins: Readonly<Record<string, string>> = {
  ocr: 'read in the picture',
  caption: 'from its caption',
  alt: 'from its description',
  description: 'as a model describes it',
  transcript: 'from its transcript',
};

/** An answer as lines: its text with `[n]`, then the sources; or that there is none, and what came nearest. */
export function formatAnswer(answer: Answer, style: Pick<HitStyle, 'colours' | 'columns' | 'matcher'>): string[] {
  const { colours, columns } = style;
  const text = safeLines(answer.text).flatMap((line) => wrapText(line, columns));
  if (answer.status === 'no-evidence') {
    const hits = answer.hits
      .slice(0, nearest)
      .flatMap((hit, i) => [...(i > 0 ? [''] : []), ...formatHit(hit, i + 1, style)]);
    return hits.length === 0 ? text : [...text, '', colours.bold('Nearest:'), ...hits];
  }
  return [
    ...text.map((line) => line.replace(/\[\d+\]/g, (mark) => colours.cyan(mark))),
    ...formatSources(answer, style),
  ];
}

/** What stands under an answer's text: its sources, and what is to be known of how it came about. */
export function formatSources(answer: Answer, style: Pick<HitStyle, 'colours' | 'columns'>): string[] {
  const { colours, columns } = style;
  const sources = answer.citations.flatMap((citation) => formatCitation(citation, answer.text, style));
  const doubts = (answer.checks ?? []).flatMap((check) => formatDoubt(check, style));
  const notes = (answer.notes ?? []).flatMap((note) => wrapText(`Note: ${safeLine(note)}`, columns));
  return [
    ...(sources.length > 0 ? ['', colours.bold('Sources'), ...sources] : []),
    ...(doubts.length > 0 ? ['', ...doubts] : []),
    ...(notes.length > 0 ? ['', ...notes.map((line) => colours.yellow(line))] : []),
  ];
}

/** One search of the generator's: what it looked for and why, and what came of it. */
export function formatRound(round: Round, { colours }: Pick<HitStyle, 'colours'>): string[] {
  const { query, filter, kinds, why, found, problem } = round;
  const conditions = [...(kinds ? [`only ${kinds.join(', ')}`] : []), ...(filter === undefined ? [] : [filter])];
  const within = conditions.length > 0 ? ` (${conditions.join('; ')})` : '';
  const outcome = problem ?? `${found} found, ${round.new} new`;
  const lines = [
    safeLine(`Round ${round.round}: “${query}”${within}: ${outcome}`),
    ...(why === undefined ? [] : [`  because: ${safeLine(why)}`]),
  ];
  return lines.map(colours.dim);
}

/** A sentence that its evidence does not bear out, and why. */
function formatDoubt(
  { verdict, words, reasons }: CheckedClaim,
  { colours, columns }: Pick<HitStyle, 'colours' | 'columns'>,
): string[] {
  const heading = doubtful[verdict];
  if (heading === undefined) return [];
  const why = reasons.length > 0 ? ` (${safeLine(reasons.join('; '))})` : '';
  const lines = wrapText(`${heading} “${fitEnd(safeLine(words), 2 * columns)}”${why}`, columns);
  return lines.map((line) => (verdict === 'unchecked' ? colours.dim(line) : colours.yellow(line)));
}

function formatCitation(
  citation: Citation,
  answer: string,
  { colours, columns }: Pick<HitStyle, 'colours' | 'columns'>,
): string[] {
  const { number, reference, quote, from, document, locator, label } = citation;
  const title = segmentTitle(
    { documentName: document, locator, metadata: label === undefined ? {} : { label } },
    reference,
  );
  // What `sightline show` takes, narrowed to the lines that are quoted.
  const place = title === reference ? '' : `${document}${formatLocator(locator)}`;
  const origin = from ? origins[from] : undefined;
  const head = `${colours.cyan(`[${number}]`)} ${safeName(title)}${origin ? colours.dim(`, ${origin}`) : ''}${place ? `  ${colours.dim(safeName(place))}` : ''}`;
  const plain = safeLine(quote ?? '');
  // An extractive answer is made of its quotations: once is enough.
  if (plain === '' || safeLine(answer).includes(plain.replace(/^\|\s*|\s*\|$/g, ''))) return [head];
  const indent = ' '.repeat(String(number).length + 3);
  return [
    head,
    ...wrapText(`“${fitEnd(plain, 3 * columns)}”`, columns - indent.length).map((line) => `${indent}${line}`),
  ];
}
