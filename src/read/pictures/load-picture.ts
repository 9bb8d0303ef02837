import { dirname } from 'node:path';
import type { Picture, WorkingSide } from '../../data/picture.ts';
import { SightlineError, throwIfAborted } from '../../support/errors.ts';
import { type FetchedResource, type FetchOptions, fetchUrl } from '../../support/fetch-url.ts';
import { shownName } from '../../support/shown-name.ts';
import type { Asset } from '../asset.ts';
import type { ReadContext, ReadLimits } from '../reader.ts';
import { readBytes } from '../sources/read-bytes.ts';
import type { UrlAsset } from '../sources/url-asset.ts';
import { parseDataUrl } from './data-url.ts';
import { decodePicture } from './decode-picture.ts';
import { findReference } from './local-reference.ts';

/** Which pictures on the web are fetched: none, those that catalogue records name, or also those in pages. */
export type RemotePictures = 'never' | 'records' | 'always';

/** Keeps decoded pictures between references to the same one; a Map will do. */
export interface PictureCache {
  get(key: string): Promise<Picture> | undefined;
  set(key: string, picture: Promise<Picture>): void;
  delete(key: string): void;
}

export interface PictureLoaderOptions {
  /** The document whose references are resolved. */
  readonly asset: Asset | UrlAsset;
  readonly limits: Pick<ReadLimits, 'maxFileBytes' | 'maxPixels' | 'timeoutMs'>;
  /** Longer side of the working copy, in pixels. */
  readonly workingSide: WorkingSide;
  readonly remote: RemotePictures;
  readonly allowPrivate: boolean;
  readonly signal?: AbortSignal;
  /** Told, in a sentence, when a damaged picture could be read in part only. */
  readonly warn?: (message: string) => void;
  readonly fetch?: (url: string, options: FetchOptions) => Promise<FetchedResource>;
  readonly cache?: PictureCache;
}

const longestReference = 4_096;
/** For one picture on the web; a document may name many. */
const fetchTimeoutMs = 30_000;

/**
 * Makes the {@link ReadContext.picture} of one document: the picture behind a reference found in it, which is a path
 * ({@link findReference} says how it is understood and that it stays inside the indexed folder), a `data:` URL, or an
 * http(s) URL where `remote` lets it be fetched. References of a document from the web are relative to its URL.
 *
 * Rejects with `unreadable-file`, `network-refused`, `network-failed`, `limit-exceeded`, `broken-content`,
 * `unsupported-type` or `cancelled`.
 */
export function pictureLoader(options: PictureLoaderOptions): ReadContext['picture'] {
  const { asset, limits, cache, signal } = options;

  const decode = (bytes: Uint8Array, from: { readonly path?: string; readonly mediaType?: string }) =>
    decodePicture(bytes, {
      maxPixels: limits.maxPixels,
      workingSide: options.workingSide,
      ...from,
      ...(signal && { signal }),
      ...(options.warn && { warn: options.warn }),
    });
  const once = (key: string, load: () => Promise<Picture>): Promise<Picture> => {
    const known = cache?.get(key);
    if (known || !cache) return known ?? load();
    const loading = load();
    cache.set(key, loading);
    // What failed may come right: the next reference tries again.
    loading.catch(() => cache.delete(key));
    return loading;
  };
  const loadFile = (path: string) =>
    once(`file:${path}`, async () => {
      const bytes = await readBytes(path, { maxBytes: limits.maxFileBytes, ...(signal && { signal }) });
      return decode(bytes, { path });
    });
  const loadUrl = (url: string) =>
    once(url, async () => {
      const { bytes, mediaType } = await (options.fetch ?? fetchUrl)(url, {
        maxBytes: limits.maxFileBytes,
        timeoutMs: Math.min(limits.timeoutMs, fetchTimeoutMs),
        allowPrivate: options.allowPrivate,
        accept: 'image/*,*/*;q=0.5',
        ...(signal && { signal }),
      });
      return decode(bytes, { mediaType });
    });

  return async (written, { remote = false } = {}) => {
    throwIfAborted(signal);
    const reference = written.trim();
    if (/^data:/i.test(reference)) {
      const { bytes, mediaType } = parseDataUrl(reference, limits.maxFileBytes);
      return decode(bytes, { mediaType });
    }
    if (reference === '' || reference.length > longestReference)
      throw new SightlineError('unreadable-file', `The reference "${shownName(reference, 100)}" names no picture.`);
    const url = urlOf(reference, asset);
    if (url !== undefined) {
      if (options.remote === 'always' || (options.remote === 'records' && remote)) return loadUrl(url);
      throw notFetched(reference, options.remote);
    }
    if (asset.path === undefined)
      throw new SightlineError('unreadable-file', `"${shownName(reference, 200)}" has no folder to be looked for in.`);
    const folder = dirname(asset.path);
    const path = await findReference(reference, { folder, root: asset.root ?? folder }).catch((error: unknown) => {
      throw unknownScheme(reference) ?? error;
    });
    return loadFile(path);
  };
}

/** The URL a reference stands for; undefined when it is a path. */
function urlOf(reference: string, asset: Asset | UrlAsset): string | undefined {
  const base =
    asset.path === undefined ? ('baseUrl' in asset ? asset.baseUrl : asset.source) : 'https://document.invalid';
  const isFromWeb = asset.path === undefined && /^https?:/i.test(base);
  if (!isFromWeb && !/^(?:https?:|\/\/)/i.test(reference)) return undefined;
  if (!URL.canParse(reference, base))
    throw new SightlineError('unreadable-file', `"${shownName(reference, 200)}" is not a URL.`);
  return new URL(reference, base).href;
}

function notFetched(reference: string, remote: RemotePictures): SightlineError {
  const remedy =
    remote === 'records'
      ? 'Only pictures that catalogue records name are; set remote to "always" to fetch others too.'
      : 'Set remote to "records" or "always" to fetch pictures from the web.';
  return new SightlineError('network-refused', `The picture ${shownName(reference, 200)} was not fetched.`, { remedy });
}

/** `cid:`, `blob:` and the like, which lead to no file; a name with a colon in it may still have been one. */
function unknownScheme(reference: string): SightlineError | undefined {
  const scheme = /^(?!file:)[a-z][a-z0-9+.-]+:/i.exec(reference)?.[0];
  if (scheme === undefined) return undefined;
  return new SightlineError('unreadable-file', `Pictures cannot be read from "${scheme}" references.`);
}
