import { basename } from 'node:path';
import type { Metadata, SegmentDraft, Words } from '../../data/segment.ts';
import { throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import type { Asset } from '../asset.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { fileProblemReason } from '../sources/file-problem.ts';
import { companionText } from '../text/companion-text.ts';
import { cutText } from '../text/cut-text.ts';
import { nameWords } from '../text/name-words.ts';
import { dominantColours } from './colour-names.ts';
import { decodePictureFile } from './decode-picture.ts';
import { readExif } from './exif.ts';
import type { PictureHeader } from './picture-header.ts';
import { type PictureEntry, pictureMetadataFiles } from './picture-metadata.ts';
import { svgWords } from './svg-words.ts';

/** Longest text taken from the file beside a picture, in characters. */
const maxCaptionChars = 4000;

const metadataFiles = pictureMetadataFiles();

/**
 * Pictures that are files of their own: one segment each, with the words of its file name, its colours, the text file and the
 * `metadata.json` entry beside it, and the facts of its EXIF block.
 */
export const imageReader: Reader = {
  name: 'image',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const bytes = await asset.bytes();
    const { picture, header } = await decodePictureFile(bytes, {
      maxPixels: context.limits.maxPixels,
      workingSide: context.workingSide,
      ...(asset.path !== undefined && { path: asset.path }),
      ...(asset.declaredType !== undefined && { mediaType: asset.declaredType }),
      signal: context.signal,
      warn: (message) => context.warn({ message }),
    });
    const caption = await captionBeside(asset, context);
    const entry = await companionEntry(asset, context);
    const words: Words = {
      ...text('name', entry?.words.name, nameWords(asset.name)),
      ...text('body', header.format === 'svg' ? svgWords(bytes) : undefined),
      ...text('caption', caption, entry?.words.caption),
      ...text('colour', colours(picture.pixels)),
    };
    const metadata: Metadata = {
      width: picture.width,
      height: picture.height,
      ...headerFacts(header),
      ...(header.exif && readExif(header.exif, context)),
      ...entry?.metadata,
    };
    const draft: SegmentDraft = { kind: 'image', locator: {}, words, picture, metadata };
    yield draft;
  },
};

/** One source of words from its parts, left out when there are none. */
function text(source: keyof Words, ...parts: readonly (string | undefined)[]): Words {
  const joined = parts.filter((part) => part !== undefined && part !== '').join('\n');
  return joined === '' ? {} : { [source]: joined };
}

function colours(pixels: Parameters<typeof dominantColours>[0]): string {
  return dominantColours(pixels)
    .map(({ name }) => name)
    .join(', ');
}

function headerFacts({ format, pages }: PictureHeader): Metadata {
  if (pages === undefined) return { format };
  return format === 'gif' || format === 'webp' || format === 'png' ? { format, frames: pages } : { format, pages };
}

async function captionBeside(asset: Asset, context: ReadContext): Promise<string | undefined> {
  const found: string[] = [];
  for (const { role, path } of asset.companions) {
    if (role !== 'text') continue;
    try {
      found.push(await companionText(path, maxCaptionChars, (warning) => context.warn(warning)));
    } catch (error) {
      context.warn({ message: withoutCompanion(path, error) });
    }
  }
  return found.length === 0 ? undefined : cutText(found.join('\n'), maxCaptionChars);
}

async function companionEntry(asset: Asset, context: ReadContext): Promise<PictureEntry | undefined> {
  const companion = asset.companions.find(({ role }) => role === 'metadata');
  if (!companion || asset.path === undefined) return undefined;
  try {
    return await metadataFiles.find(companion.path, asset.path, context.limits.maxFileBytes);
  } catch (error) {
    context.warn({ message: withoutCompanion(companion.path, error) });
    return undefined;
  }
}

function withoutCompanion(path: string, error: unknown): string {
  return `The picture is indexed without ${shownName(basename(path))} beside it. ${fileProblemReason(error)}`;
}
