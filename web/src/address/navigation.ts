import { createStore } from '../store/store.ts';
import { type Address, type Question, readAddress, writeAddress } from './address.ts';

/** The mark of a step of the history that opened the viewer. */
const openedHere = 'viewer';

/** Where the page is; back, forward and shared links all come through here. */
export const address = createStore<Address>(readAddress(location.search));

window.addEventListener('popstate', () => address.set(readAddress(location.search)));

export function go(next: Address, { replace = false }: { readonly replace?: boolean } = {}): void {
  const query = writeAddress(next);
  if (replace) history.replaceState(null, '', query);
  else history.pushState(null, '', query);
  const before = address.get();
  address.set(next);
  if (before.view !== next.view) window.scrollTo(0, 0);
}

export function searchFor(question: Question): void {
  go({ view: 'search', question });
  window.scrollTo(0, 0);
}

/** Changes the question that is being asked; on other views it starts a new one. */
export function changeQuestion(change: (now: Question) => Question, options?: { readonly replace?: boolean }): void {
  const now = address.get();
  if (now.view === 'search') go({ view: 'search', question: change(now.question) }, options);
}

/** Opens the viewer; the back button closes it. Moving from hit to hit inside leaves one step in the history. */
export function show(id: string, cited?: number): void {
  const { cited: _before, ...now } = address.get();
  const next: Address = { ...now, shown: id, ...(cited !== undefined && { cited }) };
  if (address.get().shown !== undefined) history.replaceState(history.state, '', writeAddress(next));
  else history.pushState(openedHere, '', writeAddress(next));
  address.set(next);
}

export function closeShown(): void {
  const { shown, cited: _cited, ...rest } = address.get();
  if (shown === undefined) return;
  // The step that opened it is taken back; a viewer that came with a shared link has no such step.
  if (history.state === openedHere) history.back();
  else go(rest as Address, { replace: true });
}
