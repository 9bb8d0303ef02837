import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Semaphore } from './concurrency.ts';
import { SightlineError, throwIfAborted } from './errors.ts';
import { shownUrl } from './fetch-url.ts';
import type { HttpService } from './http-service.ts';
import { beginningOf, wholeTextOf } from './read-answer.ts';
import { redacted } from './redacted.ts';
import { loadingTimeMs, retryAfterMs } from './retry-after.ts';
import { serviceUrl } from './service-url.ts';
import { type SpanNotes, traceHeaders, withSpan } from './tracing.ts';
import { ConnectionFailure, connectionFailure, isPassing, refusal } from './vendor-failure.ts';
import { watchedAnswer } from './watched-answer.ts';

export type { HttpService } from './http-service.ts';
export { redacted } from './redacted.ts';
export { retryAfterMs } from './retry-after.ts';

export interface HttpRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: Uint8Array | string;
  /**
   * May it be sent twice? True unless told: asking a model again costs money at worst and changes nothing. A request that
   * is not is sent once.
   */
  readonly idempotent?: boolean;
  readonly signal?: AbortSignal;
}

/** Talks to one vendor. */
export interface HttpClient {
  readonly service: HttpService;
  /**
   * The parsed JSON of an answer with status 2xx. An answer that breaks off counts as a broken connection.
   *
   * @throws SightlineError 'network-failed', 'network-refused' (offline), 'bad-option' (key, base URL, headers),
   * 'model-missing' (404), 'model-failed' (refused otherwise, or not JSON), 'limit-exceeded' (too large), 'cancelled'.
   */
  json(path: string, request: HttpRequest): Promise<unknown>;
  /**
   * A drop-in `fetch` for client libraries, with the same retries, waits, redaction and refusals. Answers other than 2xx
   * throw, as libraries word them in their own ways, and so does a body that breaks off. It goes to the base URL's host and
   * to no other, as the key is meant for that one.
   */
  readonly fetch: typeof globalThis.fetch;
}

/** Longest time that a vendor may ask to wait; beyond it the request fails and says so. */
const longestWaitMs = 60_000;
const firstWaitMs = 500;
const usualMaxAnswerBytes = 256 * 2 ** 20;

interface Outgoing {
  readonly method: string;
  readonly headers: Headers | Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly idempotent: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A client for one vendor; its requests share the vendor's limits: when it asks to wait, all of them do. */
export function httpClient(service: HttpService): HttpClient {
  const slots = new Semaphore(service.concurrency);
  const { maxAnswerBytes = usualMaxAnswerBytes } = service;
  let pausedUntil = 0;
  let network: ReturnType<typeof openNetwork> | undefined;

  /** A place among the requests under way, once the vendor lets any go. */
  const takeSlot = async (signal: AbortSignal | undefined): Promise<void> => {
    for (;;) {
      await pause(pausedUntil - Date.now(), signal);
      await slots.acquire(signal);
      if (pausedUntil <= Date.now()) return;
      slots.release();
    }
  };

  const attempt = async (url: URL, headers: Headers, { method, body, signal }: Outgoing): Promise<Response> => {
    network ??= openNetwork();
    const { fetch, dispatcher } = await network;
    await takeSlot(signal);
    for (const [name, value] of Object.entries(traceHeaders())) headers.set(name, value);
    const send = async (stop: AbortSignal): Promise<Response> => {
      const response = await fetch(url, {
        method,
        headers: [...headers],
        ...(body === undefined ? {} : { body }),
        signal: stop,
        dispatcher,
        // A key is meant for the address it was given for, and for no other.
        redirect: 'manual',
      });
      return response as Response;
    };
    return watchedAnswer(send, {
      signal,
      timeoutMs: service.timeoutMs,
      maxBytes: maxAnswerBytes,
      name: service.name,
      release: () => slots.release(),
      failure: (error, begun) => connectionFailure(service, url, error, begun),
    });
  };

  const send = async <T>(url: URL, request: Outgoing, take: (response: Response) => Promise<T>): Promise<T> => {
    const { idempotent, signal } = request;
    const headers = requestHeaders(service, request.headers);
    // Any number of requests may listen to one signal, and a warning would only frighten.
    if (signal) setMaxListeners(0, signal);
    let timeouts = 0;
    for (let tries = 0; ; tries++) {
      const last = !idempotent || tries >= service.retries;
      let wait = firstWaitMs * 2 ** tries * (0.5 + Math.random());
      try {
        const response = await traced(service, url, request.method, tries, () => attempt(url, headers, request));
        if (response.ok) return await take(response);
        const { status, headers: answered } = response;
        const stated = retryAfterMs(answered);
        // Before the body is read, as its end lets the next request go.
        if (status === 429 && (stated ?? 0) <= longestWaitMs)
          pausedUntil = Math.max(pausedUntil, Date.now() + (stated ?? wait));
        const body = await beginningOf(response);
        throwIfAborted(signal);
        const askedMs = stated ?? loadingTimeMs(parsed(body));
        wait = askedMs ?? wait;
        if (last || !isPassing(status) || (askedMs ?? 0) > longestWaitMs)
          throw refusal(service, url, { status, body, askedMs });
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof ConnectionFailure) || last) throw error;
        // What is slow once is mostly slow again, and each time costs the whole wait.
        if (error.timedOut && ++timeouts > 1) throw error;
      }
      await pause(Math.min(wait, longestWaitMs), signal);
    }
  };

  return {
    service,
    async json(path, { method = 'POST', headers, json, body = jsonBody(json), idempotent = true, signal }) {
      throwIfAborted(signal);
      const url = serviceUrl(service, path);
      const type = json === undefined ? {} : { 'content-type': 'application/json' };
      const request: Outgoing = {
        method,
        headers: { accept: 'application/json', ...type, ...headers },
        ...(body === undefined ? {} : { body }),
        idempotent,
        signal,
      };
      const text = await send(url, request, (response) => wholeTextOf(response, service, url));
      const value = parsed(text);
      if (value !== undefined) return value;
      throw new SightlineError(
        'model-failed',
        redacted(`${service.name} answered with something that is not JSON (${shownUrl(url)}).`, service.secrets),
        { remedy: 'Check the base URL; it should lead to the API itself.' },
      );
    },
    async fetch(input, init = {}) {
      const given = input instanceof Request ? input : undefined;
      const signal = init.signal ?? given?.signal;
      throwIfAborted(signal);
      const url = serviceUrl(service, given ? given.url : String(input));
      if (url.origin !== serviceUrl(service, '').origin) {
        throw new SightlineError('network-refused', `${service.name} was not asked at ${url.host}.`, {
          remedy: `Its key is meant for ${redacted(service.baseUrl, service.secrets)} alone.`,
        });
      }
      // Without the signal: a request would keep a listener on it for good.
      const request = new Request(given ?? url, { ...init, signal: null, ...(init.body ? { duplex: 'half' } : {}) });
      // A stream could not be sent again.
      const body = request.body ? new Uint8Array(await request.arrayBuffer()) : undefined;
      const { method, headers } = request;
      const outgoing = { method, headers, ...(body ? { body } : {}), idempotent: true, signal };
      return send(url, outgoing, async (response) => response);
    },
  };
}

/**
 * A span for each time that a request is sent, from its wait for a place to the head of the answer; by
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/, without the query, which may hold a key.
 */
function traced(
  { secrets }: HttpService,
  url: URL,
  method: string,
  tries: number,
  send: () => Promise<Response>,
): Promise<Response> {
  const notes = {
    'http.request.method': method,
    'server.address': url.hostname,
    'server.port': Number(url.port) || (url.protocol === 'http:' ? 80 : 443),
    'url.full': redacted(`${url.origin}${url.pathname}`, secrets),
    ...(tries > 0 ? { 'http.request.resend_count': tries } : {}),
  };
  const work = async (span: SpanNotes): Promise<Response> => {
    const response = await send();
    span.note({ 'http.response.status_code': response.status });
    if (response.status >= 400) span.fail(String(response.status));
    return response;
  };
  return withSpan(method, notes, work, 'client');
}

/** Loaded when first needed. The limits of its own (300 s) are off, as {@link watchedAnswer} keeps time. */
async function openNetwork() {
  const { Agent, fetch } = await import('undici');
  return { fetch, dispatcher: new Agent({ headersTimeout: 0, bodyTimeout: 0 }) };
}

function jsonBody(json: unknown): string | undefined {
  return json === undefined ? undefined : JSON.stringify(json);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function requestHeaders(service: HttpService, given: Headers | Readonly<Record<string, string>>): Headers {
  try {
    const headers = new Headers({ 'user-agent': 'sightline', ...service.headers });
    for (const [name, value] of new Headers(given)) headers.set(name, value);
    return headers;
  } catch {
    // Without the cause, which repeats the header.
    throw new SightlineError('bad-option', `A header for ${service.name} holds characters that no header may hold.`, {
      remedy: `Check providers.${service.name}.headers in the settings.`,
    });
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  if (ms > 0) await sleep(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
  throwIfAborted(signal);
}
