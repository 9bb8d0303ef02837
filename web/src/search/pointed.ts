import { createStore } from '../store/store.ts';

/** The segment that a citation points at while it is hovered or focused. */
export const pointed = createStore<string | undefined>(undefined);
