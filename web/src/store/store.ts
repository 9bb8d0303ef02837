import { useEffect, useState } from 'preact/hooks';

/** A value that parts of the page share and are told about. */
export interface Store<T> {
  get(): T;
  set(next: T): void;
  update(change: (now: T) => T): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T): void => {
    if (Object.is(next, value)) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The store's value; the component is drawn anew when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, draw] = useState<T>(store.get());
  useEffect(() => {
    const follow = (): void => draw(() => store.get());
    // It may have changed between the drawing and this effect.
    follow();
    return store.subscribe(follow);
  }, [store]);
  return store.get();
}
