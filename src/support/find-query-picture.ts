import { access } from 'node:fs/promises';
import { resolve } from 'node:path';

/** A picture that a file of queries names: a URL as it stands, a path in the first of the folders that has it. */
export async function findQueryPicture(image: string, folders: readonly string[]): Promise<string | undefined> {
  if (/^(?:https?|data|file):/i.test(image)) return image;
  for (const folder of folders) {
    const path = resolve(folder, image);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}
