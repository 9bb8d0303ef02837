import type { HitView } from '../api/types.ts';
import { markWords, stem } from './question-words.ts';

const mostWords = 4;

/** Why a hit is there, as one would tell a friend: `It says “warm” and “jacket” and is close in meaning.` */
export function whySentence({ words, views, reranked }: HitView, question: string): string {
  const said = views.keyword ? sharedWords(Object.values(words).join('\n'), question) : [];
  const reasons = [
    ...(said.length > 0 ? [`says ${listed(said.map((word) => `“${word}”`))}`] : []),
    ...((views.text?.share ?? 0) > 0 ? ['is close in meaning'] : []),
    ...((views.image?.share ?? 0) > 0
      ? [question.trim() === '' ? 'looks alike' : 'looks like what the words describe']
      : []),
    ...(reranked ? ['held its place when it was read again'] : []),
  ];
  return reasons.length > 0 ? `It ${listed(reasons)}.` : 'It is among the nearest that there are.';
}

/** Words of the question that a text has, as they stand there, each once in one of its forms. */
function sharedWords(text: string, question: string): string[] {
  const found = new Map<string, string>();
  for (const piece of markWords(text, question)) {
    const word = piece.text.toLowerCase();
    if (piece.marked && !found.has(stem(word))) found.set(stem(word), word);
  }
  return [...found.values()].slice(0, mostWords);
}

function listed(parts: readonly string[]): string {
  const [last = '', before = ''] = [parts.at(-1), parts.slice(0, -1).join(', ')];
  return before === '' ? last : `${before} and ${last}`;
}
