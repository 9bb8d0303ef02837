import type { DocumentRecord } from '../data/document.ts';
import type { Sightline } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';

/** All documents, by name. None where nothing was ever indexed: an empty list is no error. */
export async function documentList(engine: Pick<Sightline, 'documents'>): Promise<DocumentRecord[]> {
  try {
    return (await engine.documents()).sort((a, b) => (documentKey(a) < documentKey(b) ? -1 : 1));
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'index-missing') return [];
    throw error;
  }
}

/** The order of the list, in which every document has one place. */
export function documentKey({ name, id }: Pick<DocumentRecord, 'name' | 'id'>): string {
  return `${name}\n${id}`;
}

/** Documents whose names have `part` in them, whatever its case; those that begin with it come first. */
export function documentsNamed<T extends Pick<DocumentRecord, 'name'>>(documents: readonly T[], part: string): T[] {
  const wanted = part.trim().toLowerCase();
  const places = documents.map((one) => ({ one, at: one.name.toLowerCase().indexOf(wanted) }));
  const beginning = places.filter(({ at }) => at === 0);
  return [...beginning, ...places.filter(({ at }) => at > 0)].map(({ one }) => one);
}
