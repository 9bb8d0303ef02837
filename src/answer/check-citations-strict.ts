import type { Answer, CheckedClaim } from '../data/answer.ts';
import type { CheckedAnswer } from './check-citations.ts';

/** Removed sentences that a note quotes. */
const mostNamed = 5;

/**
 * The answer without the sentences that its evidence does not support or that cite nothing. Numbers stay as they are, and
 * citations that nothing refers to any more are dropped. When no claim is left, there is no answer.
 */
export function applyStrict(answer: Answer, checked: CheckedAnswer): Answer {
  const removed = checked.claims.filter(isRemoved);
  if (removed.length === 0) return answer;
  const notes = [...(answer.notes ?? []), ...removalNotes(removed)];
  const kept = checked.claims.filter((claim) => !isRemoved(claim));
  if (!kept.some(({ verdict }) => verdict !== 'not-a-claim')) {
    return { ...answer, status: 'no-evidence', text: 'Nothing here answers that.', citations: [], notes };
  }
  let text = '';
  let at = 0;
  for (const { start, end } of removed) {
    text += answer.text.slice(at, start);
    at = end;
  }
  text = tidied(text + answer.text.slice(at));
  const used = new Set(kept.flatMap(({ citations }) => citations));
  return { ...answer, text, citations: answer.citations.filter(({ number }) => used.has(number)), notes };
}

function isRemoved({ verdict }: CheckedClaim): boolean {
  return verdict === 'unsupported' || verdict === 'uncited';
}

/** Without the blanks, bullets and empty lines that removed sentences leave. */
function tidied(text: string): string {
  return text
    .split('\n')
    .filter(
      (line, i, lines) =>
        !/^\s*(?:[-*+•‣–]|\(?\d{1,3}[.)])\s*$/.test(line) &&
        !(line.trim() === '' && (lines[i - 1] ?? '').trim() === ''),
    )
    .map((line) => line.replace(/(\S)[ \t]{2,}/g, '$1 ').trimEnd())
    .join('\n')
    .trim();
}

function removalNotes(removed: readonly CheckedClaim[]): string[] {
  const named = removed
    .slice(0, mostNamed)
    .map(
      ({ words, reasons }) =>
        `Removed: “${words.length > 120 ? `${words.slice(0, 119)}…` : words}” (${reasons.join('; ')}).`,
    );
  const more = removed.length - named.length;
  return [...named, ...(more > 0 ? [`Removed: ${more} more ${more === 1 ? 'sentence' : 'sentences'}.`] : [])];
}
