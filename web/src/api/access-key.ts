import { createStore } from '../store/store.ts';

const place = 'sightline.key';

function kept(): string | undefined {
  try {
    return sessionStorage.getItem(place) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The server's key, where it wants one: kept for this tab only. */
export const accessKey = createStore<{ readonly key: string | undefined; readonly wanted: boolean }>({
  key: kept(),
  wanted: false,
});

export function keepKey(key: string): void {
  try {
    sessionStorage.setItem(place, key);
  } catch {
    // Without storage it lasts until the page is loaded anew.
  }
  accessKey.set({ key, wanted: false });
}
