import { setTimeout as wait } from 'node:timers/promises';
import type { AddingEvent, IndexSources } from '../mcp/adding.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import type { ServerApp } from './app.ts';
import type { JobEvent } from './document-schemas.ts';
import type { JobQueue } from './job-queue.ts';

/** How often a job that waits is looked at. */
const lookMs = 200;

/**
 * Indexes as a job of the server, for the MCP door: it takes its turn among uploads, is listed with the other jobs, and is
 * cancelled when whoever asked for it no longer wants it.
 */
export function addByJob({ index, parts }: Pick<ServerApp, 'index' | 'parts'>): IndexSources {
  const { jobs } = parts;
  return async function* (sources, signal) {
    throwIfAborted(signal);
    const id = index(sources);
    const cancel = (): void => void jobs.cancel(id);
    let isOver = false;
    signal.addEventListener('abort', cancel, { once: true });
    try {
      yield* turnOf(jobs, id, signal);
      for await (const event of jobs.events(id, signal) ?? []) {
        if (event.type === 'finished') {
          isOver = true;
          throwIfAborted(signal);
          assertDone(event);
          return;
        }
        const told = addingEvent(event);
        if (told) yield told;
      }
      throwIfAborted(signal);
    } finally {
      signal.removeEventListener('abort', cancel);
      if (!isOver) cancel();
    }
  };
}

/** How many jobs come before it, each time that changes, until its turn has come. */
async function* turnOf(
  jobs: Pick<JobQueue, 'list' | 'get'>,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<AddingEvent> {
  let told: number | undefined;
  while (jobs.get(id)?.state === 'waiting') {
    const all = jobs.list();
    // The newest come first.
    const earlier = all.slice(all.findIndex((job) => job.id === id) + 1);
    const before = earlier.filter(({ state }) => state === 'waiting' || state === 'running').length;
    if (before !== told) yield { type: 'waiting', before };
    told = before;
    await wait(lookMs, undefined, { signal }).catch(() => undefined);
    throwIfAborted(signal);
  }
}

function addingEvent({ type, name = '', reason = '', segments = 0, warnings = [] }: JobEvent): AddingEvent | undefined {
  if (type === 'indexed') return { type, name, segments, warnings };
  if (type === 'unchanged' || type === 'removed') return { type, name };
  return type === 'failed' ? { type, name, reason } : undefined;
}

/** @throws SightlineError for a job that did not come to its end. */
function assertDone({ state, reason }: JobEvent): void {
  if (state === 'cancelled') {
    throw new SightlineError('cancelled', 'The indexing was cancelled on the server; what was indexed by then stays.');
  }
  if (state === 'failed') {
    throw new SightlineError('broken-content', reason ?? 'The indexing could not go on.');
  }
}
