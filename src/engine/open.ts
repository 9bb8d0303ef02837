import { setMaxListeners } from 'node:events';
import { resolve, sep } from 'node:path';
import { resolveSettings, type Settings, type SettingsInput } from '../config.ts';
import type { Answer, AnswerEvent } from '../data/answer.ts';
import type { DocumentRecord } from '../data/document.ts';
import type { IndexEvent, IndexSummary } from '../data/events.ts';
import type { Query } from '../data/query.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { Captioner } from '../enrich/captioner.ts';
import type { Generator } from '../generate/generator.ts';
import { isUrl } from '../read/sources/url-asset.ts';
import type { Reranker } from '../retrieve/reranker.ts';
import { parseFilter } from '../store/parse-filter.ts';
import { SightlineError } from '../support/errors.ts';
import { EventQueue } from '../support/event-queue.ts';
import { withSpan } from '../support/tracing.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { answerQuestion } from './answer-question.ts';
import { documentParts, libreOfficeOption, readOptions, workingSide } from './document-parts.ts';
import { earlierProblems } from './earlier-problems.ts';
import { embedItems } from './embed-items.ts';
import type { AddOptions, AskOptions, IndexRun, Sightline } from './engine.ts';
import { findSources, type SourceProblem } from './find-sources.ts';
import { runIndexing } from './index-run.ts';
import { refuseRemoteModels } from './local-only.ts';
import { openEnrichers } from './open-enrichers.ts';
import { type OpenIndex, openIndex } from './open-index.ts';
import { type OpenModels, openModels } from './open-models.ts';
import { originalOf } from './original-of.ts';
import { prepareQuery } from './prepare-query.ts';
import { providerContexts } from './provider-context.ts';
import { redactedStore } from './redacted-store.ts';
import { pictureInWords, searchIndex } from './search-index.ts';
import { type ShowParts, showSegments } from './show-segments.ts';
import { fileHashes } from './unchanged-file.ts';

/** Settings, and parts of one's own in place of those that settings name. The caller closes what it brings. */
export interface OpenOptions extends Omit<SettingsInput, 'providers'> {
  /** Keys, base URLs and more, by vendor: `{ nvidia: { baseUrl: 'http://nim.local:8000/v1' } }`. */
  readonly providers?: Readonly<Record<string, VendorOptions>>;
  /** An embedder of one's own for pictures and words in one space. */
  readonly ownEmbedder?: Embedder;
  /** An embedder of one's own for passages. */
  readonly ownTextEmbedder?: Embedder;
  /** A language model of one's own, to write answers. */
  readonly ownGenerator?: Generator;
  readonly ownCaptioner?: Captioner;
  readonly ownReranker?: Reranker;
  /** Where keys of vendors are looked for; the process's environment unless told. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told while a model is fetched. */
  readonly onProgress?: (message: string, fraction: number | undefined) => void;
}

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
  const { ownEmbedder, ownTextEmbedder, ownGenerator, ownCaptioner, ownReranker, ...others } = options;
  const { environment = process.env, onProgress, ...given } = others;
  const settings = resolveSettings(given);
  const surroundings = { environment, onProgress };
  if (settings.localOnly) await refuseRemoteModels(settings, providerContexts(settings, surroundings));
  const index = await openIndex(settings, { embedder: ownEmbedder, textEmbedder: ownTextEmbedder, ...surroundings });
  const own = { generator: ownGenerator, captioner: ownCaptioner, reranker: ownReranker };
  const models = openModels(settings, surroundings, own);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const hashes = fileHashes();
  let closed = false;
  /** The index as others are to see it. */
  const shown = settings.redact ? { ...index, store: async () => redactedStore(await index.store()) } : index;

  const assertOpen = (): void => {
    if (closed) throw new SightlineError('closed', 'This index was closed.', { remedy: 'Open it again.' });
  };
  const showParts = async (signal: AbortSignal = closing.signal): Promise<ShowParts> => {
    const { pageSide: side, passwords } = settings;
    const { limits } = readOptions(settings, index);
    const redact = settings.redact ? ({ redact: true } as const) : {};
    const drawing = { side, passwords, limits, signal, ...libreOfficeOption(settings), ...redact };
    return { store: await shown.store(), blobs: index.blobs, drawing };
  };
  const searching = { index: shown, settings, models, showParts };
  async function* askStream(question: string | Query, askOptions: AskOptions = {}): AsyncGenerator<AnswerEvent> {
    assertOpen();
    yield* answerQuestion(question, searching, askOptions);
  }
  const ask = async (question: string | Query, askOptions: AskOptions = {}): Promise<Answer> => {
    for await (const event of askStream(question, askOptions)) if (event.type === 'finished') return event.answer;
    throw new SightlineError('model-failed', 'The answer has no end.');
  };

  return {
    add(sources, { signal, ...addOptions } = {}) {
      assertOpen();
      const events = new EventQueue<IndexEvent>();
      const stop = AbortSignal.any(signal ? [signal, closing.signal] : [closing.signal]);
      // Every document under way listens for the end of the run.
      setMaxListeners(0, stop);
      const named = typeof sources === 'string' ? [sources] : sources;
      const finished = withSpan('index', {}, async (span) => {
        const summary = await add(named, addOptions, index, settings, models, events, stop);
        const { indexed, unchanged, removed, failed } = summary;
        const counts = Object.entries({ indexed, unchanged, removed, failed });
        span.note(Object.fromEntries(counts.map(([name, count]) => [`sightline.documents.${name}`, count])));
        return summary;
      });
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
      assertOpen();
      const found = await searchIndex(query, searching, searchOptions);
      const { hits, match, strategy, timings, notes, constraints, pictureAsWords } = found;
      const translated = pictureAsWords === undefined ? [] : [`Searched for what the picture shows: ${pictureAsWords}`];
      return { hits, match, strategy, constraints, timings, notes: [...translated, ...notes] };
    },

    ask,
    askStream,

    async imageToQuery(image, { prompt, signal } = {}) {
      assertOpen();
      const { pictures: [picture] = [] } = await prepareQuery({ image }, settings, workingSide(index), signal);
      return pictureInWords((await picture?.bytes()) ?? new Uint8Array(), searching, { prompt, signal });
    },

    async answerWithRag(image, question, { k, ...searchOptions } = {}) {
      const query = { text: question, image, ...(k === undefined ? {} : { k }) };
      return ask(query, { ...searchOptions, translate: true });
    },

    async show(reference) {
      assertOpen();
      return showSegments(reference, await showParts());
    },

    async original(document, { signal } = {}) {
      assertOpen();
      const store = await index.store();
      const record =
        typeof document === 'string' ? (await store.documents()).find(({ id }) => id === document) : document;
      if (record) return originalOf(record, { store, blobs: index.blobs, hashes }, signal);
      return {
        missing: 'There is no such document in the index.',
        remedy: 'It was perhaps removed; see the list of documents.',
        isChanged: false,
      };
    },

    async remove(sources) {
      assertOpen();
      const wanted = (typeof sources === 'string' ? [sources] : sources).map((one) => ({
        name: one,
        source: isUrl(one) ? one : resolve(one),
      }));
      await index.manifest();
      const release = await index.lockForWriting();
      try {
        // Not before: another process may have switched to another store in the meantime.
        const store = await index.store();
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
      return (await shown.store()).list(limit, filter ? parseFilter(filter) : undefined);
    },

    async documents() {
      assertOpen();
      return (await shown.store()).documents();
    },

    async segments(ids) {
      assertOpen();
      return (await shown.store()).get(ids);
    },

    async generator() {
      assertOpen();
      return models.generator();
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

    async embed(items, role, { view = 'text', signal } = {}) {
      assertOpen();
      return embedItems(items, role, index.embedders[view], { settings, workingSide: workingSide(index), signal });
    },

    async close() {
      if (closed) return;
      closed = true;
      closing.abort();
      await Promise.allSettled(running);
      await models.close();
      await index.close();
    },
  };
}

/** One indexing run under the writer's lock. */
async function add(
  named: readonly string[],
  { root, force = false }: Omit<AddOptions, 'signal'>,
  index: OpenIndex,
  settings: Settings,
  models: OpenModels,
  events: EventQueue<IndexEvent>,
  signal: AbortSignal,
): Promise<IndexSummary> {
  const started = performance.now();
  const release = await index.lockForWriting();
  try {
    const cache = await index.workCache();
    const { enrichers, captions } = await openEnrichers(settings, models, cache);
    const problems: SourceProblem[] = [];
    const store = await index.store();
    const known = await store.documents();
    const parts = { ...documentParts(index, settings, enrichers, cache), store, known, force };
    try {
      const onProblem = (problem: SourceProblem): void => {
        problems.push(problem);
        events.push({ type: 'failed', source: problem.path, name: problem.path, reason: problem.reason });
      };
      const sources = findSources(named, { settings, known, root, onProblem, signal });
      const counts = await runIndexing(sources, parts, events, signal);
      if (counts.indexed + counts.removed > 0) {
        events.push({ type: 'optimizing' });
        await parts.store.optimize();
      }
      const failures = [...problems.map(({ path, reason }) => ({ source: path, reason })), ...counts.failures];
      const { problems: before } = await index.manifest();
      const earlier = await earlierProblems(before, sources.isNamed, known);
      await index.recordProblems([...failures, ...earlier].slice(0, maxProblems));
      const distinct = new Set([parts.embeddings.text, parts.embeddings.image]);
      const total = (pick: (one: (typeof parts.embeddings)['text']) => number): number =>
        [...distinct].reduce((sum, one) => sum + pick(one), 0);
      const { failures: _, ...rest } = counts;
      const summary: IndexSummary = {
        ...rest,
        failed: failures.length,
        embedded: total((one) => one.computed),
        cached: total((one) => one.cached),
        ...(captions ? { captions: captions() } : {}),
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
