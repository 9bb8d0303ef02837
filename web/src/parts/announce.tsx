import { createStore, useStore } from '../store/store.ts';

const said = createStore('');

/** Tells people who listen rather than look what has just happened. */
export function announce(text: string): void {
  // The same words twice would not be read out again.
  said.set(said.get() === text ? `${text}\u00a0` : text);
}

export function Announcer() {
  return (
    <div class="unseen" role="status" aria-live="polite">
      {useStore(said)}
    </div>
  );
}
