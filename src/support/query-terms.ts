import { isStopWord } from './stop-words.ts';
import { stem, words } from './terms.ts';

/** The distinct stems a query asks for, without function words (unless it has nothing else). */
export function queryStems(text: string): string[] {
  const all = words(text);
  const content = all.filter((word) => !isStopWord(word));
  return [...new Set((content.length > 0 ? content : all).map(stem))];
}

/** Which of the wanted stems a text has. Each distinct word is stemmed once, as stemming is the costly part. */
export function stemsFound(wanted: ReadonlySet<string>, text: string): Set<string> {
  const found = new Set<string>();
  for (const word of new Set(words(text))) {
    const one = stem(word);
    if (wanted.has(one)) found.add(one);
  }
  return found;
}

const slideQuestion =
  /(?<!\p{L})(?:which|what|on (?:which|what)) slides?(?!\p{L})|(?<!\p{L})(?:welche|auf welcher) folien?(?!\p{L})/iu;

/** Whether a question asks which slide it is that says something. */
export function asksForSlide(question: string): boolean {
  return slideQuestion.test(question);
}

/** A question without the words that say what kind of place is asked for: `covers pricing?` of "which slide covers pricing?". */
export function withoutPlaceWords(question: string): string {
  return question.replace(slideQuestion, ' ').replace(/^\s*(?:covers?|shows?|is about|deals? with)(?!\p{L})/iu, ' ');
}
