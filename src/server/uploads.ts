import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DocumentRecord } from '../data/document.ts';
import { SightlineError, systemCode } from '../support/errors.ts';
import { isInside } from '../support/path-inside.ts';
import { cleanFileName, nameStem, numberedName } from './file-name.ts';
import { HttpProblem } from './http-problem.ts';
import { multipartParts } from './multipart.ts';

export interface Received {
  /** What is to be indexed. */
  readonly sources: readonly string[];
  /** Files that were not kept, and why. */
  readonly rejected: readonly { readonly name: string; readonly reason: string }[];
}

export interface UploadLimits {
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  /** Of all files of one upload together. */
  readonly maxBytes: number;
}

/**
 * Files that clients sent, kept in a folder of ours under `BATCH/NAME`: a batch is what came in one request, so that a picture
 * and the text beside it stay together, and the name is a cleaned one that no other document has.
 */
export interface Uploads {
  /**
   * Writes the files of a form as they come.
   *
   * @throws HttpProblem, or SightlineError 'disk-full'; nothing is kept then.
   */
  receive(contentType: string, chunks: AsyncIterable<Uint8Array>): Promise<Received>;
  isUploaded(source: string): boolean;
  /** A path as it may be shown: without the folder. */
  shownName(source: string): string;
  /** Takes away what was not indexed of these sources, and gives their names free. */
  settle(sources: readonly string[], failed: readonly string[]): Promise<void>;
  /** Takes the file away that a removed document was read from. */
  discard(source: string): Promise<void>;
  close(): Promise<void>;
}

interface Arrived {
  readonly part: string;
  readonly name: string;
  readonly hash: string;
}

/** @param place the folder; undefined for a temporary one, which goes when the server stops. */
export function uploadFolder(
  place: string | undefined,
  limits: UploadLimits,
  documents: () => Promise<readonly Pick<DocumentRecord, 'name' | 'source' | 'contentHash'>[]>,
): Uploads {
  const isTemporary = place === undefined;
  let folder = place === undefined ? undefined : resolve(place);
  /** Names of files that are not documents yet. */
  const reserved = new Map<string, string>();

  const root = async (): Promise<string> => {
    if (folder === undefined) folder = await realpath(await mkdtemp(join(tmpdir(), 'sightline-uploads-')));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  };
  const isUploaded = (source: string): boolean =>
    folder !== undefined && !/^https?:/i.test(source) && isInside(source, folder) && source !== folder;

  return {
    async receive(contentType, chunks) {
      const batch = join(await root(), randomBytes(9).toString('hex'));
      await mkdir(batch, { mode: 0o700 });
      try {
        const { arrived, rejected } = await arrivals(contentType, chunks, batch, limits);
        if (arrived.length === 0) throw nothingKept(rejected, limits);
        const known = await documents();
        const fresh: Arrived[] = [];
        const sources: string[] = [];
        for (const one of arrived) {
          const same = known.find(
            ({ name, contentHash, source }) => name === one.name && contentHash === one.hash && isUploaded(source),
          );
          if (same) {
            await unlink(join(batch, one.part));
            sources.push(same.source);
          } else fresh.push(one);
        }
        if (fresh.length === 0) {
          await rmdir(batch);
          return { sources, rejected };
        }
        const names = new Set(known.map(({ name }) => name));
        for (const { part, name } of named(fresh, (name) => names.has(name) || reserved.has(name))) {
          reserved.set(name, batch);
          await rename(join(batch, part), join(batch, name));
        }
        return { sources: [batch, ...sources], rejected };
      } catch (error) {
        await rm(batch, { recursive: true, force: true });
        if (systemCode(error) === 'ENOSPC') {
          throw new SightlineError('disk-full', 'There is no room left for uploads.', {
            remedy: 'Free some space on the disk of the index.',
            cause: error,
          });
        }
        throw error;
      }
    },

    isUploaded,

    shownName(source) {
      if (isUploaded(source)) return basename(source);
      return /^https?:/i.test(source) ? source : basename(source);
    },

    async settle(sources, failed) {
      const batches = sources.filter(isUploaded);
      for (const [name, batch] of reserved) if (batches.includes(batch)) reserved.delete(name);
      const inIndex = new Set((await documents()).map(({ source }) => source));
      for (const source of failed) {
        if (isUploaded(source) && !inIndex.has(source) && !batches.includes(source)) await unlink(source).catch(ignore);
      }
      for (const batch of batches) {
        const holdsOne = [...inIndex].some((source) => isInside(source, batch));
        if (!holdsOne) await rm(batch, { recursive: true, force: true });
      }
    },

    async discard(source) {
      if (!isUploaded(source)) return;
      await unlink(source).catch(ignore);
      const batch = dirname(source);
      const left = new Set((await documents()).map((record) => record.source));
      // Texts beside a picture are no documents of their own, and go with the last one that is.
      const files = await readdir(batch).catch(() => []);
      if (!files.some((name) => left.has(join(batch, name)))) await rm(batch, { recursive: true, force: true });
    },

    async close() {
      if (isTemporary && folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes each file under a name that indexing passes over, and says which were too large. */
async function arrivals(
  contentType: string,
  chunks: AsyncIterable<Uint8Array>,
  batch: string,
  { maxFileBytes, maxFiles, maxBytes }: UploadLimits,
): Promise<{ readonly arrived: readonly Arrived[]; readonly rejected: Received['rejected'] }> {
  const arrived: Arrived[] = [];
  const rejected: { readonly name: string; readonly reason: string }[] = [];
  let total = 0;
  for await (const { fileName, body } of multipartParts(contentType, counted())) {
    // Browsers send a nameless empty file where none was chosen.
    if (fileName === undefined || fileName === '') continue;
    const name = cleanFileName(fileName);
    if (arrived.length + rejected.length === maxFiles) {
      throw new HttpProblem('too-large', `These are more than ${maxFiles} files.`, {
        remedy: 'Send them in several requests.',
      });
    }
    const part = `.part-${arrived.length + rejected.length}`;
    const hash = createHash('sha256');
    let size = 0;
    async function* bounded(): AsyncGenerator<Uint8Array> {
      for await (const piece of body) {
        size += piece.length;
        // What is too large is read to its end all the same, as other files come after it.
        if (size > maxFileBytes) continue;
        hash.update(piece);
        yield piece;
      }
    }
    await pipeline(Readable.from(bounded()), createWriteStream(join(batch, part), { flags: 'wx', mode: 0o600 }));
    if (size > maxFileBytes || size === 0) {
      await unlink(join(batch, part));
      const reason = size === 0 ? 'It is empty.' : `It is larger than ${maxFileBytes} bytes (option maxFileBytes).`;
      rejected.push({ name, reason });
    } else arrived.push({ part, name, hash: hash.digest('hex') });
  }
  return { arrived, rejected };

  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      total += chunk.length;
      if (total > maxBytes) {
        throw new HttpProblem('too-large', `The upload is larger than ${maxBytes} bytes.`, {
          remedy: 'Send the files in several requests.',
        });
      }
      yield chunk;
    }
  }
}

/** A free name for each file; files with the same stem, a picture and its text, get the same number. */
function named(
  files: readonly Arrived[],
  isTaken: (name: string) => boolean,
): readonly { readonly part: string; readonly name: string }[] {
  const given = new Set<string>();
  const result: { readonly part: string; readonly name: string }[] = [];
  const groups = new Map<string, Arrived[]>();
  for (const file of files) {
    const stem = nameStem(file.name).toLowerCase();
    groups.set(stem, [...(groups.get(stem) ?? []), file]);
  }
  for (const group of groups.values()) {
    const names = new Set(group.map(({ name }) => name));
    let number = 1;
    while ([...names].some((name) => isTaken(numberedName(name, number)))) number++;
    for (const { part, name } of group) {
      let own = number;
      while (given.has(numberedName(name, own).toLowerCase())) own++;
      const free = numberedName(name, own);
      given.add(free.toLowerCase());
      result.push({ part, name: free });
    }
  }
  return result;
}

function nothingKept(rejected: Received['rejected'], { maxFileBytes }: UploadLimits): HttpProblem {
  const [first] = rejected;
  if (first && rejected.some(({ reason }) => !reason.includes('empty'))) {
    return new HttpProblem('too-large', `${first.name} was not taken. ${first.reason}`, {
      remedy: `Send files of at most ${maxFileBytes} bytes.`,
    });
  }
  return new HttpProblem('bad-request', 'There is no file in the form, or only empty ones.', {
    remedy: 'Send at least one file in a field called files.',
  });
}

function ignore(): undefined {
  return undefined;
}
