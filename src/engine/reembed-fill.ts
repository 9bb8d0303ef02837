import type { DocumentRecord } from '../data/document.ts';
import type { ReembedEvent, ReembedSummary, ViewModels } from '../data/reembed-events.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { DocumentWrite, VectorStore, VectorView } from '../store/store.ts';
import { mapConcurrent } from '../support/concurrency.ts';
import { groupDocuments, readGroup, type Written } from './reembed-groups.ts';
import type { ReembeddedSegment, segmentReembedder } from './reembed-segment.ts';

/** Segments under way at once, unless the models take more. */
const leastUnderWay = 64;
const mostUnderWay = 512;
const progressMs = 100;
/** Documents removed with one commit. */
const removedAtOnce = 1_000;

/** What was done, as the summary tells it. */
export type ReembedCounts = Omit<ReembedSummary, 'changed' | 'models' | 'seconds'>;

export interface Filling {
  readonly from: VectorStore;
  readonly to: VectorStore;
  readonly segments: ReturnType<typeof segmentReembedder>;
  readonly embedders: Readonly<Record<VectorView, Embedder>>;
  readonly models: { readonly from: ViewModels; readonly to: ViewModels };
}

/** Brings the new store level with the old one, document by document; what it has already of them costs nothing. */
export async function fillStore(
  { from, to, segments, embedders, models }: Filling,
  signal: AbortSignal,
  onEvent: (event: ReembedEvent) => void,
): Promise<ReembedCounts> {
  const records = await from.documents();
  const wanted = new Map(records.map((record) => [record.id, record]));
  const there = new Map((await to.documents()).map((record) => [record.id, record]));
  const isDone = (record: DocumentRecord): boolean => {
    const found = there.get(record.id);
    return found !== undefined && sameContent(found, record);
  };
  const gone = [...there.keys()].filter((id) => !wanted.has(id));
  for (let at = 0; at < gone.length; at += removedAtOnce) await to.remove(gone.slice(at, at + removedAtOnce));
  await to.touch(records.filter((record) => isDone(record) && there.get(record.id)?.stamp !== record.stamp));

  const total = sumSegments(records);
  const segmentsBefore = sumSegments(records.filter(isDone));
  let done = segmentsBefore;
  let picturesMissing = 0;
  let refused = 0;
  onEvent({ type: 'started', ...models, documents: records.length, segments: total, segmentsBefore });
  if (!embedders.image.accepts.image && (await from.stats()).vectors.image > 0) {
    onEvent({
      type: 'note',
      message: `${models.to.image} has no eyes: pictures will be found by their words only. To change the model of words alone, leave out --with and name it with --text-with.`,
    });
  }

  let toldAt = 0;
  const finish = ({ record, results }: ReembeddedDocument): DocumentWrite => {
    const missing = results.flatMap((result) => result.missing ?? []);
    const declined = results.flatMap((result) => result.refused ?? []);
    picturesMissing += missing.length;
    refused += declined.length;
    const { source, name } = record;
    for (const message of [...describeMissing(missing), ...describeRefused(declined)])
      onEvent({ type: 'warning', source, name, message });
    const isWhole = missing.length + declined.length === 0;
    return {
      // Settings that no run has: the next indexing reads the document again, and so does the next run of this.
      record: isWhole ? record : { ...record, settings: `${record.settings} incomplete` },
      segments: results.map(({ stored }) => stored),
    };
  };
  for (const group of groupDocuments(records)) {
    const pending = group.filter((record) => !isDone(record));
    if (pending.length === 0) continue;
    const documents = await readGroup(from, pending);
    const embedded = await embedGroup(documents, segments, underWay(embedders), signal, (name) => {
      done++;
      if (performance.now() - toldAt < progressMs) return;
      toldAt = performance.now();
      onEvent({ type: 'progress', segments: done, of: total, name });
    });
    await to.put(embedded.map(finish));
    onEvent({ type: 'progress', segments: done, of: total, name: pending.at(-1)?.name ?? '' });
  }
  return { documents: records.length, segments: total, segmentsBefore, ...segments.counts(), picturesMissing, refused };
}

interface ReembeddedDocument {
  readonly record: DocumentRecord;
  readonly results: readonly ReembeddedSegment[];
}

/** Embeds the segments of several documents side by side, so that small documents fill the models' batches. */
async function embedGroup(
  documents: readonly Written[],
  segments: Filling['segments'],
  limit: number,
  signal: AbortSignal,
  onSegment: (name: string) => void,
): Promise<ReembeddedDocument[]> {
  const results = new Map<string, ReembeddedSegment[]>(documents.map(({ record }) => [record.id, []]));
  const all = documents.flatMap(({ record, segments: own }) => own.map((segment) => ({ record, segment })));
  const embedded = mapConcurrent(
    all,
    limit,
    async ({ record, segment }, stop) => ({ record, result: await segments.reembed(segment, record, stop) }),
    signal,
  );
  for await (const { record, result } of embedded) {
    results.get(record.id)?.push(result);
    onSegment(record.name);
  }
  return documents.map(({ record }) => ({ record, results: results.get(record.id) ?? [] }));
}

/** Enough for every call that the models take at once, and the batches after them. */
function underWay({ text, image }: Readonly<Record<VectorView, Embedder>>): number {
  const most = Math.max(...[text, image].map((one) => one.batchSize * (1 + (one.concurrency ?? 1))));
  return Math.min(mostUnderWay, Math.max(leastUnderWay, most));
}

/** The same content, read under the same settings in the same run. */
function sameContent(a: DocumentRecord, b: DocumentRecord): boolean {
  return a.contentHash === b.contentHash && a.settings === b.settings && a.indexedAt === b.indexedAt;
}

function describeMissing([reason, ...more]: readonly string[]): string[] {
  if (reason === undefined) return [];
  const which = more.length === 0 ? 'Its picture' : `${more.length + 1} of its pictures`;
  return [`${which} could not be looked at: ${reason}. ${remedy}`];
}

function describeRefused([reason, ...more]: readonly string[]): string[] {
  if (reason === undefined) return [];
  const which = more.length === 0 ? 'a part' : `${more.length + 1} parts`;
  return [`The model refused ${which} of it: ${reason} ${remedy}`];
}

const remedy = 'Its words still find it, and the next indexing reads it again.';

export function sumSegments(records: readonly DocumentRecord[]): number {
  return records.reduce((sum, record) => sum + record.segments, 0);
}
