import type { MatchJudgement } from '../data/hit.ts';
import { type MatchEvidence, type MatchSign, type MatchSigns, matchSigns } from './match-signs.ts';

/**
 * How much each sign speaks for a match, as log odds: logistic regression on queries that half of a data set answers, that its
 * other half would have answered, and that another set answers. Fitted as `bench/no-match.ts --fit --seeds 1` does, on 2026-11-21,
 * with the built-in model; bench/results has what they are worth. Signs are counted in the collection's own deviations, so that
 * they hold for other models as well, though they were not fitted on them.
 */
const coefficients: Readonly<Record<MatchSign, number>> = {
  keyword: -5.89,
  'keyword.covered': 3.45,
  'keyword.named': 2.32,
  'keyword.strength': 2.44,
  'keyword.ahead': 0.93,
  words: -8.34,
  'words.above': 1.15,
  'words.ahead': 0.29,
  'words.aligned': 2.74,
  looks: -1.85,
  'looks.ahead': 0.86,
  'looks.aligned': 1.78,
  picture: 0.33,
  'picture.near': 0.12,
  agreed: 0.46,
};

/**
 * From this confidence on, something is said to match; below it, about four in five queries of the benchmark had no answer. Not
 * one half: a hit that is wrongly doubted costs more than one that is wrongly shown, as whoever asks sees the hits in either case.
 */
export const matchThreshold = 0.4;

/** A judgement with the signs it was made from, for whoever fits the coefficients anew. */
export interface SignedJudgement extends MatchJudgement {
  readonly signs: MatchSigns;
}

/**
 * The chance that something found is what was asked for, 0 to 1. 0.5 when no view can tell, as in a collection of a handful of
 * files: too little to compare with is no reason to doubt.
 */
export function matchConfidence(evidence: MatchEvidence): number {
  return judgeMatch(evidence).confidence;
}

/** Whether anything found is likely to be what was asked for. A search without hits has no match. */
export function judgeMatch(evidence: MatchEvidence): SignedJudgement {
  if (evidence.ranked.length === 0) return { confidence: 0, isMatch: false, signs: {} };
  const signs = matchSigns(evidence);
  const odds = Object.entries(signs).reduce((sum, [sign, value]) => sum + value * coefficients[sign as MatchSign], 0);
  const confidence = 1 / (1 + Math.exp(-odds));
  return { confidence, isMatch: confidence >= matchThreshold, signs };
}
