/**
 * Where inside its document a segment lies, written as a standard URL fragment.
 *
 * Pages follow RFC 8118 (`#page=12`), boxes and times W3C Media Fragments 1.0 (`#xywh=72,90,300,180`, `#t=12.5,15`),
 * character ranges RFC 5147 (`#char=120,480`, end exclusive). `id` and `slide` are this project's own keys.
 */
export interface Locator {
  /** Page number, counted from 1. */
  readonly page?: number;
  /** Slide number, counted from 1. */
  readonly slide?: number;
  /** A record's own id inside its catalogue. */
  readonly id?: string;
  /** Character range in the decoded text, end exclusive. */
  readonly char?: { readonly start: number; readonly end: number };
  /** Time span in seconds. */
  readonly time?: { readonly startSeconds: number; readonly endSeconds: number };
  /** Box in the page's or picture's own units, origin top left. */
  readonly box?: Box;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A locator as a URL fragment with its `#`; the empty string when the segment is the whole document. */
export function formatLocator(locator: Locator): string {
  const parts: string[] = [];
  if (locator.page !== undefined) parts.push(`page=${locator.page}`);
  if (locator.slide !== undefined) parts.push(`slide=${locator.slide}`);
  if (locator.id !== undefined) parts.push(`id=${encodeId(locator.id)}`);
  if (locator.char) parts.push(`char=${locator.char.start},${locator.char.end}`);
  if (locator.time) parts.push(`t=${locator.time.startSeconds},${locator.time.endSeconds}`);
  if (locator.box)
    parts.push(`xywh=${[locator.box.x, locator.box.y, locator.box.width, locator.box.height].join(',')}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/** Colons and slashes may stand in a fragment as they are: `id=Prices!A5:F5` reads better. */
function encodeId(id: string): string {
  return encodeURIComponent(id).replace(/%3A/g, ':').replace(/%2F/g, '/');
}

/** Reads a fragment written by {@link formatLocator}. Unknown keys and malformed values are left out. */
export function parseLocator(fragment: string): Locator {
  const found: { -readonly [K in keyof Locator]: Locator[K] } = {};
  for (const part of fragment.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    if (at < 0) continue;
    const key = part.slice(0, at);
    const value = part.slice(at + 1);
    const numbers = value.split(',').map(Number);
    const [a, b, c, d] = numbers;
    const finite = value !== '' && numbers.every(Number.isFinite);
    if (key === 'id') found.id = decode(value);
    else if (!finite || a === undefined) continue;
    else if (key === 'page') found.page = a;
    else if (key === 'slide') found.slide = a;
    else if (key === 'char' && b !== undefined) found.char = { start: a, end: b };
    else if (key === 't' && b !== undefined) found.time = { startSeconds: a, endSeconds: b };
    else if (key === 'xywh' && b !== undefined && c !== undefined && d !== undefined)
      found.box = { x: a, y: b, width: c, height: d };
  }
  return found;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
