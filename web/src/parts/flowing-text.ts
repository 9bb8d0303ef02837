import type { SegmentView } from '../api/types.ts';

/** Lines this long were broken by their source, to fit its width. */
const brokenLine = 55;

/** A text whose lines were broken by its source's width, flowing again; lists, tables and verse keep their lines. */
export function flowing(text: string): string {
  const lines = text.split('\n');
  let flown = '';
  lines.forEach((line, at) => {
    flown += line;
    const next = lines[at + 1];
    if (next === undefined) return;
    const own = /^\s*(?:[-*•|>#]|\d+[.)]\s|$)/.test(next) || /^[\w ]{1,24}: /.test(next);
    flown += line.trim().length >= brokenLine && !own && !/^\s*\|/.test(line) ? ' ' : '\n';
  });
  return flown;
}

/** The words of a record without the `name: value` lines that its metadata says as well. */
export function withoutFacts(text: string, { kind, metadata }: SegmentView): string {
  if (kind !== 'record') return text;
  const kept = text.split('\n').filter((line) => {
    const name = /^([\w .-]{1,40}): /.exec(line)?.[1];
    return name === undefined || !(name in metadata);
  });
  return kept.join('\n').trim() || text;
}
