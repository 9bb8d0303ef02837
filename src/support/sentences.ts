/**
 * Longest stretch handed to Intl.Segmenter, in characters. It copies its whole input into every segment it gives, so that
 * memory and time grow with the square of the input: 190,000 characters took seconds, a million exhausted the heap.
 */
const windowChars = 6000;

const abbreviation =
  /(?:^|[\s("'“‘])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|vs|cf|e\.g|i\.e|etc|approx|ca|al|Nos?|Figs?|Eqs?|Tab|Sec|Ch|Vol|pp?|Inc|Ltd|Co|Corp)\.\s*$/u;
const lineBreak = /(?:\r\n|[\n\r\u0085\u2028\u2029])(?!\s*(?:[-*+•‣▪–]|\(?\p{L}\)|\(?\d{1,3}[.)])\s)/gu;

let segmenter: Intl.Segmenter | undefined;

/**
 * The sentences of `text` between `start` and `end`, as ranges that touch: blanks after a sentence belong to it. Lines broken
 * only for width do not end a sentence, nor do common English abbreviations. A sentence over 6,000 characters comes in pieces.
 */
export function* sentences(text: string, start: number, end: number): Generator<{ start: number; end: number }> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  let from = start;
  while (from < end) {
    const windowEnd = Math.min(from + windowChars, end);
    const window = text.slice(from, windowEnd).replace(lineBreak, (found) => ' '.repeat(found.length));
    let sentence = from;
    for (const { index, segment } of segmenter.segment(window)) {
      let to = from + index + segment.length;
      if (to <= sentence) continue;
      // The last sentence of a window may go on behind it: it is read again from its start, unless it fills the window.
      if (to === windowEnd && windowEnd < end && sentence > from) break;
      if (to < windowEnd) to = behindBrackets(text, to, end);
      if (to < windowEnd && abbreviation.test(text.slice(Math.max(sentence, to - 20), to))) continue;
      yield { start: sentence, end: to };
      sentence = to;
    }
    from = sentence;
  }
}

/**
 * Intl.Segmenter counts an opening bracket right behind a full stop to the sentence before it. Marks of footnotes (`.[14]`)
 * stay with that sentence; any other bracket opens the next one.
 */
function behindBrackets(text: string, to: number, end: number): number {
  if (!/[[({«“‘]/.test(text.charAt(to - 1))) return to;
  const marks = /^(?:\[[^\]\s]{1,20}\])+(?::\s?[\d–,-]+)?\s*/.exec(text.slice(to - 1, Math.min(end, to + 200)))?.[0];
  return marks ? to - 1 + marks.length : to - 1;
}
