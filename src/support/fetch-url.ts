import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { addressRefusal, hostNameRefusal, literalAddress } from './address-rules.ts';
import { withTimeout } from './concurrency.ts';
import { reasonOf, SightlineError, systemCode, throwIfAborted } from './errors.ts';
import { acceptedEncodings, readBody } from './read-body.ts';
import { fileNameOf, mediaTypeOf } from './response-headers.ts';
import { tooLarge } from './too-large.ts';

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** Bound on the body, both as it travels and after decompression. */
  readonly maxBytes: number;
  /** For everything: name look-up, redirects and the whole body. */
  readonly timeoutMs: number;
  /** 5 unless told. */
  readonly maxRedirects?: number;
  /** Lets addresses of private networks and of this machine be fetched. Every other rule stays. */
  readonly allowPrivate: boolean;
  /** The `accept` header. */
  readonly accept?: string;
}

export interface FetchedResource {
  /** Where it was in the end, after redirects. */
  readonly url: string;
  /** As the server said, without parameters; `application/octet-stream` when it said nothing. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** From `content-disposition`, else the last part of the URL's path. */
  readonly fileName?: string;
}

/** What fetching needs of the machine; replaced in tests, so that no request leaves it. */
export interface Network {
  /** All addresses of a host name. */
  resolve(hostname: string): Promise<readonly string[]>;
  /** Why an address must not be connected to. */
  addressRefusal(address: string, options: { readonly allowPrivate: boolean }): string | undefined;
}

export const systemNetwork: Network = {
  resolve: async (hostname) => (await lookup(hostname, { all: true })).map((entry) => entry.address),
  addressRefusal,
};

type Hop = { readonly redirect: URL } | { readonly resource: FetchedResource };

/**
 * Fetches a URL that a document or user named, without letting it reach into the private network this machine is in.
 *
 * Only http and https without credentials. Each host name is looked up once per connection, inside the connection's own
 * look-up, and the connection goes to the very address that was checked, so an answer that changes between check and use
 * (DNS rebinding) has no effect. Every redirect is checked again and must not fall back from https to http.
 *
 * Rejects with `network-refused` where a rule forbids it, `limit-exceeded` for size and time, `network-failed` when the
 * server cannot be reached or answers with an error, `cancelled` when the signal aborts.
 */
export async function fetchUrl(
  url: string | URL,
  options: FetchOptions,
  network: Network = systemNetwork,
): Promise<FetchedResource> {
  const first = checkedUrl(url, options);
  return withTimeout(
    async (signal) => {
      const { Agent } = await import('undici');
      const agent = new Agent({ connect: { lookup: checkedLookup(network, options) }, pipelining: 0 });
      try {
        let current = first;
        for (let hops = 0; hops <= (options.maxRedirects ?? 5); hops++) {
          const hop = await fetchHop(current, { ...options, signal }, network, agent);
          if ('resource' in hop) return hop.resource;
          current = hop.redirect;
        }
        throw new SightlineError(
          'network-failed',
          `${shownUrl(first)} redirects more than ${options.maxRedirects ?? 5} times.`,
        );
      } finally {
        await agent.destroy();
      }
    },
    options.timeoutMs,
    `Fetching ${shownUrl(first)}`,
    options.signal,
  );
}

async function fetchHop(
  url: URL,
  options: FetchOptions & { readonly signal: AbortSignal },
  network: Network,
  dispatcher: import('undici').Dispatcher,
): Promise<Hop> {
  // A host written as an address is connected to without a look-up, so it is checked here.
  const literal = literalAddress(url.hostname);
  if (literal !== undefined) refuseAddresses(url.hostname, [literal], network, options);

  const { request } = await import('undici');
  try {
    const response = await request(url, {
      dispatcher,
      signal: options.signal,
      headers: {
        accept: options.accept ?? '*/*',
        'accept-encoding': acceptedEncodings,
        'user-agent': 'sightline',
      },
    });
    const header = (name: string) => [response.headers[name] ?? []].flat().join(', ');
    // A body that nobody reads must not report its own end as an error.
    response.body.on('error', () => {});
    if ([301, 302, 303, 307, 308].includes(response.statusCode) && header('location') !== '')
      return { redirect: redirectTarget(url, header('location'), options) };
    if (response.statusCode < 200 || response.statusCode > 299) throw badStatus(url, response.statusCode);
    const what = shownUrl(url);
    if (Number(header('content-length')) > options.maxBytes) throw tooLarge(what, options.maxBytes);
    const bytes = await readBody(response.body, {
      encoding: header('content-encoding'),
      maxBytes: options.maxBytes,
      signal: options.signal,
      what,
    });
    const fileName = fileNameOf(url, header('content-disposition'));
    return {
      resource: {
        url: url.href,
        mediaType: mediaTypeOf(header('content-type')),
        bytes,
        ...(fileName === undefined ? {} : { fileName }),
      },
    };
  } catch (error) {
    if (error instanceof SightlineError) throw error;
    throwIfAborted(options.signal);
    throw new SightlineError('network-failed', `${shownUrl(url)} could not be fetched: ${failureOf(error)}.`, {
      remedy: 'Check the address and the connection, and try again.',
      cause: error,
    });
  }
}

/** The look-up that a connection makes: resolves once, and hands on only addresses that may be connected to. */
function checkedLookup(network: Network, options: FetchOptions): LookupFunction {
  return (hostname, { all }, callback) => {
    const answer = async () => refuseAddresses(hostname, await network.resolve(hostname), network, options);
    answer().then(
      (addresses) => {
        const entries = addresses.map((address) => ({ address, family: isIP(address) }));
        const [first] = entries;
        if (all || !first) callback(null, entries);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

/** The addresses that may be connected to; throws `network-refused` when there is none. */
function refuseAddresses(host: string, addresses: readonly string[], network: Network, options: FetchOptions) {
  const allowed = addresses.filter((address) => network.addressRefusal(address, options) === undefined);
  if (allowed.length > 0) return allowed;
  const [address] = addresses;
  if (address === undefined) throw new SightlineError('network-failed', `The host ${host} has no address.`);
  const at = literalAddress(host) === undefined ? `${host} (${address})` : host;
  const liftable = network.addressRefusal(address, { allowPrivate: true }) === undefined;
  throw refused(`${at} was not connected to: ${network.addressRefusal(address, options)}`, liftable);
}

/** Reads a URL and applies the rules that need no look-up. Throws `network-refused`. */
function checkedUrl(text: string | URL, options: FetchOptions): URL {
  if (!URL.canParse(String(text))) throw refused(`${JSON.stringify(String(text).slice(0, 200))} is not a URL`, false);
  const url = new URL(String(text));
  url.hash = '';
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(`${shownUrl(url)} was not fetched: only http and https are, not "${url.protocol}"`, false);
  if (url.username !== '' || url.password !== '')
    throw refused(`${shownUrl(url)} was not fetched: its URL holds a user name or password`, false);
  const reason = hostNameRefusal(url.hostname, options);
  if (reason !== undefined) throw refused(`${shownUrl(url)} was not fetched: ${reason}`, true);
  return url;
}

/** Where a redirect leads, under the same rules as the first URL. Throws `network-refused`. */
export function redirectTarget(from: URL, location: string, options: FetchOptions): URL {
  if (!URL.canParse(location, from.href))
    throw refused(`${shownUrl(from)} redirects to something that is not a URL`, false);
  const to = checkedUrl(new URL(location, from), options);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw refused(`${shownUrl(from)} redirects from https to plain http (${shownUrl(to)})`, false);
  return to;
}

function refused(message: string, liftable: boolean): SightlineError {
  const remedy = 'If you trust it, allow private addresses (--allow-private-addresses, option allowPrivate).';
  return new SightlineError('network-refused', `${message}.`, liftable ? { remedy } : {});
}

function badStatus(url: URL, status: number): SightlineError {
  const needsLogin = status === 401 || status === 403 || status === 407;
  return new SightlineError('network-failed', `${shownUrl(url)} answered with HTTP status ${status}.`, {
    remedy: needsLogin ? 'It asks for a login: download it yourself and index the file.' : 'Check the address.',
  });
}

/** A URL for messages: without credentials and without its query, which often holds a signature or key. */
export function shownUrl(url: URL): string {
  const query = url.search === '' ? '' : '?…';
  const path = url.pathname.length > 150 ? `${url.pathname.slice(0, 150)}…` : url.pathname;
  return `${url.protocol}//${url.host}${path}${query}`;
}

/** What went wrong on the way, in words; the errors of several addresses tried at once have no message of their own. */
function failureOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  if (systemCode(first) === 'ENOTFOUND') return 'its host name is not known';
  return reasonOf(first) || systemCode(error) || 'the connection failed';
}
