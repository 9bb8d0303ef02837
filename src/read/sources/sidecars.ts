import { basename } from 'node:path';
import type { Companion } from '../asset.ts';
import type { WalkedFile } from './walk.ts';

const pictureName = /^(.+)\.(?:jpe?g|png|webp|avif|tiff?|gif|svg|hei[cf]|bmp)$/i;
const textName = /^(.+)\.txt$/i;
/** A longer text beside a picture is a text in its own right, too. */
const longestCaptionBytes = 4_000;

export interface SidecarGroup {
  readonly file: WalkedFile;
  readonly companions: readonly (Companion & { readonly file: WalkedFile })[];
}

/** The name without its extension, when it is a picture's. */
export function pictureStem(name: string): string | undefined {
  return pictureName.exec(name)?.[1];
}

/** Whether a file could go with one of the pictures of these stems, as {@link groupSidecars} sees it. */
export function isSidecarOf(name: string, pictureStems: ReadonlySet<string>): boolean {
  return pictureStems.size > 0 && (isMetadata(name) || pictureStems.has(textName.exec(name)?.[1] ?? ''));
}

/**
 * Puts the files of one folder together with what lies beside them: `x.txt` goes with every picture called `x`, and
 * `metadata.json` with every picture of the folder. A file that goes with a picture is not given by itself, unless it
 * is a text of more than 4,000 bytes. The order of the files is kept.
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
    const stem = textName.exec(name)?.[1];
    const isCaption = stem !== undefined && stems.has(stem);
    if (isCaption) texts.set(stem, [...(texts.get(stem) ?? []), { role: 'text', path: file.path, file }]);
    else if (stems.size > 0 && isMetadata(name)) metadata.push({ role: 'metadata', path: file.path, file });
    else own.push(file);
    if (isCaption && file.sizeBytes > longestCaptionBytes) own.push(file);
  }
  return own.map((file) => {
    const stem = pictureStem(basename(file.path));
    return { file, companions: stem === undefined ? [] : [...(texts.get(stem) ?? []), ...metadata] };
  });
}

function isMetadata(name: string): boolean {
  return name.toLowerCase() === 'metadata.json';
}
