import { throwIfAborted } from '../../support/errors.ts';
import type { Asset } from '../asset.ts';
import type { Reader } from '../reader.ts';
import { type DeckSegmentsSource, deckSegments } from './deck-segments.ts';
import { libreOfficeSettings } from './libreoffice.ts';
import { officeChart } from './office-chart.ts';
import { diagramLines } from './office-diagram.ts';
import { type OpenOfficePackageOptions, openOfficePackage } from './office-package.ts';
import { slideDeck } from './slide-deck.ts';
import { drawSlide } from './slide-drawings.ts';

/**
 * Slide decks (PowerPoint's pptx, with its shows, templates and macro files): each slide with its title as heading, its text
 * in reading order, speaker's notes and comments; tables, the numbers behind charts, and pictures with their captions and
 * alternative texts, each at its box in points. Where LibreOffice is installed, slides and charts have a picture, too.
 */
export const pptxReader: Reader = {
  name: 'pptx',
  version: 1,
  settings: libreOfficeSettings,
  async *read(asset, context) {
    const { limits, signal } = context;
    throwIfAborted(signal);
    yield* deckSegments(await openDeck(asset, { limits, signal, warn: (warning) => context.warn(warning) }), context);
  },
  draw: (asset, place, options) => drawSlide(() => openDeck(asset, options), place, options),
};

async function openDeck(asset: Asset, options: Omit<OpenOfficePackageOptions, 'name'>): Promise<DeckSegmentsSource> {
  const { name } = asset;
  const bytes = await asset.bytes();
  const office = openOfficePackage(bytes, { ...options, name });
  const deck = slideDeck(office);
  return {
    bytes,
    extension: 'pptx',
    name,
    deck,
    properties: office.properties,
    archive: office.archive,
    partsOfSlides: deck.slides.map((slide) => office.relationsOf(slide.part).map((relation) => relation.target)),
    contentTypeOf: (part) => office.contentTypeOf(part),
    diagram: (part) => diagramLines(office.xml(part)),
    chart: (part) => officeChart(office.xml(part)),
  };
}
