import { type ErrorCode, reasonOf, SightlineError } from '../support/errors.ts';

/** Trouble of one query; any other would befall the next query as well. */
const ofOneQuery: readonly ErrorCode[] = [
  'bad-query',
  'unreadable-file',
  'unsupported-type',
  'limit-exceeded',
  'broken-content',
  'network-refused',
  'network-failed',
  'model-failed',
];
/** When so many queries have failed and none has not, it is not the queries. */
const enoughFailures = 10;

export interface FailureCount {
  /** Passes on what is not one query's own trouble. */
  add(error: unknown): void;
  success(): void;
  reset(): void;
}

/** Tells a query that fails from an index that does. */
export function failureCount(): FailureCount {
  let failed = 0;
  let anySuccess = false;
  return {
    add(error) {
      if (!(error instanceof SightlineError) || !ofOneQuery.includes(error.code)) throw error;
      if (++failed >= enoughFailures && !anySuccess) throw error;
    },
    success() {
      anySuccess = true;
    },
    reset() {
      failed = 0;
      anySuccess = false;
    },
  };
}

export interface Timed<T> {
  readonly ms: number;
  readonly value?: T;
  readonly failure?: string;
}

/** Does the work, and says how long it took, or why it failed if that is this query's own trouble. */
export async function timed<T>(work: () => Promise<T>, failures: FailureCount): Promise<Timed<T>> {
  const started = performance.now();
  try {
    const value = await work();
    const ms = performance.now() - started;
    failures.success();
    return { ms, value };
  } catch (error) {
    failures.add(error);
    return { ms: performance.now() - started, failure: reasonOf(error) };
  }
}
