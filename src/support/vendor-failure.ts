import { reasonOf, SightlineError, systemCode } from './errors.ts';
import { shownUrl } from './fetch-url.ts';
import type { HttpService } from './http-service.ts';
import { redacted } from './redacted.ts';

/** The answer did not come, or not whole: another try may go well. */
export class ConnectionFailure extends SightlineError {
  /** Nothing was heard for too long. */
  readonly timedOut: boolean;

  constructor(message: string, remedy: string, timedOut: boolean) {
    // Without the cause: errors of the network library repeat addresses and headers.
    super('network-failed', message, { remedy });
    this.timedOut = timedOut;
  }
}

/** Nothing was heard for so long. */
export class SilenceError extends Error {
  constructor(ms: number) {
    super(`nothing was heard for ${ms / 1000} s`);
  }
}

/** Whether the same request may go well the next time: overload and trouble on the other side, not a wrong request. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** What an answer other than 2xx means, in words. `body` is its beginning. */
export function refusal(
  service: HttpService,
  url: URL,
  { status, body, askedMs }: { readonly status: number; readonly body: string; readonly askedMs: number | undefined },
): SightlineError {
  const said = vendorMessage(body, service.secrets).replace(/[.\s]+$/, '');
  const where = redacted(shownUrl(url), service.secrets);
  const message = `${service.name} answered ${where} with HTTP status ${status}${said === '' ? '' : `: ${said}`}.`;
  const wait = askedMs === undefined ? '' : `It asks to wait ${Math.ceil(askedMs / 1000)} s. `;
  const failure = (code: SightlineError['code'], remedy: string) => new SightlineError(code, message, { remedy });
  if (status === 401 || status === 403) return failure('bad-option', service.keyRemedy);
  if (status === 404) return failure('model-missing', 'Check the name of the model and the base URL.');
  if (status === 429)
    return failure(
      'network-failed',
      `The limit of requests or tokens is used up. ${wait}Run the same again later: what is done is kept.`,
    );
  if (status >= 300 && status < 400) return failure('network-failed', 'It leads elsewhere; give the final base URL.');
  if (isPassing(status)) return failure('network-failed', `${wait}Try again later.`);
  return failure('model-failed', 'Check the name of the model and what it takes.');
}

/** Why no answer came, or why it broke off, in words. */
export function connectionFailure(service: HttpService, url: URL, error: unknown, begun: boolean): ConnectionFailure {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const [first] = cause instanceof AggregateError ? cause.errors : [cause];
  const where = redacted(`${service.name} (${shownUrl(url)})`, service.secrets);
  const why = redacted(connectionReason(first), service.secrets);
  return new ConnectionFailure(
    begun ? `The answer of ${where} broke off: ${why}.` : `${where} cannot be reached: ${why}.`,
    begun ? 'Try again.' : 'Check the base URL and the connection, and try again.',
    error instanceof SilenceError,
  );
}

function connectionReason(error: unknown): string {
  const code = systemCode(error);
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND') return 'its host name is not known';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET') return 'the connection was closed';
  return reasonOf(error).replace(/\.$/, '') || code || 'the connection failed';
}

/** The vendor's own words, wherever in its answer they stand. Cut, as they may repeat the request. */
function vendorMessage(body: string, secrets: readonly string[]): string {
  const longest = 300;
  const find = (value: unknown, depth = 0): string | undefined => {
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null || depth > 5) return undefined;
    if (Array.isArray(value)) return find(value[0], depth + 1);
    const fields: Readonly<Record<string, unknown>> = { ...value };
    return find(fields.message ?? fields.error ?? fields.detail ?? fields.msg ?? fields.title, depth + 1);
  };
  let said: string | undefined;
  try {
    said = find(JSON.parse(body));
  } catch {
    // A web page says nothing that helps.
    said = /^\s*[<{[]/.test(body) ? undefined : body;
  }
  // Redacted before it is cut: half a key would not be known again.
  const whole = redacted(said ?? '', secrets)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return whole.length > longest ? `${whole.slice(0, longest)}…` : whole;
}
