import type { RecognizedText } from '../enrich/text-recognizer.ts';
import { reasonOf, SightlineError } from '../support/errors.ts';
import { startProcess } from '../support/start-process.ts';
import type { PaddleModels } from './paddle-models.ts';

/** What the reading process is told. */
export type ReaderRequest =
  | { readonly type: 'open'; readonly models: PaddleModels }
  | { readonly type: 'read'; readonly image: Uint8Array };

/** What it answers, once to each request. */
export type ReaderReply =
  | { readonly type: 'ready' }
  | { readonly type: 'text'; readonly text: RecognizedText; readonly memoryBytes: number }
  | { readonly type: 'failure'; readonly code: SightlineError['code']; readonly message: string };

/** One process with one engine; does one picture at a time. */
export interface PaddleChild {
  /** Whether it has ended, by itself or by {@link stop}; it is of no more use then. */
  readonly ended: boolean;
  /** Rejects at once when `signal` aborts and when it takes too long. The process is ended then, as it may be busy for long. */
  read(image: Uint8Array, timeoutMs: number, signal?: AbortSignal): Promise<RecognizedText>;
  stop(error?: SightlineError): void;
}

/** Starting means loading 16 MB of models: about half a second on a quiet machine. */
const startTimeoutMs = 60_000;

/** ONNX Runtime keeps memory for every shape it has seen, and lines come in all lengths. Beyond this a new process takes over. */
const mostMemoryBytes = 700 * 2 ** 20;

/**
 * Starts a process that reads text. Not a thread: ending a thread, or the program, while ONNX Runtime is at work in one aborts
 * the whole program ("Napi::Error", seen with 1.30 on Node 20), and a picture that takes too long must be given up.
 */
export async function startPaddleChild(models: PaddleModels, signal?: AbortSignal): Promise<PaddleChild> {
  const child = startProcess('providers/paddle-process');
  let ended = false;
  let current: { resolve(reply: ReaderReply): void; reject(error: SightlineError): void } | undefined;

  const stop = (error = new SightlineError('closed', 'The text recogniser was closed.')) => {
    ended = true;
    current?.reject(error);
    child.kill('SIGKILL');
  };
  const crashed = (why: string) => {
    if (!ended) stop(new SightlineError('model-failed', `The text recogniser stopped (${why}).`));
  };
  child.on('error', (error) => crashed(reasonOf(error)));
  child.on('exit', (code, signalName) => crashed(signalName ?? `exit code ${code}`));
  child.on('message', (reply: ReaderReply) => current?.resolve(reply));

  const ask = (request: ReaderRequest, timeoutMs: number, aborted?: AbortSignal): Promise<ReaderReply> => {
    // An idle process must not keep this one alive, a working one must.
    child.ref();
    child.channel?.ref();
    const message = `Reading the text of a picture took longer than ${timeoutMs / 1000} s and was stopped.`;
    const timer = setTimeout(() => stop(new SightlineError('limit-exceeded', message)), timeoutMs);
    const onAbort = () => stop(new SightlineError('cancelled', 'Cancelled.', { cause: aborted?.reason }));
    aborted?.addEventListener('abort', onAbort, { once: true });
    return new Promise<ReaderReply>((resolve, reject) => {
      current = { resolve, reject };
      if (aborted?.aborted) onAbort();
      else if (ended) reject(new SightlineError('closed', 'The text recogniser was closed.'));
      else child.send(request, (error) => error && crashed(reasonOf(error)));
    }).finally(() => {
      current = undefined;
      clearTimeout(timer);
      aborted?.removeEventListener('abort', onAbort);
      child.unref();
      child.channel?.unref();
    });
  };

  const answer = await ask({ type: 'open', models }, startTimeoutMs, signal);
  if (answer.type === 'failure') {
    const error = new SightlineError(answer.code, answer.message);
    stop(error);
    throw error;
  }
  return {
    get ended() {
      return ended;
    },
    async read(image, timeoutMs, aborted) {
      const reply = await ask({ type: 'read', image }, timeoutMs, aborted);
      if (reply.type === 'text') {
        if (reply.memoryBytes > mostMemoryBytes) stop();
        return reply.text;
      }
      if (reply.type === 'failure') throw new SightlineError(reply.code, reply.message);
      throw new SightlineError('model-failed', 'The text recogniser answered out of turn.');
    },
    stop,
  };
}
