/**
 * Measures of one ranked list. A list is given by what is gained at each place, best place first: the grade of a relevant
 * thing that is found there for the first time, and 0 for anything else. Every measure is from 0 to 1.
 *
 * Cut-offs are counted in places. A list that is shorter than its cut-off is treated as if nothing relevant followed.
 */

/** The share of the relevant things that are among the first k. 0 where nothing is relevant. */
export function recallAt(gains: readonly number[], relevantCount: number, k: number): number {
  return relevantCount === 0 ? 0 : Math.min(1, foundAmong(gains, k) / relevantCount);
}

/** The share of the first k places that hold something relevant; places that a short list lacks count as well. */
export function precisionAt(gains: readonly number[], k: number): number {
  return foundAmong(gains, k) / k;
}

/** 1 when anything relevant is among the first k, else 0. Also called success@k. */
export function hitAt(gains: readonly number[], k: number): number {
  return foundAmong(gains, k) > 0 ? 1 : 0;
}

/**
 * 1 divided by the place of the first relevant thing among the first k; 0 when there is none. Its mean over queries is MRR
 * (Voorhees, The TREC-8 Question Answering Track Report, 1999).
 */
export function reciprocalRankAt(gains: readonly number[], k: number): number {
  const first = gains.slice(0, k).findIndex((gain) => gain > 0);
  return first < 0 ? 0 : 1 / (first + 1);
}

/**
 * Average precision: the mean, over all relevant things, of the precision at the place of each; one that is not among the
 * first k counts 0. Its mean over queries is MAP.
 */
export function averagePrecisionAt(gains: readonly number[], relevantCount: number, k: number): number {
  if (relevantCount === 0) return 0;
  let found = 0;
  let sum = 0;
  for (const [i, gain] of gains.slice(0, k).entries()) {
    if (gain <= 0) continue;
    found++;
    sum += found / (i + 1);
  }
  return Math.min(1, sum / relevantCount);
}

/**
 * What a grade is worth. `linear` takes the grade as it is (Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR
 * techniques, ACM TOIS 20(4), 2002), as trec_eval's ndcg_cut does and with it the published figures of BEIR; it is the one
 * used here. `exponential` takes 2^grade - 1 (Burges et al., Learning to rank using gradient descent, ICML 2005), which
 * favours the highest grades more. For judgements of 0 and 1 both are the same.
 */
export type GainForm = 'linear' | 'exponential';

/**
 * Discounted cumulated gain of the first k places: the sum of gain / log2(place + 1).
 *
 * The discount is that of Burges et al. and of trec_eval, which lowers the second place already. The paper of 2002 divides
 * by log2(place) from the second place on, and so does not tell the first two apart.
 */
export function dcgAt(gains: readonly number[], k: number, form: GainForm = 'linear'): number {
  return gains.slice(0, k).reduce((sum, gain, i) => sum + worth(gain, form) / Math.log2(i + 2), 0);
}

/**
 * Normalised discounted cumulated gain: {@link dcgAt} divided by that of the best list there could be, which has all
 * relevant things in falling order of their grades. 0 where nothing is relevant.
 *
 * @param grades the grades of everything that is relevant, found or not, in any order.
 */
export function ndcgAt(
  gains: readonly number[],
  grades: readonly number[],
  k: number,
  form: GainForm = 'linear',
): number {
  const ideal = dcgAt(
    [...grades].sort((a, b) => b - a),
    k,
    form,
  );
  // Sums in another order may differ in the last digit.
  return ideal > 0 ? Math.min(1, dcgAt(gains, k, form) / ideal) : 0;
}

function worth(gain: number, form: GainForm): number {
  return form === 'linear' ? gain : 2 ** gain - 1;
}

function foundAmong(gains: readonly number[], k: number): number {
  return gains.slice(0, k).filter((gain) => gain > 0).length;
}
