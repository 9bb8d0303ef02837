import type { DocumentRecord } from '../data/document.ts';
import type { IndexEvent } from '../data/events.ts';
import type { Asset } from '../read/asset.ts';
import type { DocumentWrite, VectorStore } from '../store/store.ts';
import { mapConcurrent } from '../support/concurrency.ts';
import { reasonOf, throwIfAborted } from '../support/errors.ts';
import type { EventQueue } from '../support/event-queue.ts';
import { withSpan } from '../support/tracing.ts';
import type { DocumentParts } from './index-document.ts';
import { endsTheRun, type IndexedAsset, indexTree } from './index-tree.ts';

/** What a run is to index: assets as they are found, and how far the finding has come. */
export interface Sources {
  readonly assets: AsyncIterable<Asset>;
  /** Whether a document of the index that was not found any more belongs to what was searched. */
  covers(record: DocumentRecord): boolean;
  /** Whether a document's file was named and is gone for certain, rather than out of reach. */
  vanished(record: DocumentRecord): boolean;
  /** Whether a path or URL is among what was named, or lies in it. */
  isNamed(source: string): boolean;
}

/** What a run works with: the parts of reading, the index, and what was in it when the run began. */
export interface RunParts extends DocumentParts {
  readonly store: VectorStore;
  readonly known: readonly DocumentRecord[];
  /** Reads again what is unchanged, too. */
  readonly force: boolean;
}

export interface RunCounts {
  readonly indexed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly warnings: number;
  readonly segments: number;
  readonly failures: readonly { readonly source: string; readonly reason: string }[];
}

/** Documents under way at once: three batches of pictures, one in the model, one decoded and waiting, one being read. */
const documentsUnderWay = 48;
/**
 * Documents share a commit, as a commit costs as much as embedding several pictures. What a crash loses of a shared
 * commit is only the commit: vectors and recognised text are in the work cache before it.
 */
const commit = { documents: 256, segments: 2_000, afterMs: 2_000 };

type Outcome =
  | { readonly asset: Asset; readonly indexed: readonly IndexedAsset[] }
  | { readonly asset: Asset; readonly error: unknown };

/**
 * Brings the index up to date with the sources. Documents become visible in groups, each whole; one that cannot be read
 * is reported and the rest goes on; what was indexed before stays until it is replaced or its source is gone.
 */
export async function runIndexing(
  sources: Sources,
  parts: RunParts,
  events: EventQueue<IndexEvent>,
  signal: AbortSignal,
): Promise<RunCounts> {
  const { store, force } = parts;
  const known = new Map(parts.known.map((record) => [record.source, record]));
  const upToDate = force ? new Map<string, DocumentRecord>() : known;
  const seen = new Set<string>();
  const readAgain = new Set<string>();
  const counts = { indexed: 0, unchanged: 0, removed: 0, warnings: 0, segments: 0 };
  const failures: { source: string; reason: string }[] = [];
  const pending: { write: DocumentWrite; asset: Asset }[] = [];
  const touched: DocumentRecord[] = [];
  let pendingSince = 0;
  let readInVain = 0;

  const flush = async (): Promise<void> => {
    const group = pending.splice(0);
    const writes = group.map(({ write }) => write);
    const segments = writes.reduce((sum, write) => sum + write.segments.length, 0);
    const notes = { 'sightline.documents': writes.length, 'sightline.segments': segments };
    if (writes.length > 0) await withSpan('commit', notes, () => store.put(writes));
    await store.touch(touched.splice(0));
    for (const { write, asset } of group) {
      counts.indexed++;
      counts.segments += write.segments.length;
      counts.warnings += write.record.warnings.length;
      const { source, name, warnings, contentHash } = write.record;
      if (force && known.get(source)?.contentHash === contentHash) readInVain++;
      events.push({ type: 'indexed', source, name, segments: write.segments.length, bytes: asset.sizeBytes, warnings });
    }
  };
  const isDue = (): boolean =>
    pending.length >= commit.documents ||
    pending.reduce((sum, { write }) => sum + write.segments.length, 0) >= commit.segments ||
    (pending.length > 0 && Date.now() - pendingSince > commit.afterMs);

  const take = ({ asset, result }: IndexedAsset): void => {
    seen.add(asset.source);
    if (result.type === 'indexed') {
      if (pending.length === 0) pendingSince = Date.now();
      pending.push({ write: result.write, asset });
      readAgain.add(asset.source);
      return;
    }
    counts.unchanged++;
    if (result.type === 'touched') touched.push(result.record);
    events.push({ type: 'unchanged', source: asset.source, name: asset.name });
  };

  let found = 0;
  async function* counted(): AsyncGenerator<Asset> {
    for await (const asset of sources.assets) {
      // The same source named twice is one document.
      if (seen.has(asset.source)) continue;
      seen.add(asset.source);
      if (++found % 50 === 0 || found < 50) events.push({ type: 'discovered', found, done: false });
      yield asset;
    }
    events.push({ type: 'discovered', found, done: true });
  }
  const outcomes = mapConcurrent(
    counted(),
    documentsUnderWay,
    async (asset, stop): Promise<Outcome> => {
      try {
        return { asset, indexed: await indexTree(asset, upToDate, parts, stop) };
      } catch (error) {
        if (endsTheRun(error)) throw error;
        return { asset, error };
      }
    },
    signal,
  );

  try {
    for await (const outcome of outcomes) {
      const { asset } = outcome;
      if ('error' in outcome) {
        const reason = reasonOf(outcome.error);
        failures.push({ source: asset.source, reason });
        events.push({ type: 'failed', source: asset.source, name: asset.name, reason });
      } else for (const each of outcome.indexed) take(each);
      if (isDue()) await flush();
    }
  } finally {
    // Also when cancelled: what is finished is kept.
    await flush();
  }
  throwIfAborted(signal);

  const isGone = (record: DocumentRecord): boolean => {
    if (seen.has(record.source)) return false;
    if (record.parent === undefined) return sources.vanished(record) || sources.covers(record);
    // What lies in another document goes with it, and when that was read again and did not have it any more.
    const parent = known.get(record.parent);
    return parent === undefined || readAgain.has(record.parent) || isGone(parent);
  };
  const hasVanished = (record: DocumentRecord): boolean => {
    const parent = record.parent === undefined ? undefined : known.get(record.parent);
    return parent ? hasVanished(parent) : sources.vanished(record);
  };
  const missing = [...known.values()].filter(isGone);
  // Where nothing at all was found, a disk may be missing rather than the files.
  const gone = found === 0 ? missing.filter(hasVanished) : missing;
  if (gone.length < missing.length) events.push({ type: 'note', message: keptNote(missing.length - gone.length) });
  if (gone.length > 0) {
    await store.remove(gone.map((record) => record.id));
    counts.removed = gone.length;
    for (const { source, name } of gone) events.push({ type: 'removed', source, name });
  }
  if (readInVain > 0) events.push({ type: 'note', message: readInVainNote(readInVain) });
  return { ...counts, failures };
}

function keptNote(count: number): string {
  return count === 1
    ? 'Nothing was found where 1 document was indexed before; it was kept. If it is really gone, remove it: sightline remove PATH'
    : `Nothing was found where ${count} documents were indexed before; they were kept. If they are really gone, remove them: sightline remove PATH`;
}

function readInVainNote(count: number): string {
  return count === 1
    ? '1 document had not changed and was read again all the same.'
    : `${count} documents had not changed and were read again all the same.`;
}
