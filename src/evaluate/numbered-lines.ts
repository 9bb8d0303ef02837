import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { reasonOf, SightlineError, systemCode, throwIfAborted } from '../support/errors.ts';
import { shownName } from '../support/shown-name.ts';

/** A line of a file that cannot be used, and why. */
export interface LineProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

export interface NumberedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

export interface NumberedLinesOptions {
  /** Larger files are refused: what is read of them is kept. No limit unless told. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** Files of judgements that are kept in memory whole. */
export const maxJudgedBytes = 512 * 1024 * 1024;

/**
 * The lines of a text file that hold something, with their numbers.
 *
 * @param file a path, or `-` for standard input.
 * @param what the file should be, for messages: `a qrels file`.
 * @throws SightlineError 'unreadable-file', 'limit-exceeded', 'cancelled'.
 */
export async function* numberedLines(
  file: string,
  what: string,
  { maxBytes, signal }: NumberedLinesOptions = {},
): AsyncGenerator<NumberedLine> {
  try {
    if (maxBytes !== undefined && (await stat(file)).size > maxBytes) {
      throw new SightlineError('limit-exceeded', `${shownName(file)} is larger than ${maxBytes} bytes.`, {
        remedy: 'Judge fewer queries at a time.',
      });
    }
    let line = 0;
    const input = file === '-' ? process.stdin : createReadStream(file);
    for await (const content of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      throwIfAborted(signal);
      line++;
      const text = line === 1 ? content.replace(/^\ufeff/, '') : content;
      if (text.trim() !== '') yield { line, text };
    }
  } catch (error) {
    throw error instanceof SightlineError ? error : unreadable(file, what, error);
  }
}

function unreadable(file: string, what: string, cause: unknown): SightlineError {
  const name = shownName(file);
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: `There is no file ${name}.`,
    ENOTDIR: `There is no file ${name}.`,
    EISDIR: `${name} is a folder.`,
    EACCES: `${name} may not be read.`,
  };
  const reason = reasons[systemCode(cause) ?? ''] ?? `${name} cannot be read: ${reasonOf(cause)}.`;
  return new SightlineError('unreadable-file', reason, { remedy: `Give the path of ${what}.`, cause });
}
