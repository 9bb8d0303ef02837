import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { IndexEvent } from '../data/events.ts';
import type { JobEvent, JobView } from './document-schemas.ts';
import { type EventLog, eventLog } from './event-log.ts';

export interface JobRequest {
  /** Files, folders and URLs to index. */
  readonly sources: readonly string[];
  /** Reads again what is unchanged, too. */
  readonly force?: boolean;
  /** What could not be taken to begin with, told as failures of the job. */
  readonly rejected?: readonly Failure[];
  /** A source as it may be shown: never the server's own paths. */
  shownName(source: string): string;
  /** Called once when it is over, whatever became of it, with the sources that failed. */
  onEnd?(failed: readonly string[]): Promise<void>;
}

interface Failure {
  readonly name: string;
  readonly reason: string;
}

/** One indexing in the background. */
export interface Job {
  readonly id: string;
  readonly request: JobRequest;
  readonly createdAt: string;
  readonly abort: AbortController;
  readonly log: EventLog<JobEvent>;
  state: JobView['state'];
  /** Why it could not go on. */
  reason: string | undefined;
  found: number;
  indexed: number;
  unchanged: number;
  segments: number;
  readonly failed: Failure[];
  readonly failedSources: string[];
}

const keptFailures = 1_000;
const shownWarnings = 20;

export function newJob(request: JobRequest): Job {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  return {
    id: randomBytes(9).toString('base64url'),
    request,
    createdAt: new Date().toISOString(),
    abort,
    log: eventLog(),
    state: 'waiting',
    reason: undefined,
    found: 0,
    indexed: 0,
    unchanged: 0,
    segments: 0,
    failed: [],
    failedSources: [],
  };
}

export function isOver({ state }: Pick<Job, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}

export function jobView(job: Job): JobView {
  const { id, state, createdAt, found, indexed, unchanged, failed, segments, reason } = job;
  const why = reason === undefined ? {} : { reason };
  return { id, state, createdAt, found, indexed, unchanged, failed: [...failed], segments, ...why };
}

export function noteFailure(job: Job, failure: Failure): void {
  if (job.failed.length < keptFailures) job.failed.push(failure);
  job.log.push({ type: 'failed', ...failure });
}

/** Counts what the engine says, and puts into the job's log what may be shown of it. */
export function noteEvent(job: Job, event: IndexEvent): void {
  const { log } = job;
  switch (event.type) {
    case 'discovered':
      job.found = event.found;
      log.push({ type: 'discovered', found: event.found });
      break;
    case 'indexed': {
      job.indexed++;
      job.segments += event.segments;
      const warnings = event.warnings.slice(0, shownWarnings).map((warning) => warning.message);
      const warned = warnings.length > 0 ? { warnings } : {};
      log.push({ type: 'indexed', name: event.name, segments: event.segments, ...warned });
      break;
    }
    case 'failed':
      job.failedSources.push(event.source);
      noteFailure(job, { name: job.request.shownName(event.source), reason: event.reason });
      break;
    case 'unchanged':
      job.unchanged++;
      log.push({ type: 'unchanged', name: event.name });
      break;
    case 'removed':
      log.push({ type: 'removed', name: event.name });
      break;
    case 'note':
      log.push({ type: 'note', message: event.message });
      break;
    case 'optimizing':
      log.push({ type: 'optimizing' });
      break;
    case 'finished':
    // The job's own end comes when all its work is over.
  }
}
