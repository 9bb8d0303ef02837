import { type Html, html } from './html-text.ts';

export interface ReportPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
}

/** Where a report gets pictures from, small enough to stand in a page. Undefined where there is none. */
export interface ReportPictures {
  ofHit(segmentId: string): Promise<ReportPicture | undefined>;
  /** Takes a query's picture as its path or URL. */
  ofQuery(image: string): Promise<ReportPicture | undefined>;
}

/** Bytes of all pictures of a page together, unless told. */
const usualBytes = 8 * 2 ** 20;

/** A picture as an element; undefined where there is none, and once the page has enough. */
export type PictureOf = (key: string, get: () => Promise<ReportPicture | undefined>) => Promise<Html | undefined>;

/** Gives each picture as an element, and none once all together would be too large: 8 MiB unless told. */
export function boundedPictures(maxBytes = usualBytes): PictureOf {
  let left = maxBytes;
  const made = new Map<string, Html | undefined>();
  return async (key, get) => {
    // A picture that is shown again is in the page again.
    const again = made.get(key);
    if (again !== undefined || made.has(key)) {
      left -= again?.text.length ?? 0;
      return left < 0 ? undefined : again;
    }
    if (left <= 0) return undefined;
    const picture = await get();
    const element =
      picture &&
      html`<img alt="" src="data:${picture.mediaType};base64,${Buffer.from(picture.bytes).toString('base64')}">`;
    made.set(key, element);
    if (!element) return undefined;
    left -= element.text.length;
    return left < 0 ? undefined : element;
  };
}
