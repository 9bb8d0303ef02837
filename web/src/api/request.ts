import { accessKey } from './access-key.ts';

/** A request that failed, in the server's own words where it said any. */
export class RequestFailure extends Error {
  /** 0 when the server could not be reached. */
  readonly status: number;
  readonly title: string;
  readonly remedy: string | undefined;

  constructor(status: number, title: string, detail: string, remedy?: string) {
    super(detail);
    this.name = 'RequestFailure';
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }
}

/** The address of a path of the server, wherever the page is mounted. */
export function apiUrl(path: string): string {
  return new URL(path.replace(/^\//, ''), document.baseURI).href;
}

/** @throws RequestFailure for every answer that is not a good one, and when there is none. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const { key } = accessKey.get();
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
  let response: Response;
  try {
    response = await fetch(apiUrl(path), { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new RequestFailure(
      0,
      'The server cannot be reached',
      navigator.onLine === false && !isLocal() ? 'This device is offline.' : 'Nothing answered at this address.',
      'See that “sightline serve” is running, then try again.',
    );
  }
  if (response.ok) return response;
  const failure = await failureOf(response);
  if (response.status === 401) accessKey.set({ key, wanted: true });
  throw failure;
}

export async function requestJson<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await request(path, init);
  try {
    // The server's answers are checked by its own schemas and tests; the page trusts their shape.
    return (await response.json()) as T;
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    throw new RequestFailure(response.status, 'The answer was cut off', 'The server’s answer ended too early.');
  }
}

export function jsonBody(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The failure that a problem of the server stands for, as an answer of its own or within a stream. */
export function failureFrom(status: number, problem: unknown): RequestFailure {
  const { title, detail, remedy } = isRecord(problem) ? problem : {};
  return new RequestFailure(
    status,
    typeof title === 'string' ? title : `The server answered ${status}`,
    typeof detail === 'string' ? detail : 'It did not say why.',
    typeof remedy === 'string' ? remedy : undefined,
  );
}

async function failureOf(response: Response): Promise<RequestFailure> {
  const problem: unknown = await response.json().catch(() => undefined);
  return failureFrom(response.status, problem);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isLocal(): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
}
