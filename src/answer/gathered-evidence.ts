import type { Hit } from '../data/hit.ts';

/** The usual constant of reciprocal-rank fusion, as in src/retrieve/fuse.ts. */
const damping = 60;

/** Hits of several searches as one list. */
export class GatheredEvidence {
  readonly #found = new Map<string, { readonly hit: Hit; score: number }>();

  /** @param hits Of one search, best first. Gives those that no search before had found. */
  add(hits: readonly Hit[]): Hit[] {
    const added: Hit[] = [];
    for (const [place, hit] of hits.entries()) {
      const share = 1 / (damping + place + 1);
      const known = this.#found.get(hit.segment.id);
      if (known) known.score += share;
      else {
        this.#found.set(hit.segment.id, { hit, score: share });
        added.push(hit);
      }
    }
    return added;
  }

  /**
   * All of them: the best of each search first, in the order of the searches, and before them what several found. (Reciprocal-rank
   * fusion: scores of different searches do not compare.)
   */
  get hits(): Hit[] {
    // Of equals the one that was found first, as sorting keeps their order.
    return [...this.#found.values()].sort((a, b) => b.score - a.score).map(({ hit }) => hit);
  }

  /** Whether words stand in a document behind `SEARCH:`, so that a model that searches for them may be obeying it. */
  commands(words: string): boolean {
    const command = folded(`SEARCH: ${words}`);
    return [...this.#found.values()].some(({ hit }) =>
      Object.values(hit.segment.words).some((text) => folded(text).includes(command)),
    );
  }
}

function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s*_`]+/g, ' ')
    .trim();
}
