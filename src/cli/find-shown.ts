import { resolve } from 'node:path';
import type { Shown, Sightline } from '../engine/engine.ts';

/** The segments that a reference, a document's name, or the path of an indexed file stands for. */
export async function findShown(index: Sightline, reference: string): Promise<Shown[]> {
  const found = await index.show(reference);
  if (found.length > 0) return found;
  // A path as one types it here: documents are named from the folder that was indexed, so the name is the path's end.
  const [file = '', ...fragment] = reference.split('#');
  const source = resolve(file);
  const parts = source.split(/[\\/]/).filter((part) => part !== '');
  for (let length = 1; length <= parts.length; length++) {
    const name = parts.slice(-length).join('/');
    const shown = await index.show([name, ...fragment].join('#'));
    const here = shown.filter(({ segment }) => segment.source === source);
    if (here.length > 0) return here;
  }
  return [];
}
