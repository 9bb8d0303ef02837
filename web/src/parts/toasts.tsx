import { useEffect, useRef } from 'preact/hooks';
import { createStore, useStore } from '../store/store.ts';
import { announce } from './announce.tsx';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const toasts = createStore<readonly Toast[]>([]);
let next = 1;

/** Says something at the edge of the page for a while; gives the way to take it back. */
export function toast(
  text: string,
  { action, ms = 6000 }: { readonly action?: Toast['action']; readonly ms?: number } = {},
): () => void {
  const id = next++;
  toasts.update((now) => [...now, { id, text, ...(action && { action }) }]);
  announce(text);
  const close = (): void => toasts.update((now) => now.filter((one) => one.id !== id));
  setTimeout(close, ms);
  return close;
}

export function Toasts() {
  const shown = useStore(toasts);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What is shown last lies above everything, dialogs too.
    if (place.current?.matches(':popover-open')) place.current.hidePopover();
    if (shown.length > 0) place.current?.showPopover();
  }, [shown]);
  return (
    <div class="toasts" popover="manual" ref={place}>
      {shown.map(({ id, text, action }) => (
        <div class="toast" key={id}>
          <span>{text}</span>
          {action && (
            <button type="button" class="plain" onClick={action.run}>
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
