import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf, SightlineError, systemCode, throwIfAborted } from './errors.ts';
import { shownUrl } from './fetch-url.ts';
import { redacted } from './redacted.ts';
import { retryAfterMs } from './retry-after.ts';
import { shownName } from './shown-name.ts';
import { watchedAnswer } from './watched-answer.ts';

export interface HubAccess {
  /** `https://huggingface.co`, without a slash at its end. */
  readonly endpoint: URL;
  readonly token: string | undefined;
  /** Longest silence, in milliseconds. */
  readonly timeoutMs: number;
  /** Tries after a failed one; each byte that arrives gives them all back. */
  readonly retries: number;
  /** The first wait between two tries; each one is twice as long as the last. */
  readonly firstWaitMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface HubRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  /** What is asked for, in messages: a model or one of its files. */
  readonly what: string;
}

export interface HubAnswer {
  readonly response: Response;
  /** The `x-linked-etag` of the hub: the SHA-256 of a file that is served from elsewhere. */
  readonly linkedEtag: string | undefined;
}

/** Another try may go well. */
export class PassingFailure extends SightlineError {
  /** What the server asks to wait. */
  readonly waitMs: number | undefined;

  constructor(message: string, remedy: string, waitMs?: number) {
    super('network-failed', message, { remedy });
    this.waitMs = waitMs;
  }
}

const maxRedirects = 5;
const longestWaitMs = 60_000;

/**
 * Checks the address of a hub and its token.
 *
 * @throws SightlineError 'bad-option'
 */
export function hubEndpoint(address: string, token: string | undefined): URL {
  const text = address.trim().replace(/\/+$/, '');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new SightlineError('bad-option', 'The address of the model hub is not one.', {
      remedy: 'HF_ENDPOINT should be such as https://huggingface.co.',
    });
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new SightlineError('bad-option', 'The token of the model hub holds characters that no token has.', {
      remedy: 'Set HF_TOKEN to the token alone.',
    });
  }
  return url;
}

/**
 * Asks the hub and follows it to where it keeps its files. The token goes to the hub's own origin and nowhere else.
 *
 * @param path below the endpoint, with its leading slash.
 * @returns an answer with status 2xx or 416.
 */
export async function askHub(access: HubAccess, path: string, request: HubRequest): Promise<HubAnswer> {
  const { endpoint, token, signal } = access;
  const { maxBytes, what } = request;
  let url = new URL(`${endpoint.href.replace(/\/$/, '')}${path}`);
  let linkedEtag: string | undefined;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    throwIfAborted(signal);
    const isHub = url.origin === endpoint.origin;
    const headers: Record<string, string> = { 'user-agent': 'sightline', 'accept-encoding': 'identity' };
    Object.assign(headers, request.headers, isHub && token ? { authorization: `Bearer ${token}` } : {});
    const at = url;
    const response = await watchedAnswer((stop) => fetch(at, { headers, redirect: 'manual', signal: stop }), {
      signal,
      timeoutMs: access.timeoutMs,
      maxBytes,
      name: what,
      release: () => undefined,
      failure: (error, begun) => connectionFailure(at, what, error, begun),
    });
    if (isHub) linkedEtag ??= response.headers.get('x-linked-etag')?.replace(/^W\/|"/g, '');
    const location = response.headers.get('location');
    if (response.ok || response.status === 416) return { response, linkedEtag };
    await response.body?.cancel().catch(() => undefined);
    if (response.status < 300 || response.status > 399 || !location) throw refusal(access, response, at, what);
    url = redirected(access, url, location);
  }
  throw new SightlineError('network-failed', `The hub redirects ${what} more than ${maxRedirects} times.`);
}

/** Does the work again after passing failures, with growing waits, until it has failed too often without any progress. */
export async function persistently<T>(
  { retries, firstWaitMs, signal }: HubAccess,
  work: (progressed: () => void) => Promise<T>,
): Promise<T> {
  let tries = 0;
  for (;;) {
    try {
      return await work(() => {
        tries = 0;
      });
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof PassingFailure) || tries >= retries) throw error;
      if ((error.waitMs ?? 0) > longestWaitMs) throw error;
      const wait = error.waitMs ?? Math.min(8000, firstWaitMs * 2 ** tries) * (0.5 + Math.random());
      tries++;
      await sleep(wait, undefined, signal ? { signal } : {}).catch(() => undefined);
      throwIfAborted(signal);
    }
  }
}

/** Reads an answer's JSON. */
export async function hubJson({ response }: HubAnswer, what: string): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new SightlineError('network-failed', `The hub's answer about ${what} is not JSON.`, {
      remedy: 'Check HF_ENDPOINT: it should lead to a hub, not to a login page or a proxy.',
    });
  }
}

/** Over https to anywhere; without it only to the hub itself, as on a hub of one's own network. */
function redirected({ endpoint }: HubAccess, from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const isSafe = to?.protocol === 'https:' || (to?.protocol === 'http:' && to.hostname === endpoint.hostname);
  const keeps = to?.protocol === 'https:' || endpoint.protocol === 'http:';
  if (to && isSafe && keeps && to.username === '' && to.password === '') return to;
  throw new SightlineError(
    'network-refused',
    `The hub redirects ${shownUrl(from)} to ${to ? shownUrl(to) : 'something that is no URL'}, which is not followed.`,
    { remedy: 'Only https is, and on a hub without https the hub itself. Check HF_ENDPOINT.' },
  );
}

/**
 * What an answer other than 2xx means. The codes are those that hubs send beside the status:
 * https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/utils/_http.py
 */
function refusal({ endpoint, token }: HubAccess, response: Response, url: URL, what: string): SightlineError {
  const { status, headers } = response;
  const code = headers.get('x-error-code') ?? '';
  const isHub = url.origin === endpoint.origin;
  const page = `${endpoint.origin}${endpoint.pathname.replace(/\/$/, '')}`;
  const words = redacted(headers.get('x-error-message') ?? '', token ? [token] : []);
  const said = words === '' ? '' : `: ${shownName(words, 200).replace(/[.\s]+$/, '')}`;
  const failure = (kind: SightlineError['code'], message: string, remedy: string) =>
    new SightlineError(kind, message, { remedy });
  if (code === 'GatedRepo') {
    const again = token ? 'with the account of HF_TOKEN' : 'then set HF_TOKEN to a token of your account';
    return failure(
      'model-missing',
      `${what} is gated: its owner wants you to agree to conditions first.`,
      `Open it on ${page} and agree, ${again}, and pull it again.`,
    );
  }
  if (code === 'RevisionNotFound')
    return failure('model-missing', `${what} has no such revision.`, 'Check the branch, tag or commit.');
  if (status === 404 && code === 'EntryNotFound')
    return failure('network-failed', `${what} is listed by the hub, but not there.`, 'Pull the model again.');
  if (isHub && status === 401 && token) {
    return failure(
      'bad-option',
      `The hub refuses the token for ${what}, or there is no such model.`,
      `Check HF_TOKEN (${page}/settings/tokens) and the name; capitals count.`,
    );
  }
  // Hubs answer so for models that are private and for those that are not there, and do not say which.
  if (isHub && (status === 401 || status === 404)) {
    return failure(
      'model-missing',
      `The hub has no ${what}, or it is private.`,
      `Check the name on ${page}; capitals count. For a private model, set HF_TOKEN.`,
    );
  }
  if (isHub && status === 403)
    return failure('bad-option', `The hub refuses ${what}${said}.`, 'Check what the token in HF_TOKEN may read.');
  const message = `${shownUrl(url)} answered with HTTP status ${status}${said}.`;
  // What a CDN refuses is an address that has run out; the hub gives a new one.
  const isPassing = status === 408 || status === 429 || status >= 500 || (!isHub && status === 403);
  if (isPassing) return new PassingFailure(message, 'Pull the model again later.', retryAfterMs(headers));
  return failure('network-failed', message, 'Check HF_ENDPOINT and try again.');
}

function connectionFailure(url: URL, what: string, error: unknown, begun: boolean): PassingFailure {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const [first] = cause instanceof AggregateError ? cause.errors : [cause];
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'its host name is not known',
    ECONNRESET: 'the connection was closed',
    UND_ERR_SOCKET: 'the connection was closed',
  };
  const code = systemCode(first) ?? '';
  const why = known[code] ?? (reasonOf(first).replace(/\.$/, '') || code || 'the connection failed');
  return begun
    ? new PassingFailure(`The download of ${what} broke off: ${why}.`, 'Pull it again: it goes on from there.')
    : new PassingFailure(
        `${shownUrl(url)} cannot be reached: ${why}.`,
        'Check the connection and HF_ENDPOINT, or copy the model into a folder (local:PATH or --models-dirs DIR).',
      );
}
