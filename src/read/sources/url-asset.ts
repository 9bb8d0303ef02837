import { SightlineError } from '../../support/errors.ts';
import type { FetchedResource } from '../../support/fetch-url.ts';
import type { Asset } from '../asset.ts';

export interface UrlAsset extends Asset {
  /** What references in it are relative to: where it was in the end, once it is fetched. */
  readonly baseUrl: string;
}

/** Whether what a user named is a web address rather than a path. */
export function isUrl(named: string): boolean {
  return /^https?:\/\//i.test(named);
}

let stamps = 0;

/**
 * A web resource as an asset. It is fetched when its bytes are first asked for, and once; after a failure the next call
 * tries again. Until then its size is 0 and its type `application/octet-stream`, that is unknown.
 *
 * A URL has no cheap sign of change, so its stamp equals no other and its content decides. Throws `bad-option` when the
 * text is not a URL.
 */
export function urlAsset(
  url: string | URL,
  options: { readonly fetch: (url: string) => Promise<FetchedResource> },
): UrlAsset {
  if (!URL.canParse(String(url)))
    throw new SightlineError('bad-option', `${JSON.stringify(String(url).slice(0, 200))} is not a URL.`, {
      remedy: 'Give it whole, with https:// before it.',
    });
  const parsed = new URL(String(url));
  parsed.hash = '';
  const source = parsed.href;
  let fetching: Promise<FetchedResource> | undefined;
  let fetched: FetchedResource | undefined;
  return {
    source,
    name: source,
    companions: [],
    stamp: `url~${Date.now()}.${stamps++}`,
    get baseUrl() {
      return fetched?.url ?? source;
    },
    get declaredType() {
      return fetched?.mediaType ?? 'application/octet-stream';
    },
    get sizeBytes() {
      return fetched?.bytes.length ?? 0;
    },
    async bytes() {
      fetching ??= options.fetch(source);
      try {
        fetched = await fetching;
        return fetched.bytes;
      } catch (error) {
        fetching = undefined;
        throw error;
      }
    },
  };
}
