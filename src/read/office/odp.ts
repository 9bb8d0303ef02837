import type { Box } from '../../data/locator.ts';
import { throwIfAborted } from '../../support/errors.ts';
import type { OpenArchiveOptions } from '../archive/open-archive.ts';
import type { Asset } from '../asset.ts';
import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, descendants, textOf } from '../markup/xml-query.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { type DeckSegmentsSource, deckSegments } from './deck-segments.ts';
import { libreOfficeSettings } from './libreoffice.ts';
import { type OpenDocument, openOpenDocument } from './open-document.ts';
import { openChart } from './open-document-chart.ts';
import { openLines, openTable } from './open-document-text.ts';
import type { Slide, SlideDeck } from './slide-deck.ts';
import { drawSlide } from './slide-drawings.ts';
import type { SlideItem } from './slide-item.ts';

/** Frames that say the same on every slide. */
const runningClasses = new Set(['date-time', 'footer', 'header', 'page-number', 'page']);

const pointsOf: Readonly<Record<string, number>> = { cm: 72 / 2.54, mm: 72 / 25.4, in: 72, pt: 1, pc: 12, px: 0.75 };

/**
 * Presentations of OpenDocument (odp): as those of PowerPoint, each slide with its text, notes, tables, charts and pictures.
 * Where LibreOffice is installed, slides have a picture, too.
 */
export const odpReader: Reader = {
  name: 'odp',
  version: 1,
  settings: libreOfficeSettings,
  async *read(asset, context) {
    const { limits, signal } = context;
    throwIfAborted(signal);
    const warn: ReadContext['warn'] = (warning) => context.warn(warning);
    yield* deckSegments(await openDeck(asset, { limits, signal, warn }), context);
  },
  draw: (asset, place, options) => drawSlide(() => openDeck(asset, options), place, options),
};

async function openDeck(
  asset: Asset,
  options: Omit<OpenArchiveOptions, 'name'> & Partial<Pick<ReadContext, 'warn'>>,
): Promise<DeckSegmentsSource> {
  const { name } = asset;
  const bytes = await asset.bytes();
  const document = openOpenDocument(bytes, { ...options, name });
  const pages = children(document.body, 'draw:page');
  return {
    bytes,
    extension: 'odp',
    name,
    deck: openDeckOf(document, pages),
    properties: document.properties,
    archive: document.archive,
    partsOfSlides: pages.map((page) => Array.from(descendants(page, 'draw:image'), partOf)),
    contentTypeOf: () => '',
    diagram: () => [],
    chart: (part) => openChart(document.xml(part)),
  };
}

function openDeckOf(document: OpenDocument, pages: readonly XmlElement[]): SlideDeck {
  const size = pageSize(document, pages[0]?.attributes['draw:master-page-name']);
  return {
    slides: pages.map((_, n) => ({ number: n + 1, part: String(n) })),
    width: length(size?.['fo:page-width']) ?? 793.7,
    height: length(size?.['fo:page-height']) ?? 595.3,
    read: ({ part }) => readPage(document, pages[Number(part)]),
  };
}

/** Slides have the size that the layout of their master says; notes and hand-outs have others. */
function pageSize({ stylesPart }: OpenDocument, masterName: string | undefined): XmlElement['attributes'] | undefined {
  const masters = children(child(stylesPart, 'office:master-styles'), 'style:master-page');
  const master = masters.find(({ attributes }) => attributes['style:name'] === masterName) ?? masters[0];
  const layouts = children(child(stylesPart, 'office:automatic-styles'), 'style:page-layout');
  const name = master?.attributes['style:page-layout-name'];
  const layout = layouts.find(({ attributes }) => attributes['style:name'] === name);
  return child(layout, 'style:page-layout-properties')?.attributes;
}

function readPage(document: OpenDocument, page: XmlElement | undefined): Slide {
  const style = document.styles.get(page?.attributes['draw:style-name'] ?? '');
  const visibility = child(style, 'style:drawing-page-properties')?.attributes['presentation:visibility'];
  const notes = children(child(page, 'presentation:notes'), 'draw:frame')
    .filter((frame) => frame.attributes['presentation:class'] === 'notes')
    .flatMap((frame) => openLines(child(frame, 'draw:text-box')));
  const comments = children(page, 'office:annotation')
    .map((comment) => oneLine(openLines(comment).join(' ')))
    .filter((text) => text !== '');
  return { hidden: visibility === 'hidden', items: itemsOf(document, page, 0), notes, comments };
}

function itemsOf(document: OpenDocument, container: XmlElement | undefined, depth: number): SlideItem[] {
  return children(container).flatMap((shape): SlideItem[] => {
    const { attributes } = shape;
    if (runningClasses.has(attributes['presentation:class'] ?? '')) return [];
    if (attributes['presentation:placeholder'] === 'true') return [];
    const alt = oneLine(textOf(child(shape, 'svg:desc')) || textOf(child(shape, 'svg:title'))).slice(0, 2000);
    const box = boxOf(shape);
    const placed = { ...(box ? { box } : {}), ...(alt ? { alt } : {}) };
    if (shape.name === 'draw:g') {
      const items = depth < 100 ? itemsOf(document, shape, depth + 1) : [];
      const whole = around(items);
      return items.length > 0 ? [{ type: 'group', items, ...(whole ? { box: whole } : {}) }] : [];
    }
    if (shape.name === 'draw:frame') {
      const found = frameItem(document, shape, placed);
      if (found) return [found];
    }
    if (!shape.name.startsWith('draw:')) return [];
    const lines = openLines(shape.name === 'draw:frame' ? child(shape, 'draw:text-box') : shape);
    if (lines.length === 0) return [];
    const title = attributes['presentation:class'] === 'title';
    return [{ type: 'text', lines, fontSize: 0, ...(title ? { title: true } : {}), ...placed }];
  });
}

function frameItem(
  document: OpenDocument,
  frame: XmlElement,
  placed: { readonly box?: Box; readonly alt?: string },
): SlideItem | undefined {
  const table = child(frame, 'table:table');
  if (table) {
    const rows = openTable(table);
    return rows.length > 0 ? { type: 'table', rows, ...placed } : undefined;
  }
  const object = partOf(child(frame, 'draw:object'));
  const content = `${object}/content.xml`;
  if (object && document.archive.has(content)) return { type: 'chart', part: content, ...placed };
  const pictures = children(frame, 'draw:image')
    .map(partOf)
    .filter((part) => document.archive.has(part));
  const [part] = pictures;
  if (part === undefined) return undefined;
  const svgPart = pictures.find((other) => /\.svg$/i.test(other));
  return { type: 'picture', part, ...(svgPart ? { svgPart } : {}), ...placed };
}

/** The part an element points at, without the dot before it; empty when it points outside. */
function partOf(element: XmlElement | undefined): string {
  const reference = element?.attributes['xlink:href'] ?? '';
  return /^[a-z][a-z0-9+.-]*:|^\.\./i.test(reference) ? '' : reference.replace(/^\.?\//, '').replace(/\/$/, '');
}

function boxOf({ attributes }: XmlElement): Box | undefined {
  const x = length(attributes['svg:x']);
  const y = length(attributes['svg:y']);
  const width = length(attributes['svg:width']);
  const height = length(attributes['svg:height']);
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  return { x, y, width, height };
}

function around(items: readonly SlideItem[]): Box | undefined {
  const boxes = items.flatMap((item) => item.box ?? []);
  if (boxes.length === 0) return undefined;
  return boxes.reduce((whole, box) => {
    const x = Math.min(whole.x, box.x);
    const y = Math.min(whole.y, box.y);
    const right = Math.max(whole.x + whole.width, box.x + box.width);
    const bottom = Math.max(whole.y + whole.height, box.y + box.height);
    return { x, y, width: right - x, height: bottom - y };
  });
}

/** A length with its unit, as `2.54cm`, in points to a tenth. */
function length(text: string | undefined): number | undefined {
  const [, number = '', unit = ''] = /^\s*(-?[\d.]+)\s*([a-z]{2})\s*$/.exec(text ?? '') ?? [];
  const points = Number(number) * (pointsOf[unit] ?? Number.NaN);
  return number === '' || !Number.isFinite(points) || Math.abs(points) > 1e6
    ? undefined
    : Math.round(points * 10) / 10 || 0;
}
