import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { reasonOf, SightlineError } from '../support/errors.ts';
import { stderr } from './terminal.ts';
import { safeName } from './terminal-text.ts';

/**
 * Found out before the work is done.
 *
 * @throws SightlineError 'unreadable-file'.
 */
export async function checkWritable(file: string): Promise<void> {
  try {
    await access(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    throw notWritten(file, error);
  }
}

/**
 * Writes a report's page, and says so.
 *
 * @throws SightlineError 'unreadable-file'.
 */
export async function writePage(file: string, page: string, quiet: boolean): Promise<void> {
  try {
    await writeFile(file, page);
  } catch (error) {
    throw notWritten(file, error);
  }
  if (!quiet) stderr.print(`Wrote ${safeName(file)}.`);
}

function notWritten(file: string, error: unknown): SightlineError {
  return new SightlineError('unreadable-file', `The report ${safeName(file)} cannot be written: ${reasonOf(error)}.`, {
    remedy: 'Name a file in a folder that is there.',
    cause: error,
  });
}
