import { addUrls, cancelJob, jobEvents, reindex, uploadFiles } from '../api/collection.ts';
import type { JobEvent } from '../api/types.ts';
import { announce } from '../parts/announce.tsx';
import { shortName } from '../parts/place-text.ts';
import { asFailure } from '../search/search-run.ts';
import { createStore } from '../store/store.ts';
import { collectionChanged } from './collection-status.ts';

export type FileState = 'sending' | 'waiting' | 'indexed' | 'unchanged' | 'failed';

export interface FileProgress {
  readonly name: string;
  readonly state: FileState;
  readonly reason?: string;
  readonly segments?: number;
}

/** What was added at one go, and how far it is. */
export interface Batch {
  readonly id: number;
  readonly job?: string;
  readonly state: 'sending' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly files: readonly FileProgress[];
  readonly reason?: string;
  readonly notes: readonly string[];
}

export const batches = createStore<readonly Batch[]>([]);
let next = 1;

export function upload(files: readonly File[]): Promise<void> {
  if (files.length === 0) return Promise.resolve();
  return follow(
    files.map(({ name }) => name),
    () => uploadFiles(files),
  );
}

export function addAddresses(urls: readonly string[]): Promise<void> {
  return follow(urls, () => addUrls(urls));
}

export function indexAgain(id: string, name: string): Promise<void> {
  return follow([name], () => reindex(id));
}

export function cancel(batch: Batch): void {
  if (batch.job !== undefined) cancelJob(batch.job).catch(() => undefined);
}

export function dismiss(id: number): void {
  batches.update((now) => now.filter((batch) => batch.id !== id));
}

async function follow(names: readonly string[], start: () => Promise<string>): Promise<void> {
  const id = next++;
  const change = (part: (batch: Batch) => Partial<Batch>): void =>
    batches.update((now) => now.map((batch) => (batch.id === id ? { ...batch, ...part(batch) } : batch)));
  const files = names.map((name): FileProgress => ({ name, state: 'sending' }));
  batches.update((now) => [{ id, state: 'sending', files, notes: [] }, ...now]);
  try {
    const job = await start();
    change((batch) => ({
      job,
      state: 'running',
      files: batch.files.map((file) => ({ ...file, state: 'waiting' })),
    }));
    for await (const event of jobEvents(job, new AbortController().signal)) change((batch) => taken(batch, event));
    change((batch) => (batch.state === 'running' ? ended(batch, 'done') : {}));
  } catch (error) {
    change((batch) => ({ ...ended(batch, 'failed'), reason: asFailure(error).message }));
  }
  const batch = batches.get().find((one) => one.id === id);
  if (batch) announce(summary(batch));
  collectionChanged();
}

/** A batch after one event of its job. */
export function taken(batch: Batch, event: JobEvent): Partial<Batch> {
  const { name } = event;
  if (event.type === 'finished') {
    return {
      ...ended(batch, event.state ?? 'done'),
      ...(event.reason !== undefined && { reason: event.reason }),
    };
  }
  if (event.type === 'note' && event.message !== undefined) return { notes: [...batch.notes, event.message] };
  if (name === undefined || !(event.type === 'indexed' || event.type === 'unchanged' || event.type === 'failed'))
    return {};
  const file: FileProgress = {
    name: shortName(name),
    state: event.type,
    ...(event.reason !== undefined && { reason: event.reason }),
    ...(event.segments !== undefined && { segments: event.segments }),
  };
  const at = placeIn(batch.files, name);
  // An archive or a page may bring documents that were not named at first.
  return { files: at < 0 ? [...batch.files, file] : batch.files.with(at, file) };
}

/** The server may have cleaned or numbered a name: `chair.jpg` became `chair (2).jpg`. */
function placeIn(files: readonly FileProgress[], name: string): number {
  const isOpen = ({ state }: FileProgress): boolean => state === 'waiting' || state === 'sending';
  const plain = shortName(name);
  const exact = files.findIndex((file) => isOpen(file) && (shortName(file.name) === plain || file.name === name));
  if (exact >= 0) return exact;
  const unnumbered = plain.replace(/ \(\d+\)(?=\.\w+$|$)/, '');
  return files.findIndex((file) => isOpen(file) && shortName(file.name) === unnumbered);
}

function ended(batch: Batch, state: 'done' | 'failed' | 'cancelled'): Partial<Batch> {
  const reason = state === 'done' ? 'The server read nothing from it.' : undefined;
  const files = batch.files.map(
    (file): FileProgress =>
      file.state === 'waiting' || file.state === 'sending'
        ? { ...file, state: 'failed', ...(reason !== undefined && { reason }) }
        : file,
  );
  return { state, files };
}

export function summary({ files, state }: Batch): string {
  const count = (wanted: FileState): number => files.filter((file) => file.state === wanted).length;
  const parts = [
    [count('indexed'), 'added'],
    [count('unchanged'), 'already there'],
    [count('failed'), 'failed'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return `${state === 'cancelled' ? 'Cancelled. ' : ''}${said.join(', ') || 'Nothing to add'}.`;
}
