import type { DocumentRecord } from '../data/document.ts';
import type { Sightline } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';

/**
 * What documents there are, for naming those of hits without asking the store each time. Another process may write to the
 * index, so what is known is looked at again after a while, and at once when a document is missing from it. With many
 * documents that takes a while itself, which no search waits for.
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

type Records = ReadonlyMap<string, DocumentRecord>;

/** @param now milliseconds of any clock that only goes forward. */
export function documentCatalogue(
  engine: Pick<Sightline, 'documents'>,
  now: () => number = () => performance.now(),
): DocumentCatalogue {
  let known: { readonly at: number; readonly records: Records } | undefined;
  let looking: Promise<Records> | undefined;

  const load = async (): Promise<Records> => {
    const records = await engine.documents().catch((error: unknown) => {
      if (error instanceof SightlineError && error.code === 'index-missing') return [];
      throw error;
    });
    const sorted = records.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
    return new Map(sorted.map((record) => [record.id, record]));
  };
  const look = (): Promise<Records> => {
    if (looking) return looking;
    const at = now();
    const mine = load();
    looking = mine;
    const over = (records?: Records): void => {
      // Forgotten in the meantime: it may be of before the change.
      if (looking !== mine) return;
      looking = undefined;
      if (records) known = { at, records };
    };
    mine.then(over, () => over());
    return mine;
  };
  const isFresh = (maxAgeMs: number): boolean => known !== undefined && now() - known.at <= maxAgeMs;
  const recent = async (maxAgeMs: number): Promise<Records> => (known && isFresh(maxAgeMs) ? known.records : look());

  return {
    async get(id) {
      const before = known?.records.get(id);
      if (!before) return (await recent(missedMs)).get(id);
      if (!isFresh(keptMs)) look().catch(() => undefined);
      return before;
    },
    async all() {
      return [...(await recent(missedMs)).values()];
    },
    forget() {
      known = undefined;
      looking = undefined;
    },
  };
}
