import { setMaxListeners } from 'node:events';
import { resolve, sep } from 'node:path';
import { extractAnswer } from '../answer/extract.ts';
import type { Generator } from '../answer/generator.ts';
import { resolveSettings, type Settings, type SettingsInput } from '../config.ts';
import type { DocumentRecord } from '../data/document.ts';
import type { IndexEvent, IndexSummary } from '../data/events.ts';
import type { Query } from '../data/query.ts';
import type { Embedder } from '../embed/embedder.ts';
import { isUrl } from '../read/sources/url-asset.ts';
import { type Retrieved, retrieve } from '../retrieve/retrieve.ts';
import { parseFilter } from '../store/parse-filter.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { EventQueue } from '../support/event-queue.ts';
import { documentParts, libreOfficeOption, readOptions, workingSide } from './document-parts.ts';
import type { IndexRun, SearchOptions, Sightline } from './engine.ts';
import { findSources, type SourceProblem } from './find-sources.ts';
import { runIndexing } from './index-run.ts';
import { openEnrichers } from './open-enrichers.ts';
import { type OpenIndex, openIndex } from './open-index.ts';
import { prepareQuery } from './prepare-query.ts';
import { showSegments } from './show-segments.ts';

/** Settings, and parts of one's own in place of those that settings name. */
export interface OpenOptions extends SettingsInput {
  /** An embedder of one's own for pictures and words in one space. The caller closes it. */
  readonly ownEmbedder?: Embedder;
  /** An embedder of one's own for passages. The caller closes it. */
  readonly ownTextEmbedder?: Embedder;
  /** Writes the answers of `ask` in place of the extractive one. */
  readonly generator?: Generator;
  /** Told while a model is fetched. */
  readonly onProgress?: (message: string, fraction: number | undefined) => void;
}

/** Evidence an answer is made from, unless the query says otherwise. */
const answerDepth = 12;
/** Problems kept for `status`. */
const maxProblems = 1_000;

/**
 * Opens an index: the one in the folder `.sightline` unless `index` names another. Nothing is written until something is
 * added.
 *
 * @throws SightlineError 'bad-option', 'index-mismatch' (the index was made with another embedder), 'index-corrupt',
 * 'model-missing'.
 */
export async function open(options: OpenOptions = {}): Promise<Sightline> {
  const { ownEmbedder, ownTextEmbedder, generator, onProgress, ...given } = options;
  const settings = resolveSettings(given);
  const index = await openIndex(settings, { embedder: ownEmbedder, textEmbedder: ownTextEmbedder, onProgress });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  let closed = false;

  const assertOpen = (): void => {
    if (closed) throw new SightlineError('closed', 'This index was closed.', { remedy: 'Open it again.' });
  };
  const find = async (query: string | Query, searchOptions: SearchOptions): Promise<Retrieved> => {
    assertOpen();
    throwIfAborted(searchOptions.signal);
    const store = await index.store();
    const prepared = await prepareQuery(query, settings, workingSide(index), searchOptions.signal);
    return retrieve(prepared, { store, embedders: index.embedders }, searchOptions);
  };

  return {
    add(sources, { signal } = {}) {
      assertOpen();
      const events = new EventQueue<IndexEvent>();
      const stop = AbortSignal.any(signal ? [signal, closing.signal] : [closing.signal]);
      // Every document under way listens for the end of the run.
      setMaxListeners(0, stop);
      const finished = add(typeof sources === 'string' ? [sources] : sources, index, settings, events, stop);
      running.add(finished);
      const run: IndexRun = {
        finished: () => finished,
        [Symbol.asyncIterator]: () => events[Symbol.asyncIterator](),
      };
      finished.then(
        () => events.end(),
        (error: unknown) => events.fail(error),
      );
      void finished.catch(() => undefined).finally(() => running.delete(finished));
      return run;
    },

    async search(query, searchOptions = {}) {
      return find(query, searchOptions);
    },

    async ask(question, searchOptions = {}) {
      const query = typeof question === 'string' ? { text: question } : question;
      const { hits } = await find({ ...query, k: query.k ?? answerDepth }, searchOptions);
      const text = query.text ?? '';
      return generator ? generator.generate(text, hits, searchOptions.signal) : extractAnswer(text, hits);
    },

    async show(reference) {
      assertOpen();
      const { pageSide: side, passwords } = settings;
      const { limits } = readOptions(settings, index);
      const drawing = { side, passwords, limits, signal: closing.signal, ...libreOfficeOption(settings) };
      return showSegments(reference, { store: await index.store(), blobs: index.blobs, drawing });
    },

    async remove(sources) {
      assertOpen();
      const wanted = (typeof sources === 'string' ? [sources] : sources).map((one) => ({
        name: one,
        source: isUrl(one) ? one : resolve(one),
      }));
      const store = await index.store();
      const release = await index.lockForWriting();
      try {
        const isWanted = (record: DocumentRecord): boolean =>
          wanted.some(
            ({ name, source }) =>
              record.source === source || record.name === name || record.source.startsWith(source + sep),
          );
        const all = new Map((await store.documents()).map((record) => [record.source, record]));
        // What lies in another document goes with it.
        const goes = (record: DocumentRecord | undefined): boolean =>
          record !== undefined && (isWanted(record) || (record.parent !== undefined && goes(all.get(record.parent))));
        const gone = [...all.values()].filter(goes);
        await store.remove(gone.map((record) => record.id));
        return gone.map((record) => record.name);
      } finally {
        await release();
      }
    },

    async list(filter, limit = 1_000) {
      assertOpen();
      return (await index.store()).list(limit, filter ? parseFilter(filter) : undefined);
    },

    async status() {
      assertOpen();
      const manifest = await index.manifest();
      const stats = await (await index.store()).stats();
      const notices = [...new Set([index.embedders.image.notice, index.embedders.text.notice])].filter(
        (one) => one !== undefined,
      );
      return { ...stats, index: index.location, spaces: manifest.spaces, notices, problems: manifest.problems };
    },

    async close() {
      if (closed) return;
      closed = true;
      closing.abort();
      await Promise.allSettled(running);
      await index.close();
    },
  };
}

/** One indexing run under the writer's lock. */
async function add(
  named: readonly string[],
  index: OpenIndex,
  settings: Settings,
  events: EventQueue<IndexEvent>,
  signal: AbortSignal,
): Promise<IndexSummary> {
  const started = performance.now();
  const release = await index.lockForWriting();
  try {
    const cache = await index.workCache();
    const enrichers = await openEnrichers(settings, cache);
    const problems: SourceProblem[] = [];
    const parts = { ...documentParts(index, settings, enrichers, cache), store: await index.store() };
    try {
      const onProblem = (problem: SourceProblem): void => {
        problems.push(problem);
        events.push({ type: 'failed', source: problem.path, name: problem.path, reason: problem.reason });
      };
      const counts = await runIndexing(findSources(named, settings, onProblem, signal), parts, events, signal);
      if (counts.indexed + counts.removed > 0) {
        events.push({ type: 'optimizing' });
        await parts.store.optimize();
      }
      const failures = [...problems.map(({ path, reason }) => ({ source: path, reason })), ...counts.failures];
      await index.recordProblems(failures.slice(0, maxProblems));
      const distinct = new Set([parts.embeddings.text, parts.embeddings.image]);
      const total = (pick: (one: (typeof parts.embeddings)['text']) => number): number =>
        [...distinct].reduce((sum, one) => sum + pick(one), 0);
      const { failures: _, ...rest } = counts;
      const summary: IndexSummary = {
        ...rest,
        failed: failures.length,
        embedded: total((one) => one.computed),
        cached: total((one) => one.cached),
        seconds: (performance.now() - started) / 1000,
      };
      events.push({ type: 'finished', ...summary });
      return summary;
    } finally {
      await Promise.all(enrichers.map((enricher) => enricher.close()));
    }
  } finally {
    await release();
  }
}
