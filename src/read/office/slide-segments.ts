import { type Box, formatLocator, type Locator } from '../../data/locator.ts';
import type { Picture } from '../../data/picture.ts';
import type { Metadata, SegmentDraft, SegmentKind, Words } from '../../data/segment.ts';
import { captionLabel } from '../markup/caption-label.ts';
import type { PassageSize } from '../text/passage-size.ts';
import { passages } from '../text/passages.ts';
import { tableParts } from '../text/table-parts.ts';
import type { OfficeChart } from './office-chart.ts';
import { type SlideContent, type SlideObject, slideContent } from './slide-content.ts';
import type { SlideDeck, SlideRef } from './slide-deck.ts';
import type { SlideDiagram, SlidePicture } from './slide-item.ts';

/** What the segments of a deck are made with. */
export interface SlideSegmentsOptions {
  readonly deck: Pick<SlideDeck, 'width' | 'height' | 'read'>;
  /** Words of the document's name and title, for every segment. */
  readonly nameWords: string;
  readonly metadata: Metadata;
  readonly passage: PassageSize;
  /** The words of a diagram as lines; none when it cannot be read. */
  diagram(item: SlideDiagram): readonly string[];
  /** The numbers of a chart; undefined when it cannot be read. */
  chart(part: string): OfficeChart | undefined;
  /** The picture, or undefined when it is not to be shown or cannot be read. */
  picture(item: SlidePicture, at: Locator): Promise<Picture | undefined>;
  /** What the slide, or the box on it, looks like, where that can be drawn. */
  looks(at: Locator): Promise<Picture | undefined>;
}

/**
 * The segments of one slide: the slide itself with its text, speaker's notes and comments (what is too long for one passage
 * follows as kind `text`), then its tables, charts and pictures, each at its box. None goes beyond the slide.
 *
 * Throws a SightlineError when the slide is damaged.
 */
export async function* slideSegments(slide: SlideRef, options: SlideSegmentsOptions): AsyncGenerator<SegmentDraft> {
  const { deck, passage: size } = options;
  const { number } = slide;
  const read = deck.read(slide);
  const content = slideContent(read, options.diagram);
  const heading = [slide.section ?? '', content.title].filter((words) => words !== '').join(' › ');
  const metadata: Metadata = { ...options.metadata, ...(read.hidden ? { hidden: true } : {}) };
  const places = new Map<string, number>();

  const draft = (
    kind: SegmentKind,
    wanted: Locator,
    words: Words,
    extra: Partial<SegmentDraft> = {},
    under = heading,
  ): SegmentDraft => {
    const all = {
      ...(options.nameWords ? { name: options.nameWords } : {}),
      ...(under ? { heading: under } : {}),
      ...words,
    };
    const facts = { ...metadata, ...extra.metadata };
    return {
      kind,
      locator: ownPlace(places, kind, wanted),
      words: all,
      ...(extra.picture ? { picture: extra.picture } : {}),
      ...(Object.keys(facts).length > 0 ? { metadata: facts } : {}),
    };
  };

  yield* slideText();
  for (const { object, caption } of content.objects) {
    const box = object.box && clipped(object.box, deck);
    yield* objectSegments(object, caption, { slide: number, ...(box ? { box } : {}) });
  }

  async function* slideText(): AsyncGenerator<SegmentDraft> {
    const looks = await options.looks({ slide: number });
    const body = slideBody(content, read.notes, read.comments);
    const parts = [...passages(body, size)];
    const [first, ...rest] = parts;
    // A slide with nothing to say or show is no segment; its pictures are segments of their own.
    const extra = looks ? { picture: looks } : {};
    if (first) yield draft('slide', { slide: number }, { body: first.text }, extra);
    // A title beneath which nothing is written is what the slide says.
    else if (content.title)
      yield draft('slide', { slide: number }, { body: content.title }, extra, slide.section ?? '');
    else if (looks) yield draft('slide', { slide: number }, {}, extra);
    for (const { start, end, text } of rest)
      yield draft('text', { slide: number, char: { start, end } }, { body: text });
  }

  async function* objectSegments(
    object: SlideObject,
    caption: string | undefined,
    at: Locator,
  ): AsyncGenerator<SegmentDraft> {
    const label = captionLabel(caption);
    const facts: Metadata = label ? { label } : {};
    const said = { ...(caption ? { caption } : {}), ...(object.alt ? { alt: object.alt } : {}) };
    if (object.type === 'picture') {
      const picture = await options.picture(object, at);
      if (picture) yield draft('image', at, said, { picture, metadata: facts });
      else if (object.alt || label) yield draft('text', at, said, { metadata: facts });
      return;
    }
    const chart = object.type === 'chart' ? options.chart(object.part) : undefined;
    if (object.type === 'chart' && !chart) {
      if (object.alt || caption) yield draft('text', at, said);
      return;
    }
    const rows = object.type === 'table' ? object.rows : (chart?.rows ?? []);
    const title = chart ? chartCaption(chart, caption) : caption;
    const words = { ...said, ...(title ? { caption: title } : {}) };
    const parts = [...tableParts(rows, size)];
    for (const [n, body] of parts.entries()) {
      const box = at.box && parts.length > 1 ? shareOf(at.box, n, parts.length) : at.box;
      const place = { ...at, ...(box ? { box } : {}) };
      const looks = chart && at.box && n === 0 ? await options.looks(place) : undefined;
      yield draft('table', place, { ...words, body }, { metadata: facts, ...(looks ? { picture: looks } : {}) });
    }
  }
}

function slideBody(content: SlideContent, notes: readonly string[], comments: readonly string[]): string {
  return [
    ...content.texts,
    ...(notes.length > 0 ? [`Notes: ${notes.join('\n')}`] : []),
    ...(comments.length > 0 ? [`Comments: ${comments.join('\n')}`] : []),
  ].join('\n\n');
}

/** `Figure 2: Sales. Revenue by region (bar chart)`: people ask for charts by their kind, too. */
function chartCaption({ title, kind }: OfficeChart, caption: string | undefined): string {
  const own = title && !caption?.includes(title) ? title : undefined;
  const named = [caption, own].filter((words) => words !== undefined).join('. ');
  return named ? `${named} (${kind})` : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

/** The place, told apart by an id when another segment is there already. */
function ownPlace(taken: Map<string, number>, kind: SegmentKind, wanted: Locator): Locator {
  const place = `${kind} ${formatLocator(wanted)}`;
  const count = (taken.get(place) ?? 0) + 1;
  taken.set(place, count);
  return count === 1 ? wanted : { ...wanted, id: `${kind}-${count}` };
}

/** The part of the box that is on the slide; undefined when none is. */
function clipped(box: Box, { width, height }: Pick<SlideDeck, 'width' | 'height'>): Box | undefined {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  const x = Math.max(0, box.x);
  const y = Math.max(0, box.y);
  const right = Math.min(width, box.x + box.width);
  const bottom = Math.min(height, box.y + box.height);
  if (right - x < 1 || bottom - y < 1) return undefined;
  return { x: tenth(x), y: tenth(y), width: tenth(right - x), height: tenth(bottom - y) };
}

/** The n-th of so many equal strips of the box: about where those rows of a table are. */
function shareOf(box: Box, n: number, of: number): Box {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return { ...box, y: tenth(box.y + (box.height * n) / of), height: tenth(box.height / of) };
}
