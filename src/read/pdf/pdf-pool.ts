import { availableParallelism, totalmem } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { SightlineError, throwIfAborted } from '../../support/errors.ts';
import { startThread } from '../../support/start-thread.ts';
import type { PdfFailure, PdfReply, PdfRequest, PdfResults, PdfSource, PdfTask } from './pdf-messages.ts';
import { openDocuments } from './pdf-sizes.ts';

/** Threads at most, whatever the machine has: each holds documents of its own. */
const mostThreads = 4;
/** Tasks handed to a thread before the first of them is done, so that it need not wait for this one. */
const tasksAhead = 2;
/** A thread that has had nothing to do for so long is ended. */
const idleMs = 5_000;
/** Old enough to have read many documents: its memory is given back by a fresh one. */
const mostTasks = 5_000;
/**
 * Memory of one thread's JavaScript objects, in MiB. A larger nursery takes in the garbage of pages more cheaply (at 32, text was read a
 * fifth faster) but holds 130 MiB more in two threads.
 */
const memory = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 8 };

/** Memory that the process may grow by while threads are at work, and how often it is looked at: hostile data unpacks to gigabytes. */
const maxGrowthBytes = Math.min(4 * 2 ** 30, totalmem() / 2);
const lookMs = 250;

/** A task came to an end without a result: the document's fault, the thread's, or time's. */
export class PdfTaskError extends Error {
  readonly kind: 'failed' | 'timeout' | 'crashed';

  constructor(kind: PdfTaskError['kind'], failure: PdfFailure) {
    super(failure.message);
    this.name = failure.name;
    this.kind = kind;
  }
}

interface Job {
  readonly task: PdfTask;
  readonly timeoutMs: number;
  readonly sticky: boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Thread {
  readonly worker: Worker;
  /** Handed over and not done; the first is at work. */
  readonly jobs: Map<number, Job>;
  /** Documents it has seen, newest last. */
  readonly documents: Set<number>;
  tasks: number;
  /** When it turned to what it is at. */
  since: number;
  timer?: NodeJS.Timeout;
}

export interface PdfPoolOptions {
  readonly threads?: number;
  readonly idleMs?: number;
}

export interface PdfRunOptions {
  /** For this task alone, from when a thread turns to it; the thread is ended then. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Waits for the thread that has the document open, since opening it costs more than the task. */
  readonly sticky?: boolean;
}

export interface PdfPool {
  readonly threads: number;
  /**
   * Has a thread do this, mostly in the order in which tasks are given. Rejects with a {@link PdfTaskError}, or with a
   * SightlineError `cancelled`.
   */
  run<T extends PdfTask>(task: T, options: PdfRunOptions): Promise<PdfResults[T['type']]>;
  /** Lets threads close a document that nothing more is wanted of for now; it is opened again when it is. */
  release(source: PdfSource): void;
  /** Ends the threads now; what is at work fails. */
  close(): Promise<void>;
}

export function pdfPool(options: PdfPoolOptions = {}): PdfPool {
  const most = options.threads ?? Math.max(1, Math.min(mostThreads, availableParallelism()));
  const threads = new Set<Thread>();
  const queue: Job[] = [];
  let lastId = 0;
  let looking: NodeJS.Timeout | undefined;

  function start(): Thread {
    const worker = startThread('read/pdf/pdf-thread', { resourceLimits: memory, stdout: true, stderr: true });
    const thread: Thread = { worker, jobs: new Map(), documents: new Set(), tasks: 0, since: 0 };
    threads.add(thread);
    worker.on('message', (reply: PdfReply) => finish(thread, reply));
    worker.on('error', (error) => lose(thread, 'crashed', error));
    worker.on('exit', () => lose(thread, 'crashed', new Error('The thread that read it has ended.')));
    return thread;
  }

  /** Gives threads that have room what waits. */
  function feed(): void {
    for (let at = 0; at < queue.length; ) {
      const job = queue[at];
      const thread = job && threadFor(job);
      if (job && thread) {
        queue.splice(at, 1);
        hand(thread, job);
      } else at++;
    }
  }

  /** One that is idle, best with the document open; else one that has room; else none for now. */
  function threadFor({ task, sticky }: Job): Thread | undefined {
    const holders = [...threads].filter((thread) => thread.documents.has(task.source.id));
    const all = sticky && holders.length > 0 ? holders : [...holders, ...threads];
    const idle = all.find((thread) => thread.jobs.size === 0);
    if (idle) return idle;
    if (all !== holders && threads.size < most) return start();
    return all.find((thread) => thread.jobs.size < tasksAhead);
  }

  function hand(thread: Thread, job: Job): void {
    const id = ++lastId;
    thread.jobs.set(id, job);
    thread.tasks++;
    const document = job.task.source.id;
    thread.documents.delete(document);
    thread.documents.add(document);
    const [oldest] = thread.documents;
    if (thread.documents.size > openDocuments && oldest !== undefined) thread.documents.delete(oldest);
    thread.worker.ref();
    thread.worker.postMessage({ id, task: job.task } satisfies PdfRequest);
    if (thread.jobs.size === 1) watch(thread);
  }

  /** Sets the clock for what the thread does now: its first task, or nothing. */
  function watch(thread: Thread): void {
    clearTimeout(thread.timer);
    const [job] = thread.jobs.values();
    if (job) {
      thread.since = performance.now();
      lookAfterMemory();
      const late = new Error(`It took longer than ${job.timeoutMs} ms.`);
      thread.timer = setTimeout(() => lose(thread, 'timeout', late), job.timeoutMs);
    } else {
      thread.worker.unref();
      thread.timer = setTimeout(() => retire(thread), options.idleMs ?? idleMs);
      thread.timer.unref();
      if (thread.tasks >= mostTasks) retire(thread);
    }
  }

  /** Ends the thread that has been at its task for longest when the process grows out of bounds. */
  function lookAfterMemory(): void {
    if (looking) return;
    const before = process.memoryUsage.rss();
    looking = setInterval(() => {
      const busy = [...threads].filter((thread) => thread.jobs.size > 0).sort((a, b) => a.since - b.since);
      const [longest] = busy;
      if (!longest) {
        clearInterval(looking);
        looking = undefined;
      } else if (process.memoryUsage.rss() - before > maxGrowthBytes)
        lose(longest, 'crashed', new Error('It takes too much memory.'));
    }, lookMs);
    looking.unref();
  }

  function finish(thread: Thread, reply: PdfReply): void {
    const job = thread.jobs.get(reply.id);
    if (!job) return;
    thread.jobs.delete(reply.id);
    if ('failure' in reply) job.reject(new PdfTaskError('failed', reply.failure));
    else job.resolve(reply.value);
    watch(thread);
    feed();
  }

  function retire(thread: Thread): void {
    threads.delete(thread);
    clearTimeout(thread.timer);
    void thread.worker.terminate();
  }

  /** A thread is gone, or is made to go: what it was at is lost, what it had not come to is done by another. */
  function lose(thread: Thread, kind: 'timeout' | 'crashed', error: unknown): void {
    if (!threads.has(thread)) return;
    retire(thread);
    const [lost, ...rest] = thread.jobs.values();
    thread.jobs.clear();
    queue.unshift(...rest);
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    lost?.reject(new PdfTaskError(kind, { name, message }));
    feed();
  }

  return {
    threads: most,
    run(task, { timeoutMs, signal, sticky = false }) {
      return new Promise((resolve, reject) => {
        throwIfAborted(signal);
        const job: Job = {
          task,
          timeoutMs,
          sticky,
          resolve: (value) => {
            signal.removeEventListener('abort', onAbort);
            resolve(value as PdfResults[(typeof task)['type']]);
          },
          reject: (error) => {
            signal.removeEventListener('abort', onAbort);
            reject(error);
          },
        };
        const onAbort = () => {
          const at = queue.indexOf(job);
          if (at >= 0) queue.splice(at, 1);
          job.reject(new SightlineError('cancelled', 'Cancelled.', { cause: signal.reason }));
        };
        signal.addEventListener('abort', onAbort, { once: true });
        queue.push(job);
        feed();
      });
    },
    release({ id }) {
      for (const thread of threads)
        if (thread.documents.delete(id)) thread.worker.postMessage({ release: id } satisfies PdfRequest);
    },
    async close() {
      const ending = [...threads];
      for (const thread of ending) lose(thread, 'crashed', new Error('The reading of PDF documents was ended.'));
      await Promise.all(ending.map((thread) => thread.worker.terminate()));
    },
  };
}

let shared: PdfPool | undefined;

/** The one pool of this process. */
export function sharedPdfPool(): PdfPool {
  shared ??= pdfPool();
  return shared;
}
