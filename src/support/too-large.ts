import { SightlineError } from './errors.ts';

/** The error for content over the limit on one file or response. */
export function tooLarge(what: string, maxBytes: number): SightlineError {
  return new SightlineError('limit-exceeded', `${what} is larger than the limit of ${maxBytes} bytes.`, {
    remedy: 'Raise the limit on the size of files (option maxFileBytes) if you trust it.',
  });
}
