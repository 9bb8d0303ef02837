import { Worker } from 'node:worker_threads';
import { reasonOf, SightlineError, throwIfAborted } from './errors.ts';

/** Pixels of a decoded HEIC picture, its own rotation already applied: four bytes (RGBA) each, row by row. */
export interface HeicPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface HeicOptions {
  /** Width times height; a larger picture is refused before its pixels are decoded. */
  readonly maxPixels: number;
  /** Which of several pictures in the file, counted from 0; the first unless told. */
  readonly frame?: number;
  /** For the whole decode, one minute unless told. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

type WorkerReply =
  | { readonly type: 'decoded'; readonly width: number; readonly height: number; readonly data: Uint8Array }
  | { readonly type: 'too-large'; readonly width: number; readonly height: number }
  | { readonly type: 'missing' | 'broken'; readonly message: string };

/** Brands of ISO base media files whose pictures are coded in HEVC (ISO/IEC 23008-12, annex B). */
const hevcBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);

/** Whether the bytes start like a HEVC-coded HEIF file; AVIF files, which share the container, are not meant. */
export function isHeic(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 256));
  if (head.length < 16 || head.toString('latin1', 4, 8) !== 'ftyp') return false;
  const end = Math.min(head.readUInt32BE(0), head.length);
  for (let at = 8; at + 4 <= end; at += 4) {
    const brand = head.toString('latin1', at, at + 4);
    if (at === 8 && brand.startsWith('avi')) return false;
    if (at !== 12 && hevcBrands.has(brand)) return true;
  }
  return false;
}

/**
 * Decodes a HEIC picture with the optional package `heic-decode` (libheif as WebAssembly), because the libheif inside
 * sharp's binaries comes without an HEVC decoder.
 *
 * It runs in a worker thread of its own: a 12-megapixel photo takes about a second of solid computing, a hostile file may
 * take for ever, and WebAssembly memory is only given back when its thread ends.
 *
 * @throws SightlineError `limit-exceeded`, `broken-content`, `model-missing` (the package is not installed) or `cancelled`.
 */
export async function decodeHeic(bytes: Uint8Array, options: HeicOptions): Promise<HeicPixels> {
  throwIfAborted(options.signal);
  const reply = await runWorker(bytes, options);
  if (reply.type === 'decoded') return { data: reply.data, width: reply.width, height: reply.height };
  if (reply.type === 'too-large') throw pixelLimitError(reply.width, reply.height, options.maxPixels);
  if (reply.type === 'missing') {
    throw new SightlineError(
      'model-missing',
      'HEIC pictures need the optional package heic-decode, which is not installed.',
      {
        remedy: 'Install it (npm install heic-decode), or convert the picture to JPEG.',
      },
    );
  }
  throw new SightlineError('broken-content', `This HEIC picture cannot be decoded: ${reply.message}.`, {
    remedy: 'The file is probably damaged or cut short; export it again as HEIC or JPEG.',
  });
}

/** The refusal of a picture that is too large, the same for every format. */
export function pixelLimitError(width: number, height: number, maxPixels: number): SightlineError {
  const count = (value: number) => value.toLocaleString('en-US');
  return new SightlineError(
    'limit-exceeded',
    `The picture is ${count(width)} × ${count(height)} pixels, over the limit of ${count(maxPixels)} pixels in all.`,
    { remedy: 'Raise the option maxPixels to read it, or make the picture smaller.' },
  );
}

/**
 * The worker's program, as text: a file of its own would have to be found again after bundling, from the sources as well as
 * from `dist/`. It reports through messages only, and libheif's own printing is silenced.
 */
const workerProgram = `
const { parentPort, workerData } = require('node:worker_threads');
for (const level of ['log', 'info', 'warn', 'error']) console[level] = () => {};
const messageOf = (error) => String((error && error.message) || error).split('\\n', 1)[0];
async function decode() {
  let heic;
  try {
    heic = require('node:module').createRequire(workerData.from)('heic-decode');
  } catch (error) {
    return { type: 'missing', message: messageOf(error) };
  }
  const images = await heic.all({ buffer: workerData.bytes });
  const image = images[workerData.frame] || images[0];
  const { width, height } = image;
  if (!(width * height <= workerData.maxPixels)) return { type: 'too-large', width, height };
  const { data } = await image.decode();
  return { type: 'decoded', width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
decode()
  .catch((error) => ({ type: 'broken', message: messageOf(error) }))
  .then((reply) => parentPort.postMessage(reply, reply.data ? [reply.data.buffer] : []));
`;

function runWorker(bytes: Uint8Array, options: HeicOptions): Promise<WorkerReply> {
  // heic-decode looks at the first brand alone, and knows fewer brands than there are; 'mif1' lets every one through.
  const copy = new Uint8Array(bytes);
  copy.set(Buffer.from('mif1'), 8);
  const worker = new Worker(workerProgram, {
    eval: true,
    workerData: { bytes: copy, maxPixels: options.maxPixels, frame: options.frame ?? 0, from: import.meta.url },
    transferList: [copy.buffer],
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  const { timeoutMs = 60_000, signal } = options;
  return new Promise<WorkerReply>((resolve, reject) => {
    const timer = setTimeout(() => {
      const message = `Decoding this HEIC picture took longer than ${timeoutMs / 1000} s and was stopped.`;
      reject(new SightlineError('limit-exceeded', message, { remedy: 'Convert it to JPEG, or leave it out.' }));
    }, timeoutMs);
    const onAbort = () => reject(new SightlineError('cancelled', 'Cancelled.', { cause: signal?.reason }));
    signal?.addEventListener('abort', onAbort, { once: true });
    worker.once('message', resolve);
    worker.on('error', (error) => resolve({ type: 'broken', message: reasonOf(error) }));
    worker.once('exit', () => resolve({ type: 'broken', message: 'the decoder stopped' }));
    const stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    worker.once('message', stop).once('error', stop).once('exit', stop);
  }).finally(() => worker.terminate());
}
