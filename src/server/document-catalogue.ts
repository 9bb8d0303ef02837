import type { DocumentRecord } from '../data/document.ts';
import type { Sightline } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';

/**
 * What documents there are, for naming those of hits without asking the store each time. Another process may write to the
 * index, so what is known is looked at again after a while, and at once when a document is missing from it.
 */
export interface DocumentCatalogue {
  get(id: string): Promise<DocumentRecord | undefined>;
  /** All of them, in the order of their names. */
  all(): Promise<readonly DocumentRecord[]>;
  /** To be called when this server has changed the index. */
  forget(): void;
}

const keptMs = 5_000;
/** A document that is asked for and not there does not make every request look again. */
const missedMs = 500;

export function documentCatalogue(engine: Pick<Sightline, 'documents'>): DocumentCatalogue {
  let known: { readonly at: number; readonly records: Promise<ReadonlyMap<string, DocumentRecord>> } | undefined;

  const load = async (): Promise<ReadonlyMap<string, DocumentRecord>> => {
    const records = await engine.documents().catch((error: unknown) => {
      if (error instanceof SightlineError && error.code === 'index-missing') return [];
      throw error;
    });
    const sorted = records.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
    return new Map(sorted.map((record) => [record.id, record]));
  };
  const records = (maxAgeMs: number): Promise<ReadonlyMap<string, DocumentRecord>> => {
    if (!known || performance.now() - known.at > maxAgeMs) {
      const loading = load();
      const fresh = { at: performance.now(), records: loading };
      known = fresh;
      loading.catch(() => {
        if (known === fresh) known = undefined;
      });
    }
    return known.records;
  };

  return {
    async get(id) {
      return (await records(keptMs)).get(id) ?? (await records(missedMs)).get(id);
    },
    async all() {
      return [...(await records(missedMs)).values()];
    },
    forget() {
      known = undefined;
    },
  };
}
