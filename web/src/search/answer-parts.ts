import type { CheckedClaim } from '../api/types.ts';

export type AnswerPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'cite'; readonly number: number };

/** A stretch of the answer with one verdict. */
export interface AnswerStretch {
  readonly parts: readonly AnswerPart[];
  /** The check that found fault with it. */
  readonly fault?: CheckedClaim;
}

/** The answer cut at its checked claims, and each piece at its marks. */
export function answerStretches(text: string, checks: readonly CheckedClaim[] = []): AnswerStretch[] {
  const stretches: AnswerStretch[] = [];
  let done = 0;
  const add = (end: number, fault?: CheckedClaim): void => {
    if (end > done) stretches.push({ parts: answerParts(text.slice(done, end)), ...(fault && { fault }) });
    done = Math.max(done, end);
  };
  const faults = checks.filter(({ verdict }) => verdict === 'unsupported' || verdict === 'uncited');
  for (const fault of [...faults].sort((a, b) => a.start - b.start)) {
    // Checks of another text than this are left out rather than marked at the wrong place.
    if (fault.start < done || fault.end > text.length || fault.end <= fault.start) continue;
    add(fault.start);
    add(fault.end, fault);
  }
  add(text.length);
  return stretches;
}

function answerParts(text: string): AnswerPart[] {
  return text
    .split(/(\s?\[\d{1,3}\])/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const number = /^\s?\[(\d{1,3})\]$/.exec(piece)?.[1];
      return number === undefined ? { type: 'text', text: piece } : { type: 'cite', number: Number(number) };
    });
}
