import { neighboursOf } from '../answer/neighbours.ts';
import type { Settings } from '../config.ts';
import type { Hit } from '../data/hit.ts';
import type { Segment } from '../data/segment.ts';
import type { VectorStore } from '../store/store.ts';

/** What stands next to hits, for one question, and what of it was handed out: answers may cite it. */
export interface EvidenceContext {
  readonly shown: readonly Segment[];
  neighbours(hits: readonly Hit[]): Promise<ReadonlyMap<string, readonly Segment[]>>;
}

export function contextOf(store: VectorStore, settings: Settings): EvidenceContext {
  const shown: Segment[] = [];
  const lists = new Map<string, Promise<Segment[]>>();
  return {
    shown,
    async neighbours(hits) {
      const found = await neighboursOf(hits, {
        each: settings.neighbours,
        segmentsOf(name, limit) {
          const known = lists.get(name);
          const list = known ?? store.list(limit, { op: 'compare', field: 'document', test: '=', value: name });
          if (!known) lists.set(name, list);
          return list;
        },
      });
      shown.push(...[...found.values()].flat());
      return found;
    },
  };
}
