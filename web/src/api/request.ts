import { accessKey } from './access-key.ts';
import { brokenOff, failureFrom, RequestFailure } from './request-failure.ts';

/** Who asks too often is told when to come again; a wait this short is no failure. */
const mostPatientSeconds = 4;

/** The address of a path of the server, wherever the page is mounted. */
export function apiUrl(path: string): string {
  return new URL(path.replace(/^\//, ''), document.baseURI).href;
}

/** @throws RequestFailure for every answer that is not a good one, and when there is none. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const { key } = accessKey.get();
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
  let response = await answerOf(path, { ...init, headers });
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  if (response.status === 429 && wait <= mostPatientSeconds) {
    await pause(wait * 1000, init.signal);
    response = await answerOf(path, { ...init, headers });
  }
  if (response.ok) return response;
  const failure = await failureOf(response);
  if (response.status === 401) accessKey.set({ key, wanted: true });
  throw failure;
}

async function answerOf(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(apiUrl(path), init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new RequestFailure(
      0,
      'The server cannot be reached',
      navigator.onLine === false && !isLocal() ? 'This device is offline.' : 'Nothing answered at this address.',
      'See that “sightline serve” is running, then try again.',
    );
  }
}

function pause(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

export async function requestJson<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await request(path, init);
  try {
    // The server's answers are checked by its own schemas and tests; the page trusts their shape.
    return (await response.json()) as T;
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    throw brokenOff('Try again.');
  }
}

export function jsonBody(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function failureOf(response: Response): Promise<RequestFailure> {
  const problem: unknown = await response.json().catch(() => undefined);
  return failureFrom(response.status, problem);
}

function isLocal(): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
}
