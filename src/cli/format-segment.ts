import type { MetadataValue } from '../data/segment.ts';
import { wordsSources } from '../data/segment.ts';
import type { Shown } from '../engine/engine.ts';
import { shortPath } from './format-hit.ts';
import type { Channel } from './terminal.ts';
import { safeLine, safeLines, safeName } from './terminal-text.ts';
import { textWidth, wrapText } from './text-width.ts';

/** Lines of one field that are shown; `--json` has all. */
const maxLines = 40;

/** All that is known of a segment, as aligned fields: what it is, its words by source, its facts, its picture. */
export function formatSegment(
  { segment, reference }: Pick<Shown, 'segment' | 'reference'>,
  { colours, columns }: Pick<Channel, 'colours' | 'columns'>,
): string[] {
  const { kind, source, views, words, metadata, picture, id } = segment;
  const itself: Field[] = [
    ['kind', kind],
    ['lies in', safeName(isAddress(source) ? source : shortPath(source))],
    ['found by', views.length > 0 ? views.join(', ') : 'nothing: it has neither words nor vectors'],
    ['segment', id],
  ];
  if (picture) {
    const where = picture.path
      ? safeName(shortPath(picture.path))
      : picture.drawn
        ? 'drawn from its document'
        : 'kept inside the document or the index';
    itself.push(['picture', `${picture.width} × ${picture.height} ${safeLine(picture.mediaType)}, ${where}`]);
  }
  const read = wordsSources.flatMap((from): Field[] => {
    const text = safeLines((words[from] ?? '').trim()).join('\n');
    return text === '' ? [] : [[from, text]];
  });
  const facts = Object.entries(metadata).map(([name, value]): Field => [safeLine(name), describeValue(value)]);

  const all = [...itself, ...read, ...facts];
  const width = Math.min(24, Math.max(...all.map(([name]) => textWidth(name))));
  const draw = (fields: readonly Field[]): string[] =>
    fields.flatMap((field) => formatField(field, width, { colours, columns }));
  const section = (title: string, fields: readonly Field[]): string[] =>
    fields.length === 0 ? [] : [`  ${colours.bold(title)}`, ...draw(fields)];
  return [
    colours.bold(colours.cyan(safeName(reference))),
    ...draw(itself),
    ...section('Words', read),
    ...section('Facts', facts),
  ];
}

type Field = readonly [name: string, value: string];

function formatField(
  [name, value]: Field,
  width: number,
  { colours, columns }: Pick<Channel, 'colours' | 'columns'>,
): string[] {
  const all = value.split('\n').flatMap((line) => wrapText(line, Math.max(20, columns - width - 6)));
  const shown = all.length > maxLines ? [...all.slice(0, maxLines), `… ${all.length - maxLines} more lines`] : all;
  return shown.map((line, i) => {
    const label = i === 0 ? name : '';
    return `    ${colours.dim(label)}${' '.repeat(Math.max(0, width - textWidth(label)))}  ${line}`.trimEnd();
  });
}

function describeValue(value: MetadataValue): string {
  return typeof value === 'object' ? value.map(safeLine).join(', ') : safeLine(String(value));
}

function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}
