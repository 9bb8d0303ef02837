import type { IndexEvent } from '../data/events.ts';
import type { Sightline } from '../engine/engine.ts';

/** What happens while sources are indexed, whoever sees to it. */
export type AddingEvent =
  /** It is not its turn yet; so many come before it. */
  | { readonly type: 'waiting'; readonly before: number }
  /** How many documents there are, once all are found. */
  | { readonly type: 'found'; readonly total: number }
  | {
      readonly type: 'indexed';
      readonly name: string;
      readonly segments: number;
      readonly warnings: readonly string[];
    }
  | { readonly type: 'unchanged' | 'removed'; readonly name: string }
  | { readonly type: 'failed'; readonly name: string; readonly reason: string };

/**
 * Indexes sources and tells how far it is; ends when all is done.
 *
 * @throws SightlineError when it cannot go on, and 'cancelled' soon after the signal aborts.
 */
export type IndexSources = (sources: readonly string[], signal: AbortSignal) => AsyncIterable<AddingEvent>;

/** Indexing by the engine itself, for a process in which nobody else writes. */
export function indexDirectly(engine: Pick<Sightline, 'add'>): IndexSources {
  return async function* (sources, signal) {
    const run = engine.add(sources, { signal });
    for await (const event of run) {
      const told = addingEvent(event);
      if (told) yield told;
    }
    await run.finished();
  };
}

function addingEvent(event: IndexEvent): AddingEvent | undefined {
  switch (event.type) {
    case 'discovered':
      return event.done ? { type: 'found', total: event.found } : undefined;
    case 'indexed': {
      const warnings = event.warnings.map(({ message }) => message);
      return { type: 'indexed', name: event.name, segments: event.segments, warnings };
    }
    case 'unchanged':
    case 'removed':
      return { type: event.type, name: event.name };
    case 'failed':
      return { type: 'failed', name: event.name, reason: event.reason };
    default:
      return undefined;
  }
}
