/** The words of a page, to tell a word that a line end cut from one with a hyphen of its own. */
export interface PageWords {
  /** Whether it stands on the page, in lower case: a word, or several with hyphens between them. */
  has(word: string): boolean;
}

export const noWords: PageWords = { has: () => false };

/** The words of some lines in reading order, read when they are first asked for. Halves of words at the ends of lines are none. */
export function wordsOf(lines: readonly { readonly text: string }[]): PageWords {
  let words: Set<string> | undefined;
  return {
    has(word) {
      words ??= readWords(lines);
      return words.has(word);
    },
  };
}

/** Prefixes that keep their hyphen before a word, and begin no word that is cut there: `self-made`, `non-linear`. */
const prefixes = /(?:^|[^\p{L}])(?:self|non|well|half|quasi|pseudo)-$/iu;
/** Shortest words that are taken for the halves of one with a hyphen. */
const shortestHalf = 4;

/**
 * What stands between a text and the line that goes on with it: a blank, or nothing where a hyphen parts a word. The hyphen
 * goes from `exam-ple`, and stays in `well-known`, `state-of-the-art`, `COVID-19` and what the page has elsewhere.
 */
export function joinAtLineEnd(text: string, next: string, words = noWords): { text: string; between: string } {
  if (text.endsWith('\u00ad')) return { text: text.slice(0, -1), between: '' };
  if (/[\u3040-\u30ff\u3400-\u9fff，。、；：]$/.test(text) && /^[\u3040-\u30ff\u3400-\u9fff]/.test(next))
    return { text, between: '' };
  if (!/[\p{L}\d][-\u2010]$/u.test(text)) return { text, between: /\S[/\u2013\u2014]$/.test(text) ? '' : ' ' };
  const [, left = ''] = /(\p{Ll}+)[-\u2010]$/u.exec(text) ?? [];
  const [right = ''] = /^\p{Ll}+/u.exec(next) ?? [];
  const cut = { text: text.slice(0, -1), between: '' };
  const kept = { text, between: '' };
  if (left === '' || right === '') return kept;
  if (words.has(left + right)) return cut;
  if (words.has(`${left}-${right}`) || prefixes.test(text)) return kept;
  // A word with a hyphen of its own (`state-of-the-`) keeps the next one, too.
  if (/\p{L}-\p{L}+-$/u.test(text)) return kept;
  const halves = Math.min(left.length, right.length) >= shortestHalf && words.has(left) && words.has(right);
  return halves ? kept : cut;
}

function readWords(lines: readonly { readonly text: string }[]): Set<string> {
  const words = new Set<string>();
  let cut = false;
  for (const { text } of lines) {
    const found = text.toLowerCase().match(/\p{L}+(?:-\p{L}+)*-?/gu) ?? [];
    for (const [index, word] of found.entries()) if (!word.endsWith('-') && !(cut && index === 0)) words.add(word);
    cut = /[-\u2010]$/.test(text);
  }
  return words;
}
