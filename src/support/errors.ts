/** What kind of trouble it is, for programs; the message is for people. */
export type ErrorCode =
  | 'unreadable-file'
  | 'unsupported-type'
  | 'limit-exceeded'
  | 'broken-content'
  | 'network-refused'
  | 'network-failed'
  | 'index-missing'
  | 'index-locked'
  | 'index-corrupt'
  | 'index-mismatch'
  | 'disk-full'
  | 'model-missing'
  | 'model-failed'
  | 'bad-option'
  | 'bad-query'
  | 'bad-filter'
  | 'cancelled'
  | 'closed';

/** An error a person can act on: what happened, to what, and what to do now. */
export class SightlineError extends Error {
  readonly code: ErrorCode;
  /** What to do now. */
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(
      options.remedy ? `${message} ${options.remedy}` : message,
      options.cause ? { cause: options.cause } : undefined,
    );
    this.name = 'SightlineError';
    this.code = code;
    this.remedy = options.remedy;
  }
}

/** The first line of whatever was thrown, for messages. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}

/** The system's error code (`ENOENT`, `ENOSPC`, …) when there is one. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SightlineError('cancelled', 'Cancelled.', { cause: signal.reason });
}
