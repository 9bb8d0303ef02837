import { reasonOf, SightlineError, systemCode } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';

/** Something on the way that could not be used; the rest goes on. */
export interface PathProblem {
  /** Absolute. */
  readonly path: string;
  /** What is wrong and what to do; does not name the path. */
  readonly reason: string;
  /** Set where a path that was given leads to nothing. */
  readonly isMissing?: true;
}

/** What the system's error codes mean for somebody who wants a file read, and what to do. */
const meanings: Readonly<Record<string, readonly [happened: string, remedy: string]>> = {
  ENOENT: ['It is not there.', 'Check the path; it may have been moved or deleted.'],
  ENOTDIR: ['A part of its path is a file, not a folder.', 'Check the path.'],
  EACCES: ['This user may not read it.', 'Give the user the right to read it and its folders.'],
  EPERM: ['This user may not read it.', 'Give the user, or this program, the right to read it.'],
  EISDIR: ['It is a folder, not a file.', 'Name a file in it.'],
  ELOOP: ['It is a link that leads back to itself.', 'Remove or repair the link.'],
  ENAMETOOLONG: ['Its path is too long for this system.', 'Shorten the names of its folders.'],
  EIO: ['The disk failed while reading it.', 'Check the disk and copy the file from a backup.'],
  ESTALE: ['The network drive has lost it.', 'Check that the drive is connected, and try again.'],
  ETIMEDOUT: ['The network drive did not answer.', 'Check that the drive is connected, and try again.'],
  EBUSY: ['Another program holds it.', 'Close the program that uses it, and try again.'],
  EMFILE: ['Too many files are open.', 'Raise the limit on open files (ulimit -n).'],
  ENFILE: ['Too many files are open on this machine.', 'Close other programs, and try again.'],
};

/** Why a file cannot be read and what to do, in two sentences that do not name it. */
export function fileProblemReason(error: unknown): string {
  return wordsFor(error).join(' ');
}

/** The same as an error, `unreadable-file`, that names the file; a SightlineError is passed through. */
export function fileProblem(error: unknown, path: string): SightlineError {
  if (error instanceof SightlineError) return error;
  const [happened, remedy] = wordsFor(error);
  return new SightlineError('unreadable-file', `${shownName(path)}: ${happened}`, { remedy, cause: error });
}

function wordsFor(error: unknown): readonly [happened: string, remedy: string] {
  const known = meanings[systemCode(error) ?? ''];
  return known ?? [`It could not be read: ${shownName(reasonOf(error))}.`, 'Check the file, and try again.'];
}
