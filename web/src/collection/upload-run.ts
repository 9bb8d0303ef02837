import { addUrls, cancelJob, jobEvents, reindex, uploadFiles } from '../api/collection.ts';
import { brokenOff, RequestFailure } from '../api/request-failure.ts';
import type { JobEvent } from '../api/types.ts';
import { announce } from '../parts/announce.tsx';
import { shortName } from '../parts/place-text.ts';
import { asFailure } from '../search/search-run.ts';
import { createStore } from '../store/store.ts';
import { collectionChanged } from './collection-status.ts';

export type FileState = 'sending' | 'waiting' | 'indexed' | 'unchanged' | 'removed' | 'failed';

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
  /** What is there already is read once more. */
  readonly isAgain: boolean;
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
  return follow([name], () => reindex(id), true);
}

export function cancel(batch: Batch): void {
  if (batch.job !== undefined) cancelJob(batch.job).catch(() => undefined);
}

export function dismiss(id: number): void {
  batches.update((now) => now.filter((batch) => batch.id !== id));
}

async function follow(names: readonly string[], start: () => Promise<string>, isAgain = false): Promise<void> {
  const id = next++;
  const change = (part: (batch: Batch) => Partial<Batch>): void =>
    batches.update((now) => now.map((batch) => (batch.id === id ? { ...batch, ...part(batch) } : batch)));
  const files = names.map((name): FileProgress => ({ name, state: 'sending' }));
  batches.update((now) => [{ id, state: 'sending', files, isAgain, notes: [] }, ...now]);
  try {
    const job = await start();
    const waiting = files.map((file): FileProgress => ({ ...file, state: 'waiting' }));
    await listen(
      job,
      () => change(() => ({ job, state: 'running', files: waiting, notes: [] })),
      (event) => change((batch) => taken(batch, event)),
    );
  } catch (error) {
    change((batch) => ({ ...ended(batch, 'failed'), reason: asFailure(error).message }));
  }
  const batch = batches.get().find((one) => one.id === id);
  if (batch) announce(summary(batch));
  collectionChanged();
}

const patience = { tries: 6, firstMs: 500 };

/** Follows a job to its end. The job goes on where the connection breaks, and tells late listeners from the beginning. */
async function listen(job: string, begin: () => void, take: (event: JobEvent) => void): Promise<void> {
  for (let tries = 1; ; tries++) {
    begin();
    try {
      for await (const event of jobEvents(job, new AbortController().signal)) {
        take(event);
        if (event.type === 'finished') return;
      }
      throw brokenOff('Load the page anew to see what was added.');
    } catch (error) {
      if (!(error instanceof RequestFailure && error.status === 0) || tries >= patience.tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, patience.firstMs * 2 ** (tries - 1)));
    }
  }
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
  const { type } = event;
  const isOfFile = type === 'indexed' || type === 'unchanged' || type === 'removed' || type === 'failed';
  if (name === undefined || !isOfFile) return {};
  const file: FileProgress = {
    name: shortName(name),
    state: type,
    ...(event.reason !== undefined && { reason: event.reason }),
    ...(type === 'removed' && { reason: 'Its file is gone, and so it was taken from the collection.' }),
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

export function summary({ files, state, isAgain }: Batch): string {
  const count = (wanted: FileState): number => files.filter((file) => file.state === wanted).length;
  const parts = [
    [count('indexed'), isAgain ? 'read again' : 'added'],
    [count('unchanged'), 'already there'],
    [count('removed'), 'gone'],
    [count('failed'), 'failed'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return `${state === 'cancelled' ? 'Cancelled. ' : ''}${said.join(', ') || 'Nothing to add'}.`;
}
