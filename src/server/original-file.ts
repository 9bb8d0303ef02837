import { stat } from 'node:fs/promises';
import type { DocumentRecord } from '../data/document.ts';

/** The path of the file a document was read from, while it is there; undefined for what lies in other files or on the web. */
export async function originalFile({
  source,
  parent,
}: Pick<DocumentRecord, 'source' | 'parent'>): Promise<string | undefined> {
  if (parent !== undefined || /^https?:/i.test(source)) return undefined;
  const isThere = await stat(source).then(
    (found) => found.isFile(),
    () => false,
  );
  return isThere ? source : undefined;
}
