import type { ContentStems } from './content-stems.ts';
import { localWeight, meanLength, saturated } from './local-bm25.ts';

/** How many of the first texts are taken to be relevant. */
export const feedbackTexts = 5;
/** A word that only one of them has is more likely about something else. */
const fewestTexts = 2;
/** How many of the words they share are looked for. */
const feedbackStems = 30;
/** Among fewer candidates than this, what sets the first apart cannot be told from chance. */
const fewestCandidates = 20;

/**
 * How much each text is about the same as the first ones: pseudo-relevance feedback in the manner of a relevance model
 * (Lavrenko and Croft, Relevance-Based Language Models, SIGIR 2001) with the question's own words kept apart, as in RM3
 * (Abdul-Jaleel et al., UMass at TREC 2004). The words that the first texts share, by their share of each text and by how rare
 * they are among the candidates, are looked for in all candidates: one that says the same in other words than the question's
 * is found, without asking the store again.
 *
 * @param texts the candidates, best first.
 * @param scores of the texts, none negative, best first: a better text says more of what is relevant.
 * @returns a number from 0 up for each text; all 0 where there are too few to tell.
 */
export function relevanceFeedback(texts: readonly ContentStems[], scores: readonly number[]): number[] {
  if (texts.length < fewestCandidates) return texts.map(() => 0);
  const mean = meanLength(texts);
  const wanted = sharedStems(texts.slice(0, feedbackTexts), scores).map(([stem, share]) => {
    const weight = localWeight(texts.filter(({ places }) => places.has(stem)).length, texts.length);
    return { stem, weight, share: share * weight };
  });
  const best = wanted.sort((a, b) => b.share - a.share || (a.stem < b.stem ? -1 : 1)).slice(0, feedbackStems);
  return texts.map(({ places, length }) =>
    best.reduce(
      (sum, { stem, weight, share }) => sum + share * weight * saturated(places.get(stem)?.length ?? 0, length, mean),
      0,
    ),
  );
}

/** The stems that several texts have, each with its mean share of a text; better texts count more. */
function sharedStems(texts: readonly ContentStems[], scores: readonly number[]): (readonly [string, number])[] {
  const best = scores[0] || 1;
  const found = new Map<string, { share: number; texts: number }>();
  for (const [i, { places, length }] of texts.entries()) {
    const trust = ((scores[i] ?? 0) / best) ** 2;
    for (const [stem, { length: count }] of places) {
      const before = found.get(stem) ?? { share: 0, texts: 0 };
      found.set(stem, { share: before.share + (trust * count) / length, texts: before.texts + 1 });
    }
  }
  return [...found].flatMap(([stem, { share, texts: having }]) => (having >= fewestTexts ? [[stem, share]] : []));
}
