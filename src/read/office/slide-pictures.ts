import { formatLocator, type Locator } from '../../data/locator.ts';
import type { Picture } from '../../data/picture.ts';
import { archiveContext } from '../archive/archive-pictures.ts';
import type { Archive } from '../archive/open-archive.ts';
import { documentPictures } from '../markup/document-pictures.ts';
import type { ReadContext } from '../reader.ts';
import type { SlidePicture } from './slide-item.ts';

/** The pictures on the slides of one deck. */
export interface SlidePictures {
  /**
   * The picture; undefined when it cannot be read, after a warning, and when it adorns many slides and was given before.
   * `looks` draws it from its slide, where the format is one that nothing else can draw.
   */
  load(
    item: SlidePicture,
    at: Locator,
    looks: (at: Locator) => Promise<Picture | undefined>,
  ): Promise<Picture | undefined>;
  /** To be called when the deck is read. */
  close(): void;
}

/** A picture on more slides than this is a logo or a background, and one place is enough for it. */
const mostPlaces = 3;

export interface SlidePicturesSource {
  readonly archive: Archive;
  /** The document's name, for messages. */
  readonly name: string;
  /** The parts each slide shows or points at. */
  readonly partsOfSlides: Iterable<Iterable<string>>;
  contentTypeOf(part: string): string;
}

export function slidePictures(source: SlidePicturesSource, context: ReadContext): SlidePictures {
  const { name } = source;
  const pictures = documentPictures(archiveContext(context, source.archive));
  const uses = new Map<string, number>();
  for (const parts of source.partsOfSlides)
    for (const part of new Set(parts)) uses.set(part, (uses.get(part) ?? 0) + 1);
  const given = new Set<string>();
  let toldOfMetafiles = false;

  return {
    async load(item, at, looks) {
      if (given.has(item.part) && (uses.get(item.part) ?? 0) > mostPlaces) return undefined;
      const owner = `Slide ${at.slide} of ${name}`;
      const unreadable = isMetafile(source, item.part);
      const part = unreadable ? item.svgPart : item.part;
      let picture = part === undefined ? undefined : await pictures.load(part, owner, formatLocator(at));
      if (!picture && !unreadable && item.svgPart && item.svgPart !== part)
        picture = await pictures.load(item.svgPart, owner, formatLocator(at));
      if (!picture && unreadable) picture = at.box ? await looks(at) : undefined;
      if (picture) given.add(item.part);
      else if (unreadable && !toldOfMetafiles) {
        toldOfMetafiles = true;
        context.warn({
          message: `${name} holds pictures in EMF or WMF, which only LibreOffice or Office can draw; they were left out. Install LibreOffice, or save them as PNG.`,
          at: formatLocator(at),
        });
      }
      return picture;
    },
    close: () => pictures.close(),
  };
}

function isMetafile(source: SlidePicturesSource, part: string): boolean {
  return /\.(?:emf|wmf|emz|wmz|svm)$/i.test(part) || /x-(?:emf|wmf|emz|wmz)/i.test(source.contentTypeOf(part));
}
