import { oneLine } from '../markup/blocks.ts';
import type { Slide } from './slide-deck.ts';
import type { SlideChart, SlideDiagram, SlideItem, SlidePicture, SlideTable, SlideText } from './slide-item.ts';
import { visualOrder } from './visual-order.ts';

export type SlideObject = SlideTable | SlideChart | SlidePicture;

/** What a slide says, in reading order. */
export interface SlideContent {
  /** On one line; empty when it has none. */
  readonly title: string;
  /** The text without the title, a piece for each shape. */
  readonly texts: readonly string[];
  /** Tables, charts and pictures, with the text beside them that names them. */
  readonly objects: readonly { readonly object: SlideObject; readonly caption?: string }[];
}

const longestTitle = 200;

/** Texts of one slide that are looked at as captions. */
const mostCaptions = 500;

/** Characters of a caption that stands by a picture without a number. */
const longestCaption = 160;

/** Farthest a caption is from what it names, in points. */
const farthestCaption = 30;

const numbered =
  /^(?:fig(?:ure|\.)?|table|tab\.|chart|diagram|illustration|image|photo|abb(?:ildung|\.)|tabelle)\s*\d/i;

/** `diagram` gives the words of a diagram as lines; it may throw nothing. */
export function slideContent(slide: Slide, diagram: (item: SlideDiagram) => readonly string[]): SlideContent {
  const items = inOrder(slide.items);
  const texts = items.filter((item): item is SlideText => item.type === 'text');
  const title = texts.find((item) => item.title) ?? largestText(texts);
  const pieces: string[] = [];
  const objects: { object: SlideObject; caption?: string }[] = [];
  const taken = new Set<SlideText>();
  const short = texts.filter((text) => text !== title && text.lines.length <= 3).slice(0, mostCaptions);
  for (const item of items) {
    if (item === title || item.type === 'group') continue;
    if (item.type === 'text') pieces.push(item.lines.join('\n'));
    else if (item.type === 'diagram') {
      const lines = diagram(item);
      if (lines.length > 0) pieces.push(lines.join('\n'));
    } else {
      const near = captionOf(item, short, taken);
      if (near) taken.add(near);
      objects.push({ object: item, ...(near ? { caption: oneLine(near.lines.join(' ')) } : {}) });
    }
  }
  return { title: oneLine(title?.lines.join(' ') ?? '').slice(0, 2 * longestTitle), texts: pieces, objects };
}

/** Reading order with groups opened: what was grouped is read together. */
function inOrder(items: readonly SlideItem[]): SlideItem[] {
  return visualOrder(items).flatMap((item) => (item.type === 'group' ? inOrder(item.items) : [item]));
}

/** The title of a slide whose layout names none: a short text near the top, written clearly larger than all others. */
function largestText(texts: readonly SlideText[]): SlideText | undefined {
  const [first, second] = texts.toSorted((a, b) => b.fontSize - a.fontSize);
  if (!first || first.fontSize === 0 || first.lines.length > 2) return undefined;
  if (first.lines.join(' ').length > longestTitle || /^\s*(?:- |\d+\. )/.test(first.lines[0] ?? '')) return undefined;
  if (!/\p{L}{2}/u.test(first.lines.join(' '))) return undefined;
  if (second && first.fontSize < 1.15 * (second.fontSize || 18)) return undefined;
  const above = texts.filter((text) => text !== first && text.box && first.box && text.box.y < first.box.y);
  return above.length <= texts.length / 2 ? first : undefined;
}

/** A short text right beneath, or one that begins with a number such as `Figure 2` right beneath or above. */
function captionOf(
  object: SlideObject,
  texts: readonly SlideText[],
  taken: ReadonlySet<SlideText>,
): SlideText | undefined {
  const { box } = object;
  if (!box) return undefined;
  let best: { text: SlideText; distance: number } | undefined;
  for (const text of texts) {
    if (!text.box || taken.has(text)) continue;
    const words = oneLine(text.lines.join(' '));
    const isNumbered = numbered.test(words);
    const overlap = Math.min(box.x + box.width, text.box.x + text.box.width) - Math.max(box.x, text.box.x);
    if (overlap < 0.5 * Math.min(box.width, text.box.width)) continue;
    const beneath = text.box.y - (box.y + box.height);
    const above = box.y - (text.box.y + text.box.height);
    const distance = Math.abs(beneath >= -farthestCaption / 2 ? beneath : above);
    if (distance > (isNumbered ? 2 * farthestCaption : farthestCaption)) continue;
    const fits = isNumbered
      ? words.length <= 500
      : object.type === 'picture' && beneath >= -farthestCaption / 2 && isPlainCaption(words, text, box.width);
    if (!fits) continue;
    const rank = distance - (isNumbered ? 1000 : 0);
    if (!best || rank < best.distance) best = { text, distance: rank };
  }
  return best?.text;
}

function isPlainCaption(words: string, text: SlideText, width: number): boolean {
  if (words.length > longestCaption || text.lines.length > 2 || /^(?:- |\d+\. )/.test(words)) return false;
  return (text.box?.width ?? 0) <= 1.6 * width;
}
