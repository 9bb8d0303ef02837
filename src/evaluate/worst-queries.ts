import type { Hit } from '../data/hit.ts';
import { wordsSources } from '../data/segment.ts';
import type { Measure } from './measures.ts';
import type { QueryOutcome, ShownHit, WorstQuery } from './report.ts';

const mostHits = 10;
const shownChars = 200;

export interface WorstQueries {
  /** @param marks which of the hits are relevant. */
  add(outcome: QueryOutcome, hits: readonly Hit[], marks: readonly boolean[]): void;
  /** Worst first; none that is as good as it can be by the first measure. */
  list(): WorstQuery[];
}

/** Keeps the queries that were answered worst, with the hits that were found instead, while they come in. */
export function worstQueries(most: number, measures: readonly Measure[]): WorstQueries {
  const leading = measures.map((measure) => measure.name);
  let kept: WorstQuery[] = [];
  const byBadness = (a: WorstQuery, b: WorstQuery): number => {
    for (const name of leading) {
      const difference = (a.values[name] ?? 0) - (b.values[name] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return {
    add(outcome: QueryOutcome, hits: readonly Hit[], marks: readonly boolean[]): void {
      const [name = ''] = leading;
      if ((outcome.values[name] ?? 0) >= 1) return;
      kept.push({ ...outcome, hits: shownHits(hits, marks) });
      // Sorted now and then, so that many queries cost little.
      if (kept.length > 2 * most + mostHits) kept = kept.sort(byBadness).slice(0, most);
    },
    list: (): WorstQuery[] => kept.sort(byBadness).slice(0, most),
  };
}

/** The first hits as reports show them. */
export function shownHits(hits: readonly Hit[], marks: readonly boolean[]): ShownHit[] {
  return hits.slice(0, mostHits).map((hit, i) => shownHit(hit, marks[i] === true));
}

function shownHit({ reference, segment, score }: Hit, relevant: boolean): ShownHit {
  const source = wordsSources.find((one) => one !== 'name' && segment.words[one]) ?? 'name';
  return {
    reference,
    segmentId: segment.id,
    kind: segment.kind,
    score,
    relevant,
    hasPicture: segment.picture !== undefined,
    words: (segment.words[source] ?? '')
      .replace(/\s+/g, ' ')
      .slice(0, shownChars)
      .replace(/[\ud800-\udbff]$/, ''),
  };
}
