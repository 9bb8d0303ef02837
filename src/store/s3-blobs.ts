import { Semaphore } from '../support/concurrency.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { type HttpClient, httpClient } from '../support/http.ts';
import { servedType } from '../support/served-type.ts';
import { isThisMachine } from '../support/this-machine.ts';
import { tooLarge } from '../support/too-large.ts';
import { ConnectionFailure } from '../support/vendor-failure.ts';
import { type BlobOptions, type BlobStore, type ByteRange, checkedPieces, checkedRef, notThere } from './blobs.ts';
import { type S3Address, s3Address } from './s3-address.ts';
import { partOf } from './s3-answer.ts';
import { worded } from './s3-trouble.ts';

export interface S3Options {
  /** Where endpoint, region and keys are found. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** No network beyond this machine. */
  readonly offline: boolean;
  /** Nothing of a document may go to another machine. */
  readonly localOnly?: boolean;
  /** Largest copy that is kept and read. */
  readonly maxBytes: number;
  /** Under which address others have what lies in the folder of the setting, such as a CDN's. */
  readonly publicUrl?: string | undefined;
  /** Longest silence while reading, in milliseconds; 15 s unless told. */
  readonly timeoutMs?: number;
  /** How often a request is repeated after trouble that may pass; 3 unless told. */
  readonly retries?: number;
}

/** SHA-256 of nothing, which requests without a body are signed with. */
const emptyHash = contentHash('');
/** Nothing is heard while a body is sent: larger ones have longer. */
const largeBytes = 4 * 2 ** 20;
const timeouts = { reading: 15_000, sending: 60_000, sendingLarge: 15 * 60_000 };
/** Copies sent at once, small ones and large ones: each is in memory four times while it goes. */
const putsUnderWay = { small: 4, large: 1 };
/** How often the rest of a copy is asked for after its answer broke off. */
const mostBreaks = 3;
/** Refs that are known to be there, so that no request is made for them again. */
const mostKnown = 50_000;

/**
 * Blobs as objects in any object storage that speaks S3's protocol, under `PREFIX/ab/abcdef…`. Each is sent with its SHA-256,
 * which is part of the signature, so that the service refuses what was changed on the way, and is checked when it is read.
 *
 * Requests: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html, API_GetObject.html, API_HeadObject.html.
 *
 * @param where `s3://bucket/prefix`
 * @throws SightlineError 'bad-option' for a wrong place or missing keys, 'network-refused' when offline and it is elsewhere.
 */
export function s3Blobs(where: string, options: S3Options): BlobStore {
  const { environment, offline, maxBytes, retries = 3 } = options;
  const address = s3Address(where, environment);
  const shownAs = publicRoot(options.publicUrl) ?? address.baseUrl;
  const client = (timeoutMs: number): HttpClient => clientOf(address, { timeoutMs, retries, offline, maxBytes });
  const reading = client(options.timeoutMs ?? timeouts.reading);
  const sending = client(options.timeoutMs ?? timeouts.sending);
  const sendingLarge = client(options.timeoutMs ?? timeouts.sendingLarge);
  refuseNetwork(address, options);
  const puts = { small: new Semaphore(putsUnderWay.small), large: new Semaphore(putsUnderWay.large) };
  const known = new Set<string>();
  const path = (ref: string): string => `/${checkedRef(ref).slice(0, 2)}/${ref}`;
  const keysOf = signing(address);

  /** The answer, undefined where there is no such object. */
  const ask = async (
    by: HttpClient,
    method: 'GET' | 'HEAD' | 'PUT',
    ref: string,
    more: { readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array } & BlobOptions = {},
  ): Promise<Response | undefined> => {
    const { body, signal } = more;
    throwIfAborted(signal);
    const url = address.baseUrl + path(ref);
    const given = { 'x-amz-content-sha256': body ? ref : emptyHash, ...more.headers };
    const headers = await keysOf(method, url, given);
    try {
      return await by.fetch(url, {
        method,
        headers,
        ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
        signal: signal ?? null,
      });
    } catch (error) {
      if (error instanceof SightlineError && error.code === 'model-missing' && method !== 'PUT') return undefined;
      throw worded(error, address.name);
    }
  };

  const head = async (ref: string, { signal }: BlobOptions = {}): Promise<{ readonly length?: number } | undefined> => {
    const answer = await ask(reading, 'HEAD', ref, { signal });
    await answer?.body?.cancel();
    const length = answer?.headers.get('content-length');
    return answer && (length ? { length: Number(length) } : {});
  };

  async function* pieces(ref: string, range?: ByteRange, { signal }: BlobOptions = {}): AsyncGenerator<Uint8Array> {
    if (range && range.end <= range.start) return;
    const end = range?.end ?? Number.POSITIVE_INFINITY;
    let at = range?.start ?? 0;
    for (let breaks = 0; ; ) {
      const isPart = at > 0 || range !== undefined;
      const wanted = isPart ? { range: `bytes=${at}-${Number.isFinite(end) ? end - 1 : ''}` } : {};
      const answer = await ask(reading, 'GET', ref, { headers: wanted, signal });
      if (!answer) throw notThere(ref, address.name);
      if (Number(answer.headers.get('content-length')) > maxBytes) {
        await answer.body?.cancel();
        throw tooLarge(`The copy ${ref.slice(0, 12)}… in ${address.name}`, maxBytes);
      }
      try {
        for await (const piece of partOf(answer, { start: at, end }, address.name)) {
          throwIfAborted(signal);
          at += piece.length;
          yield piece;
        }
        break;
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof ConnectionFailure)) throw worded(error, address.name);
        // The bytes of a ref never change, so the rest of another answer goes with the beginning of this one. Silence is waited
        // for twice at most, as each time costs the whole wait.
        breaks += error.timedOut ? mostBreaks : 1;
        if (breaks > mostBreaks) throw error;
      }
    }
  }

  const read = (ref: string, range?: ByteRange, options?: BlobOptions): AsyncIterable<Uint8Array> =>
    range ? pieces(ref, range, options) : checkedPieces(ref, pieces(ref, undefined, options), address.name);

  return {
    async put(bytes, { mediaType, signal } = {}) {
      throwIfAborted(signal);
      const ref = contentHash(bytes);
      if (known.has(ref)) return ref;
      if (bytes.length > maxBytes) throw tooLarge('A copy that was to be kept', maxBytes);
      if ((await headBeforePut(ref, signal))?.length !== bytes.length) {
        const isLarge = bytes.length > largeBytes;
        const [by, turns] = isLarge ? [sendingLarge, puts.large] : [sending, puts.small];
        const headers = objectHeaders(mediaType);
        const answer = await turns.run(() => ask(by, 'PUT', ref, { headers, body: bytes, signal }), signal);
        await answer?.body?.cancel();
      }
      if (known.size < mostKnown) known.add(ref);
      return ref;
    },
    async get(ref, { signal } = {}) {
      checkedRef(ref);
      const all: Uint8Array[] = [];
      try {
        for await (const piece of read(ref, undefined, { signal })) all.push(piece);
      } catch (error) {
        if (error instanceof SightlineError && error.code === 'unreadable-file') return undefined;
        throw error;
      }
      return Buffer.concat(all);
    },
    has: async (ref, options) => (await head(ref, options)) !== undefined,
    async size(ref, options) {
      const found = await head(ref, options);
      if (!found || found.length !== undefined) return found?.length;
      throw new SightlineError('network-failed', `${address.name} does not say how large its objects are.`, {
        remedy: 'Check AWS_ENDPOINT_URL_S3: something before the storage changes its answers.',
      });
    },
    read,
    url: (ref) => shownAs + path(ref),
  };

  /** Keys that may write and not look are told that what is not there is forbidden: then it is sent in any case. */
  async function headBeforePut(ref: string, signal: AbortSignal | undefined): ReturnType<typeof head> {
    return head(ref, { signal }).catch((error: unknown) => {
      if (error instanceof SightlineError && error.code === 'bad-option') return undefined;
      throw error;
    });
  }
}

function clientOf(
  address: S3Address,
  { timeoutMs, retries, offline, maxBytes }: { timeoutMs: number; retries: number; offline: boolean; maxBytes: number },
): HttpClient {
  const { name, baseUrl, accessKeyId, secretAccessKey, sessionToken } = address;
  return httpClient({
    name,
    baseUrl,
    headers: {},
    secrets: [accessKeyId, secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])],
    timeoutMs,
    retries,
    concurrency: 16,
    offline,
    keyRemedy: '',
    maxAnswerBytes: maxBytes,
  });
}

/** Gives the headers of a request with its signature; the library is loaded when it is first needed. */
function signing({ region, accessKeyId, secretAccessKey, sessionToken }: S3Address) {
  const cache = new Map<string, ArrayBuffer>();
  return async (method: string, url: string, headers: Readonly<Record<string, string>>): Promise<Headers> => {
    const { AwsV4Signer } = await import('aws4fetch');
    const token = sessionToken === undefined ? {} : { sessionToken };
    const signer = new AwsV4Signer({
      method,
      url,
      headers,
      service: 's3',
      region,
      accessKeyId,
      secretAccessKey,
      cache,
      ...token,
    });
    const signed = (await signer.sign()).headers;
    // Not signed, as what stands before the storage may change it. Ranges and lengths are those of the bytes themselves.
    signed.set('accept-encoding', 'identity');
    return signed;
  };
}

/** What the service says of an object to whoever fetches it: nothing in it may run in a browser. */
function objectHeaders(mediaType = 'application/octet-stream'): Record<string, string> {
  const { type, disposition } = servedType(mediaType);
  return {
    'content-type': type,
    'content-disposition': disposition,
    'cache-control': 'public, max-age=31536000, immutable',
  };
}

function publicRoot(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) return undefined;
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === '')
    return url.href.replace(/\/+$/, '');
  throw new SightlineError('bad-option', 'The setting "blobsUrl" is not an address.', {
    remedy: 'It should begin with https:// and be the address of the folder that "blobs" names.',
  });
}

function refuseNetwork({ name, baseUrl }: S3Address, { offline, localOnly = false }: S3Options): void {
  const { host, hostname } = new URL(baseUrl);
  if (isThisMachine(hostname) || !(offline || localOnly)) return;
  const why = offline ? 'this runs offline' : 'nothing may leave this machine';
  throw new SightlineError('network-refused', `${name} is on the network (${host}), and ${why}.`, {
    remedy: `Leave out ${offline ? '--offline' : '--local-only'}, or keep copies in the folder of the index.`,
  });
}
