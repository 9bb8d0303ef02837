import type { RoundLimits } from '../data/answer.ts';
import { SightlineError } from '../support/errors.ts';

/** Limits that were checked. */
export type RoundBudget = RoundLimits & { readonly rounds: number };

const usualRounds = 3;
const mostRounds = 20;
/** The longest that a timer waits; a budget beyond it is none. */
const longestTimerMs = 2 ** 31 - 1;

/** @throws SightlineError 'bad-option'. */
export function roundBudget({ rounds = usualRounds, budgetMs, tokens }: RoundLimits): RoundBudget {
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > mostRounds) {
    throw new SightlineError('bad-option', `There cannot be ${rounds} rounds of searching.`, {
      remedy: `Give a whole number from 1 to ${mostRounds}.`,
    });
  }
  for (const [name, value] of Object.entries({ budgetMs, tokens })) {
    if (value === undefined || value > 0) continue;
    throw new SightlineError('bad-option', `The ${name} of the rounds cannot be ${value}.`, {
      remedy: 'Give a number above 0, or leave it out.',
    });
  }
  return {
    rounds,
    ...(budgetMs === undefined || budgetMs > longestTimerMs ? {} : { budgetMs }),
    ...(tokens === undefined ? {} : { tokens }),
  };
}
