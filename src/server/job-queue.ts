import type { Sightline } from '../engine/engine.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../support/errors.ts';
import type { JobEvent, JobView } from './document-schemas.ts';
import { isOver, type Job, type JobRequest, jobView, newJob, noteEvent, noteFailure } from './job.ts';

/** Indexing in the background, one job after the other, each with its events for whoever wants to know. */
export interface JobQueue {
  start(request: JobRequest): JobView;
  get(id: string): JobView | undefined;
  /** Newest first. */
  list(): JobView[];
  /** All that has happened in it, and what happens until its end. Undefined when there is no such job. */
  events(id: string, signal: AbortSignal): AsyncIterable<JobEvent> | undefined;
  /** Asks it to stop; what is indexed by then stays. Undefined when there is no such job. */
  cancel(id: string): JobView | undefined;
  /** Does other work on the index when no job is running, before those that wait. Rejects with `cancelled`. */
  exclusively<R>(work: () => Promise<R>, signal: AbortSignal): Promise<R>;
  readonly running: number;
  /** Cancels everything and waits for its end. */
  close(): Promise<void>;
}

export interface JobQueueOptions {
  /** Told when the index may have changed. */
  readonly onChange?: () => void;
  /** Told of each job that is over. */
  readonly onEnd?: (job: JobView) => void;
}

/** Jobs that are over and can still be asked about. */
const keptJobs = 100;
/** Jobs that may wait. */
const mostWaiting = 1_000;

interface Turn {
  run(): Promise<void>;
  drop(): void;
}

export function jobQueue(engine: Pick<Sightline, 'add'>, { onChange, onEnd }: JobQueueOptions = {}): JobQueue {
  const jobs = new Map<string, Job>();
  const waiting: Turn[] = [];
  let busy: Promise<void> | undefined;
  let running = 0;
  let closed = false;

  const next = (): void => {
    const turn = busy ? undefined : waiting.shift();
    if (!turn) return;
    busy = turn.run().finally(() => {
      busy = undefined;
      next();
    });
  };
  const leave = (turn: Turn): void => {
    const at = waiting.indexOf(turn);
    if (at >= 0) waiting.splice(at, 1);
  };

  const run = async (job: Job): Promise<void> => {
    job.state = 'running';
    running++;
    let state: 'done' | 'failed' | 'cancelled' = 'done';
    try {
      for (const failure of job.request.rejected ?? []) noteFailure(job, failure);
      throwIfAborted(job.abort.signal);
      const { sources, force = false } = job.request;
      const indexing = engine.add(sources, { force, signal: job.abort.signal });
      for await (const event of indexing) noteEvent(job, event);
      await indexing.finished();
    } catch (error) {
      state = job.abort.signal.aborted ? 'cancelled' : 'failed';
      if (state === 'failed') job.reason = told(error);
    }
    running--;
    await end(job, state, job.failedSources);
  };
  const end = async (job: Job, state: 'done' | 'failed' | 'cancelled', failed: readonly string[]): Promise<void> => {
    await job.request.onEnd?.(failed).catch(() => undefined);
    onChange?.();
    job.state = state;
    const why = job.reason === undefined ? {} : { reason: job.reason };
    job.log.push({ type: 'finished', state, segments: job.segments, ...why });
    job.log.end();
    onEnd?.(jobView(job));
    const over = [...jobs.values()].filter(isOver);
    for (const old of over.slice(0, Math.max(0, over.length - keptJobs))) jobs.delete(old.id);
  };

  return {
    start(request) {
      if (closed) throw new SightlineError('closed', 'The server is stopping.', { remedy: 'Ask again later.' });
      if (waiting.length >= mostWaiting) {
        throw new SightlineError('limit-exceeded', `${mostWaiting} jobs are waiting already.`, {
          remedy: 'Wait until some of them are done.',
        });
      }
      const job = newJob(request);
      jobs.set(job.id, job);
      const turn: Turn = {
        run: () => run(job),
        drop() {
          leave(turn);
          void end(job, 'cancelled', []);
        },
      };
      // Before its turn comes there is nothing to stop.
      job.abort.signal.addEventListener('abort', () => waiting.includes(turn) && turn.drop(), { once: true });
      waiting.push(turn);
      next();
      return jobView(job);
    },
    get(id) {
      const job = jobs.get(id);
      return job && jobView(job);
    },
    list: () => [...jobs.values()].toReversed().map(jobView),
    events: (id, signal) => jobs.get(id)?.log.follow(signal),
    cancel(id) {
      const job = jobs.get(id);
      job?.abort.abort();
      return job && jobView(job);
    },
    exclusively(work, signal) {
      return new Promise((resolve, reject) => {
        const cancelled = (): void => {
          leave(turn);
          reject(new SightlineError('cancelled', 'Cancelled.'));
        };
        const turn: Turn = {
          async run() {
            signal.removeEventListener('abort', cancelled);
            await work().then(resolve, reject);
            onChange?.();
          },
          drop: cancelled,
        };
        if (signal.aborted || closed) return cancelled();
        signal.addEventListener('abort', cancelled, { once: true });
        waiting.unshift(turn);
        next();
      });
    },
    get running() {
      return running;
    },
    async close() {
      closed = true;
      for (const turn of [...waiting]) turn.drop();
      for (const job of jobs.values()) job.abort.abort();
      while (busy) await busy;
    },
  };
}

function told(error: unknown): string {
  return error instanceof SightlineError ? error.message : reasonOf(error).slice(0, 200);
}
