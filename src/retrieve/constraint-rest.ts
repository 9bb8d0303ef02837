import type { Reading } from './constraint-reading.ts';

const joiner = '(?:and|but|und|aber|sowie)';
const between = new RegExp(`^(?:[\\s,;]|${joiner}(?![\\p{L}\\p{N}]))*$`, 'iu');
const atStart = new RegExp(`^[\\s,;:.]*(?:${joiner}\\s+)?`, 'iu');
const atEnd = new RegExp(`(?:[\\s,;:]|(?<![\\p{L}\\p{N}])${joiner})+(?=[\\s.!?]*$)`, 'iu');

/**
 * A question without some of its words, and without what only joined them to others: characters are taken out, none put
 * in.
 */
export function withoutReadings(question: string, readings: readonly Reading[]): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of readings) {
    const kept = question.slice(from, start);
    const isJoiner = from > 0 && between.test(kept);
    if (!isJoiner) rest += kept;
    from = end;
  }
  rest += question.slice(from);
  return rest
    .replace(/(\s)\s+/gu, '$1')
    .replace(/\s+([,;:.!?)])/gu, '$1')
    .replace(/\(\s*\)/g, '')
    .replace(/([,;])[,;]+/g, '$1')
    .replace(atStart, '')
    .replace(atEnd, '')
    .replace(/^[\s,;:.!?]+$/, '')
    .trim();
}
