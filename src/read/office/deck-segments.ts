import type { Locator } from '../../data/locator.ts';
import type { Metadata, SegmentDraft } from '../../data/segment.ts';
import { reasonOf, SightlineError } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { cappedWarnings } from '../capped-warnings.ts';
import { pace } from '../pace.ts';
import type { ReadContext } from '../reader.ts';
import { nameWords } from '../text/name-words.ts';
import { tooMany } from '../text/text-segments.ts';
import type { LibreOfficeSetting } from './libreoffice.ts';
import type { OfficeChart } from './office-chart.ts';
import type { SlideDeck } from './slide-deck.ts';
import { type DeckSource, slideDrawings } from './slide-drawings.ts';
import { type SlidePicturesSource, slidePictures } from './slide-pictures.ts';
import { slideSegments } from './slide-segments.ts';

export interface DeckSegmentsSource extends SlidePicturesSource, DeckSource {
  readonly deck: SlideDeck;
  readonly properties: Metadata;
  /** The words of a diagram's part as lines. Throws a SightlineError when it is damaged. */
  diagram(part: string): readonly string[];
  /** The numbers of a chart's part. Throws a SightlineError when it is damaged. */
  chart(part: string): OfficeChart | undefined;
}

/** The segments of all slides of a deck. A damaged slide or part is warned of, and the rest goes on. */
export async function* deckSegments(
  source: DeckSegmentsSource,
  context: ReadContext & LibreOfficeSetting,
): AsyncGenerator<SegmentDraft, void, undefined> {
  const { deck, properties } = source;
  const { limits, signal, passage } = context;
  const name = shownName(source.name);
  if (deck.slides.length === 0)
    throw new SightlineError('broken-content', `${name} holds no slides.`, {
      remedy: 'Get the file again from where it came.',
    });
  const step = pace(signal);
  const warnings = cappedWarnings(
    (warning) => context.warn(warning),
    (count) => `${count} more parts of ${name} could not be read.`,
  );
  const pictures = slidePictures({ ...source, name }, context);
  const drawings = await slideDrawings({ ...source, name }, context);
  const looks = (at: Locator) => drawings.picture(at);
  const title = typeof properties.title === 'string' ? properties.title : '';
  const words = [nameWords(source.name), title].filter((part) => part !== '').join(' ');

  let count = 0;
  let read = 0;
  let firstError: SightlineError | undefined;
  for (const slide of deck.slides) {
    await step();
    const at = `#slide=${slide.number}`;
    /** A part that the slide can do without. */
    const optional = <T>(readPart: () => T): T | undefined => {
      try {
        return readPart();
      } catch (error) {
        if (!isOneParts(error)) throw error;
        warnings.warn({ message: `Slide ${slide.number} of ${name} was read without a part: ${reasonOf(error)}`, at });
        return undefined;
      }
    };
    try {
      const segments = slideSegments(slide, {
        deck,
        nameWords: words,
        metadata: properties,
        passage,
        diagram: ({ part }) => optional(() => source.diagram(part)) ?? [],
        chart: (part) => optional(() => source.chart(part)),
        picture: (item, place) => pictures.load(item, place, looks),
        looks,
      });
      for await (const segment of segments) {
        await step();
        if (count === limits.maxRecords) {
          context.warn(tooMany(name, count, at.slice(1)));
          return;
        }
        count++;
        yield segment;
      }
      read++;
    } catch (error) {
      if (!isOneParts(error)) throw error;
      firstError ??= error;
      warnings.warn({ message: `Slide ${slide.number} of ${name} was left out: ${reasonOf(error)}`, at });
    }
  }
  if (read === 0 && firstError) throw firstError;
  pictures.close();
  warnings.close();
}

/** Trouble of one part of a deck, after which the rest can be read. */
function isOneParts(error: unknown): error is SightlineError {
  return error instanceof SightlineError && error.code !== 'cancelled';
}
