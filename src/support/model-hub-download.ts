import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf, SightlineError, throwIfAborted } from './errors.ts';
import { isFull } from './model-folder-record.ts';
import type { HubFile } from './model-hub-files.ts';
import { askHub, type HubAccess, PassingFailure, persistently } from './model-hub-request.ts';

/** A file that has come whole, beside its place. */
export interface Downloaded {
  readonly partial: string;
  readonly sha256: string;
  /** Bytes that came over the network. */
  readonly received: number;
}

export interface Download {
  readonly folder: string;
  readonly file: HubFile;
  /** In messages: `onnx/model.onnx of Xenova/all-MiniLM-L6-v2`. */
  readonly what: string;
  /** Where the file is, below the endpoint. */
  readonly address: string;
  /** Told how much of the file there is. */
  onPosition(bytes: number): void;
}

/**
 * Where a file is gathered. The name holds its checksum, so that what was gathered of one version is never continued with
 * another.
 */
export function partialPath(folder: string, { path, checksum }: HubFile): string {
  return join(folder, `${path}.${checksum?.hex.slice(0, 16) ?? 'unknown'}.partial`);
}

/** How much of a file has been gathered. */
export async function gathered(folder: string, file: HubFile): Promise<number> {
  return stat(partialPath(folder, file)).then(
    ({ size }) => Math.min(size, file.size),
    () => 0,
  );
}

/**
 * Downloads a file beside its place, going on from what an earlier try left, and checks it.
 *
 * @throws SightlineError 'broken-content' when it is not what the hub lists; it is deleted then.
 */
export async function downloadFile(access: HubAccess, download: Download): Promise<Downloaded> {
  const { folder, file, what } = download;
  const partial = partialPath(folder, file);
  await mkdir(dirname(partial), { recursive: true });
  const handle = await open(partial, constants.O_RDWR | constants.O_CREAT);
  try {
    const growing = new GrowingFile(handle, partial, download);
    await growing.readOn(access.signal);
    const kept = growing.position;
    const fill = () => persistently(access, (progressed) => growing.fill(access, progressed));
    await fill();
    let sha256 = growing.checked();
    if (sha256 === undefined && kept > 0) {
      // What was there may be at fault: a crash can leave a hole in it.
      await growing.restart();
      await fill();
      sha256 = growing.checked();
    }
    if (sha256 === undefined) {
      await Promise.all([partial, `${partial}.etag`].map((path) => rm(path, { force: true })));
      throw new SightlineError('broken-content', `${what} is not what the hub lists: its checksum is another.`, {
        remedy: 'It was deleted. Pull the model again; if that does not help, a proxy or mirror changes files.',
      });
    }
    await handle.sync();
    return { partial, sha256, received: growing.received };
  } catch (error) {
    throw diskError(error, folder);
  } finally {
    await handle.close();
  }
}

/** Trouble of the file system, in words. */
export function diskError(error: unknown, folder: string): unknown {
  if (error instanceof SightlineError || !(error instanceof Error) || !('syscall' in error)) return error;
  if (isFull(error)) {
    return new SightlineError('disk-full', `There is no room left for the model in ${folder}.`, {
      remedy: 'Make room, or choose another folder (--models-dirs), and pull it again: it goes on from there.',
      cause: error,
    });
  }
  return new SightlineError('unreadable-file', `The model cannot be written to ${folder}: ${reasonOf(error)}.`, {
    remedy: 'Choose a folder that may be written (--models-dirs, option modelsDirs).',
    cause: error,
  });
}

/** The checksum that git gives a file of this size: that of a blob object (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects). */
export function gitBlobHash(size: number) {
  return createHash('sha1').update(`blob ${size}\0`);
}

/** A file under way with the checksums of what there is of it. */
class GrowingFile {
  position = 0;
  received = 0;
  readonly #handle: FileHandle;
  readonly #etagPath: string;
  readonly #download: Download;
  #sha256 = createHash('sha256');
  #git;

  constructor(handle: FileHandle, partial: string, download: Download) {
    this.#handle = handle;
    this.#etagPath = `${partial}.etag`;
    this.#download = download;
    this.#git = gitBlobHash(download.file.size);
  }

  /** Takes in what is there already. */
  async readOn(signal: AbortSignal | undefined): Promise<void> {
    const { size } = await this.#handle.stat();
    if (size > this.#download.file.size) await this.restart();
    const buffer = Buffer.alloc(2 ** 20);
    for (;;) {
      throwIfAborted(signal);
      const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, this.position);
      if (bytesRead === 0) break;
      this.#take(buffer.subarray(0, bytesRead));
    }
  }

  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.position = 0;
    this.#sha256 = createHash('sha256');
    this.#git = gitBlobHash(this.#download.file.size);
    this.#download.onPosition(0);
  }

  /** Asks for the rest. */
  async fill(access: HubAccess, progressed: () => void): Promise<void> {
    const { file, what, address } = this.#download;
    if (this.position >= file.size) return;
    const etag = this.position > 0 ? await readFile(this.#etagPath, 'utf8').catch(() => '') : '';
    const headers = {
      ...(this.position > 0 ? { range: `bytes=${this.position}-` } : {}),
      ...(etag === '' ? {} : { 'if-range': etag }),
    };
    const { response, linkedEtag } = await askHub(access, address, { headers, maxBytes: file.size, what });
    if (linkedEtag && /^[0-9a-f]{64}$/.test(linkedEtag) && this.#differs('sha256', linkedEtag)) {
      await response.body?.cancel().catch(() => undefined);
      throw new SightlineError('network-failed', `${what} was changed on the hub while it was downloaded.`, {
        remedy: 'Pull the model again.',
      });
    }
    if (response.status === 206 && !this.#continues(response)) {
      await response.body?.cancel().catch(() => undefined);
      await this.restart();
      throw new PassingFailure(`The hub gave another part of ${what} than was asked for.`, 'Pull it again.');
    }
    // A server that knows no ranges, or another version of the file, begins at the beginning.
    if (response.status === 200 && this.position > 0) await this.restart();
    if (response.status === 416) {
      await response.body?.cancel().catch(() => undefined);
      await this.restart();
      throw new PassingFailure(`The hub has less of ${what} than it lists.`, 'Pull the model again.');
    }
    await this.#keepEtag(response.headers.get('etag'));
    for await (const chunk of response.body ?? []) {
      for (let written = 0; written < chunk.length; ) {
        const rest = chunk.subarray(written);
        const { bytesWritten } = await this.#handle.write(rest, 0, rest.length, this.position);
        this.#take(rest.subarray(0, bytesWritten));
        written += bytesWritten;
      }
      this.received += chunk.length;
      progressed();
    }
    if (this.position < file.size)
      throw new PassingFailure(`The download of ${what} broke off.`, 'Pull it again: it goes on from there.');
  }

  /** The SHA-256 of the whole file; undefined when it is not what was listed. */
  checked(): string | undefined {
    const sha256 = this.#sha256.copy().digest('hex');
    const isRight = !this.#differs('sha256', sha256) && !this.#differs('git', this.#git.copy().digest('hex'));
    return isRight && this.position === this.#download.file.size ? sha256 : undefined;
  }

  #take(bytes: Uint8Array): void {
    this.#sha256.update(bytes);
    if (this.#download.file.checksum?.kind === 'git') this.#git.update(bytes);
    this.position += bytes.length;
    this.#download.onPosition(this.position);
  }

  #differs(kind: 'sha256' | 'git', hex: string): boolean {
    const { checksum } = this.#download.file;
    return checksum?.kind === kind && checksum.hex !== hex;
  }

  #continues(response: Response): boolean {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
    return Number(start) === this.position && (total === '*' || Number(total) === this.#download.file.size);
  }

  /** Weak ones do not promise the same bytes (RFC 9110, 13.1.5). */
  async #keepEtag(etag: string | null): Promise<void> {
    if (etag && /^"[\x21-\x7e]{1,200}"$/.test(etag)) await writeFile(this.#etagPath, etag);
    else await rm(this.#etagPath, { force: true });
  }
}
