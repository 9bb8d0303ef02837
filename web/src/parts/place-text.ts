import type { SegmentView } from '../api/types.ts';

/** A document's name without its folders. */
export function shortName(name: string): string {
  return name.replace(/^.*\/(?=.)/, '');
}

/** How a segment is called: a record's own name, a figure's label, else its document's name. */
export function titleOf({ kind, metadata, document, label, words }: SegmentView): string {
  if (kind === 'record') {
    const own = stringOf(metadata.name) ?? stringOf(metadata.title);
    return own ?? firstValue(words.body) ?? words.name ?? shortName(document.name);
  }
  if (kind === 'slide' && words.heading) return lastHeading(words.heading);
  if ((kind === 'text' || kind === 'table') && words.heading) return lastHeading(words.heading);
  if (kind === 'image') return titleWords(words.caption) ?? label ?? titleWords(words.alt) ?? shortName(document.name);
  return label ?? shortName(document.name);
}

/** Where it is: the document and the place in it, without what the title says already. */
export function whereOf(segment: SegmentView): string {
  const name = shortName(segment.document.name);
  const title = titleOf(segment);
  const { page, slide } = segment.locator;
  const place = page !== undefined ? `page ${page}` : slide !== undefined ? `slide ${slide}` : segment.place;
  return [name, place].filter((part) => part !== '' && !title.includes(part)).join(' · ');
}

/** 75 seconds as `1:15`. */
export function clockWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** What a picture shows, for those who do not see it. */
export function altOf(segment: SegmentView): string {
  const { words, document } = segment;
  const said = words.alt ?? words.caption ?? words.description;
  return (
    said ??
    (segment.kind === 'record' ? titleOf(segment) : `${segment.label ?? 'Picture'} of ${shortName(document.name)}`)
  );
}

/** A price with its currency; undefined when there is none. */
export function priceOf({ metadata }: SegmentView): string | undefined {
  const { price, currency } = metadata;
  if (typeof price !== 'number') return undefined;
  try {
    if (typeof currency === 'string') {
      return new Intl.NumberFormat('en', {
        style: 'currency',
        currency,
        maximumFractionDigits: price % 1 ? 2 : 0,
      }).format(price);
    }
  } catch {
    // Not a currency's code: it is shown as it stands.
  }
  return typeof currency === 'string' ? `${price} ${currency}` : String(price);
}

/** A caption serves as a title while it is short. */
function titleWords(text: string | undefined): string | undefined {
  return text !== undefined && text !== '' && text.length <= 140 ? text : undefined;
}

/** `Care › Zippers` as `Zippers`. */
export function lastHeading(heading: string): string {
  return heading.split(' › ').at(-1) ?? heading;
}

/** What a row is called, as a rule, stands in its first column: `Supplier: Varde Canvas Works`. */
function firstValue(body: string | undefined): string | undefined {
  const value = /^[^:\n]{1,40}: ([^\n]{2,80})$/m.exec(body?.split('\n', 1)[0] ?? '')?.[1];
  return value !== undefined && /\p{L}/u.test(value) ? value : undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
