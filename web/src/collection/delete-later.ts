import { removeDocument } from '../api/collection.ts';
import { shortName } from '../parts/place-text.ts';
import { toast } from '../parts/toasts.tsx';
import { asFailure } from '../search/search-run.ts';
import { createStore } from '../store/store.ts';
import { collectionChanged } from './collection-status.ts';

/** Documents that are about to be deleted: out of sight, and for some seconds still to be had back. */
export const leaving = createStore<ReadonlySet<string>>(new Set());

const graceMs = 6000;

/** Deletes a document after a while in which it can be taken back. */
export function deleteLater(id: string, name: string): void {
  change((ids) => ids.add(id));
  const away = (): void => {
    window.removeEventListener('pagehide', now);
    removeDocument(id)
      .catch((error) => toast(`${shortName(name)} was not deleted. ${asFailure(error).message}`))
      .finally(() => {
        change((ids) => ids.delete(id));
        collectionChanged();
      });
  };
  const timer = setTimeout(away, graceMs);
  // Who leaves the page has not taken it back.
  const now = (): void => {
    clearTimeout(timer);
    away();
  };
  window.addEventListener('pagehide', now);
  const close = toast(`${shortName(name)} is deleted from the collection.`, {
    ms: graceMs,
    action: {
      label: 'Undo',
      run() {
        clearTimeout(timer);
        window.removeEventListener('pagehide', now);
        change((ids) => ids.delete(id));
        close();
      },
    },
  });
}

function change(edit: (ids: Set<string>) => void): void {
  leaving.update((now) => {
    const next = new Set(now);
    edit(next);
    return next;
  });
}
