import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { reasonOf, SightlineError } from '../support/errors.ts';

/** A language as the thread is given it: its code and its (gzipped) traineddata file. */
export interface LanguageData {
  readonly code: string;
  readonly data: Uint8Array;
}

/** One thread with one engine; does one job at a time. */
export interface TesseractThread {
  /** Whether it has ended, by itself or by {@link stop}; it is of no more use then. */
  readonly ended: boolean;
  /**
   * Reads one picture. After any failure the thread is stopped, because the engine's memory may be in any state.
   *
   * @param variables Tesseract's own parameters for this job, and `rotateAuto` to straighten the picture first.
   * @returns Tesseract's tab-separated output.
   */
  read(
    image: Uint8Array,
    variables: Readonly<Record<string, string | boolean>>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<string>;
  stop(error?: SightlineError): void;
}

interface Reply {
  readonly jobId: string;
  readonly status: 'resolve' | 'reject' | 'progress';
  readonly data: unknown;
}

/** Starting means compiling 3 MB of WebAssembly and unpacking the languages: about half a second on a quiet machine. */
const startTimeoutMs = 60_000;

/**
 * Starts tesseract.js's worker script and speaks its message protocol (as of version 7) directly. Its own `createWorker` is not
 * used because it leaves failures of the thread unhandled, which ends the process; cannot be interrupted while it starts, and
 * hangs when the language cannot be loaded; and lets the engine print.
 */
export async function startTesseractThread(languages: readonly LanguageData[]): Promise<TesseractThread> {
  const require = createRequire(import.meta.url);
  const worker = new Worker(require.resolve('tesseract.js/src/worker-script/node/index.js'), {
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  let ended = false;
  let jobs = 0;
  let current: { readonly id: string; resolve(data: unknown): void; reject(error: SightlineError): void } | undefined;

  const stop = (error = new SightlineError('closed', 'The text recogniser was closed.')) => {
    ended = true;
    current?.reject(error);
    void worker.terminate();
  };
  const crashed = (why: string) => stop(new SightlineError('model-failed', `The text recogniser stopped (${why}).`));
  worker.on('error', (error) => crashed(reasonOf(error)));
  worker.on('messageerror', (error) => crashed(reasonOf(error)));
  worker.on('exit', (code) => crashed(`exit code ${code}`));
  worker.on('message', (reply: Reply) => {
    if (reply.status === 'progress' || reply.jobId !== current?.id) return;
    if (reply.status === 'resolve') current.resolve(reply.data);
    else stop(new SightlineError('broken-content', `The picture's text cannot be read (${reasonOf(reply.data)}).`));
  });

  const run = (action: string, payload: unknown, timeoutMs: number, signal?: AbortSignal): Promise<unknown> => {
    const id = `${++jobs}`;
    // An idle thread must not keep the process alive, a working one must.
    worker.ref();
    const message = `Reading the text of a picture took longer than ${timeoutMs / 1000} s and was stopped.`;
    const timer = setTimeout(() => stop(new SightlineError('limit-exceeded', message)), timeoutMs);
    const onAbort = () => stop(new SightlineError('cancelled', 'Cancelled.', { cause: signal?.reason }));
    signal?.addEventListener('abort', onAbort, { once: true });
    return new Promise<unknown>((resolve, reject) => {
      current = { id, resolve, reject };
      worker.postMessage({ workerId: 'sightline', jobId: id, action, payload });
    }).finally(() => {
      current = undefined;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      worker.unref();
    });
  };

  await run('load', { options: { lstmOnly: true, logging: false } }, startTimeoutMs);
  await run('loadLanguage', { langs: languages, options: { cacheMethod: 'none', lstmOnly: true } }, startTimeoutMs);
  // 1 is the LSTM engine, the only one these language files are for. It prints a line or two a picture unless told where to.
  const codes = languages.map(({ code }) => code).join('+');
  await run('initialize', { langs: codes, oem: 1, config: { debug_file: '/dev/null' } }, startTimeoutMs);

  return {
    get ended() {
      return ended;
    },
    async read(image, variables, timeoutMs, signal) {
      const payload = { image, options: variables, output: { text: false, tsv: true } };
      const data = await run('recognize', payload, timeoutMs, signal);
      return typeof data === 'object' && data !== null && 'tsv' in data && typeof data.tsv === 'string' ? data.tsv : '';
    },
    stop,
  };
}
