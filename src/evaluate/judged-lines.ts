import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { reasonOf, SightlineError, throwIfAborted } from '../support/errors.ts';
import { shownName } from '../support/shown-name.ts';

/** A line of a file that cannot be used, and why. */
export interface LineProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

const maxFileBytes = 512 * 1024 * 1024;

/**
 * The lines of a text file that hold something, with their numbers.
 *
 * @throws SightlineError 'unreadable-file', 'limit-exceeded', 'cancelled'.
 */
export async function* numberedLines(
  file: string,
  what: string,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly line: number; readonly text: string }> {
  try {
    const { size } = await stat(file);
    if (size > maxFileBytes) {
      throw new SightlineError('limit-exceeded', `${shownName(file)} is larger than ${maxFileBytes} bytes.`, {
        remedy: 'Judge fewer queries at a time.',
      });
    }
    let line = 0;
    for await (const content of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      throwIfAborted(signal);
      line++;
      const text = line === 1 ? content.replace(/^\ufeff/, '') : content;
      if (text.trim() !== '') yield { line, text };
    }
  } catch (error) {
    if (error instanceof SightlineError) throw error;
    throw new SightlineError('unreadable-file', `${shownName(file)} cannot be read: ${reasonOf(error)}.`, {
      remedy: `Give the path of ${what}.`,
      cause: error,
    });
  }
}
