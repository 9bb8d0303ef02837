import { getStatus } from '../api/collection.ts';
import type { Status } from '../api/types.ts';
import { forgetSearches } from '../search/search-run.ts';
import { createStore } from '../store/store.ts';

/** What the index holds, as last heard. */
export const collectionStatus = createStore<Status | undefined>(undefined);
/** Counts the changes of the collection, so that lists know when to be read again. */
export const collectionChanges = createStore(0);

export async function loadStatus(): Promise<void> {
  collectionStatus.set(await getStatus());
}

/** To be called when documents came or went. */
export function collectionChanged(): void {
  forgetSearches();
  collectionChanges.update((count) => count + 1);
  loadStatus().catch(() => undefined);
}
