import { basename } from 'node:path';
import type { Companion } from '../asset.ts';
import type { WalkedFile } from './walk.ts';

const pictureName = /^(.+)\.(?:jpe?g|png|webp|avif|tiff?|gif|svg|hei[cf]|bmp)$/i;
const textName = /^(.+)\.txt$/i;
/** A longer text beside a picture is a text in its own right, too. */
export const longestCaptionBytes = 4_000;

export interface SidecarGroup {
  readonly file: WalkedFile;
  readonly companions: readonly (Companion & { readonly file: WalkedFile })[];
}

/** The name without its extension, when it is a picture's. */
export function pictureStem(name: string): string | undefined {
  return pictureName.exec(name)?.[1];
}

/** The name without its extension, when it is a text's, which goes with pictures of that name. */
export function textStem(name: string): string | undefined {
  return textName.exec(name)?.[1];
}

/** Whether a file of this name goes with every picture of its folder. */
export function isMetadata(name: string): boolean {
  return name.toLowerCase() === 'metadata.json';
}

/** Whether a file could go with one of the pictures of these stems, as {@link groupSidecars} sees it. */
export function isSidecarOf(name: string, pictureStems: ReadonlySet<string>): boolean {
  return pictureStems.size > 0 && (isMetadata(name) || pictureStems.has(textStem(name) ?? ''));
}

/**
 * Puts the files of one folder together with what lies beside them: `x.txt` goes with every picture called `x`, and
 * `metadata.json` with every picture of the folder. A file that goes with a picture is not given by itself, unless it
 * is a text of more than 4,000 bytes. The order of the files is kept; companions are in the order of their names, as a
 * document's stamp and hash depend on it.
 */
export function groupSidecars(files: readonly WalkedFile[]): SidecarGroup[] {
  const stems = new Set<string>();
  for (const file of files) {
    const stem = pictureStem(basename(file.path));
    if (stem !== undefined) stems.add(stem);
  }
  const metadata: SidecarGroup['companions'][number][] = [];
  const texts = new Map<string, SidecarGroup['companions'][number][]>();
  const own: WalkedFile[] = [];
  for (const file of files) {
    const name = basename(file.path);
    const stem = textStem(name);
    const isCaption = stem !== undefined && stems.has(stem);
    if (isCaption) texts.set(stem, [...(texts.get(stem) ?? []), { role: 'text', path: file.path, file }]);
    else if (stems.size > 0 && isMetadata(name)) metadata.push({ role: 'metadata', path: file.path, file });
    else own.push(file);
    if (isCaption && file.sizeBytes > longestCaptionBytes) own.push(file);
  }
  return own.map((file) => {
    const stem = pictureStem(basename(file.path));
    if (stem === undefined) return { file, companions: [] };
    return { file, companions: [...(texts.get(stem) ?? []).toSorted(byPath), ...metadata.toSorted(byPath)] };
  });
}

function byPath(a: Companion, b: Companion): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
