import { createStore } from '../store/store.ts';

/** The parts of the document that is looked through, in its order: the viewer leads from one to the next. */
export const shownParts = createStore<readonly string[]>([]);
