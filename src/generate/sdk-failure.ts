import { reasonOf, SightlineError } from '../support/errors.ts';
import { redacted } from '../support/redacted.ts';

/** How deep errors are unwrapped; they may hold each other in a circle. */
const deepestCause = 8;
const longestReason = 300;

/** The answer ended before the model said that it had finished, or before there was any of it. */
export function brokeOff(name: string, begun: boolean): SightlineError {
  if (!begun) {
    return new SightlineError('network-failed', `${name} gave no answer, or one that is no stream of events.`, {
      remedy: 'Try again; if it stays so, check the base URL, which should lead to the API itself.',
    });
  }
  return new SightlineError('network-failed', `The answer of ${name} broke off before its end.`, {
    remedy: 'Try again.',
  });
}

/**
 * Whatever the AI SDK threw or put into its stream, as an error of ours. Errors of our own HTTP client are found inside
 * the SDK's and given as they are; others are put into words without their cause, which would hold the whole request.
 * `begun` tells whether anything of the answer had come.
 */
export function sdkFailure(
  error: unknown,
  { name, secrets, begun }: { readonly name: string; readonly secrets: readonly string[]; readonly begun: boolean },
): SightlineError {
  const own = chain(error).find((each) => each instanceof SightlineError);
  if (own instanceof SightlineError) return own;
  const names = chain(error).map((each) => (each instanceof Error ? each.name : ''));
  const reason = redacted(reasonIn(error), secrets)
    .slice(0, longestReason)
    .replace(/[.\s]+$/, '');
  // Its only word for it: the stream ended, and no chunk had said why the model stopped.
  if (/without a finish reason/i.test(reason)) return brokeOff(name, begun);
  if (names.some((each) => /JSONParseError|TypeValidationError/.test(each))) {
    return new SightlineError('model-failed', `${name} answered in a form that is not its own protocol: ${reason}.`, {
      remedy: 'Try again; if it stays so, check the base URL and the version of the server.',
    });
  }
  // Whoever asked has not cancelled: it was stopped on the way.
  const isStopped = names.some((each) => each === 'AbortError' || each === 'TimeoutError');
  const isPassing = isStopped || chain(error).some(isOverload);
  return new SightlineError(isPassing ? 'network-failed' : 'model-failed', `${name} failed: ${reason}.`, {
    remedy: isPassing ? 'Try again later.' : 'Check the name of the model and what it takes.',
  });
}

function chain(error: unknown): unknown[] {
  const errors: unknown[] = [];
  for (let each = error; each !== undefined && each !== null && errors.length < deepestCause; ) {
    errors.push(each);
    each = typeof each === 'object' && 'cause' in each ? each.cause : undefined;
  }
  return errors;
}

/** Errors in a stream are objects of the vendor's: `{"type": "overloaded_error", "message": "Overloaded"}`. */
function reasonIn(error: unknown): string {
  if (typeof error !== 'object' || error === null || error instanceof Error) return reasonOf(error);
  if ('message' in error && typeof error.message === 'string') return reasonOf(error.message);
  return 'type' in error && typeof error.type === 'string' ? error.type : 'it did not say why';
}

function isOverload(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('isRetryable' in error && error.isRetryable === true) return true;
  return (
    'type' in error &&
    typeof error.type === 'string' &&
    /overloaded|rate_limit|timeout|api_error|server_error/.test(error.type)
  );
}
