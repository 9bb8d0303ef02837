import { sensesOf } from './claim-words.ts';

/** A proper name, an abbreviation or a code in a sentence. */
export interface Name {
  readonly text: string;
  /** Senses of its parts, all of which must be found. */
  readonly parts: readonly string[];
  /** In capitals only because a sentence begins with it, as far as can be told. */
  readonly isOpening: boolean;
}

const token = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’&_-]*/gu;
const opens = /(?:^|[.!?:|;•–—]["”’»)*_]*\s*|["“„«*_]\s*)$/u;
/** Capitals within a word, only capitals, or letters with digits: a name wherever it stands. */
const surely =
  /^(?:\p{Lu}+\p{Ll}+\p{Lu}[\p{L}\p{N}]*|\p{Lu}{2,}[\p{Lu}\p{N}-]*|(?=[^\s]*\d)(?=[^\s]*\p{L})[\p{L}\p{N}-]+)$/u;

/**
 * The names in a sentence. German writes every noun with a capital, so that there only those count that are names by their form.
 *
 * @param measured Ranges that hold numbers with their units and are no names.
 */
export function namesIn(
  text: string,
  measured: readonly { readonly start: number; readonly end: number }[],
  isGerman: boolean,
): Name[] {
  const found = new Map<string, Name>();
  let next = 0;
  for (const { 0: raw, index } of text.matchAll(token)) {
    while ((measured[next]?.end ?? Number.POSITIVE_INFINITY) <= index) next++;
    if ((measured[next]?.start ?? Number.POSITIVE_INFINITY) < index + raw.length) continue;
    const word = raw.replace(/['’]s?$/u, '').replace(/[-_&]+$/, '');
    const isSure = surely.test(word);
    if (!isSure && (isGerman || !/^\p{Lu}\p{L}/u.test(word))) continue;
    // Of a code nothing less than the whole of it must be found.
    const senses = sensesOf(word).map(([one]) => one);
    const parts = /\d/.test(word) ? senses.slice(-1) : senses;
    if (parts.length === 0) continue;
    const isOpening = !isSure && opens.test(text.slice(Math.max(0, index - 8), index));
    const key = parts.join(' ');
    const before = found.get(key);
    if (!before || before.isOpening) found.set(key, { text: word, parts, isOpening });
  }
  return [...found.values()];
}
