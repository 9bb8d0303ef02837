import type { Answer, AnswerEvent } from '../data/answer.ts';
import type { IndexEvent, IndexSummary } from '../data/events.ts';
import type { SearchResult } from '../data/hit.ts';
import type { Query } from '../data/query.ts';
import type { Segment, ViewName } from '../data/segment.ts';
import type { EmbeddingSpace } from '../embed/embedder.ts';
import type { StoreStats, VectorView } from '../store/store.ts';

/** One indexing run: read its events as they come, or wait for its end. Iterating is not needed for it to go on. */
export interface IndexRun extends AsyncIterable<IndexEvent> {
  /** Resolves with the totals; rejects when the run could not go on. Failed files do not reject it: they are counted. */
  finished(): Promise<IndexSummary>;
}

export interface AddOptions {
  readonly signal?: AbortSignal;
}

export interface SearchOptions {
  /** Views to use; all unless told. */
  readonly views?: readonly ViewName[];
  /** How much each view is believed, 1 unless told. */
  readonly weights?: Partial<Record<ViewName, number>>;
  /**
   * Search by what the generator says the query's picture shows, in place of its looks. Done unasked where the index's model
   * does not see.
   */
  readonly translate?: boolean;
  /** False takes a question's words for words: "under $200" does not narrow the search. */
  readonly constraints?: boolean;
  /** False leaves out the reranker that is set. */
  readonly rerank?: boolean;
  readonly signal?: AbortSignal;
}

export interface IndexStatus extends StoreStats {
  /** Folder of the index, or `memory:`. */
  readonly index: string;
  readonly spaces: Readonly<Record<VectorView, EmbeddingSpace>>;
  readonly notices: readonly string[];
  /** Files that the last run could not read. */
  readonly problems: readonly { readonly source: string; readonly reason: string }[];
}

/** A segment with all that is known of it, and the way to its evidence. */
export interface Shown {
  readonly segment: Segment;
  readonly reference: string;
  /**
   * The evidence to look at: the original picture's bytes, or, for a place on a page or slide, a drawing of it (PNG) whose
   * longer side is `side` pixels (`pageSide` unless told). Undefined when there is none or its file is gone or changed.
   */
  picture(options?: { readonly side?: number; readonly signal?: AbortSignal }): Promise<Uint8Array | undefined>;
}

/** An open index: add to it, search it, ask it. */
export interface Sightline {
  /**
   * Indexes files, folders and URLs, or brings them up to date: what is unchanged costs nothing, what is gone from a
   * folder goes from the index.
   */
  add(sources: string | readonly string[], options?: AddOptions): IndexRun;
  /** Finds what answers words, a picture, or both. */
  search(query: string | Query, options?: SearchOptions): Promise<SearchResult>;
  /** Answers from the index with cited evidence, or says that nothing there answers. */
  ask(question: string | Query, options?: SearchOptions): Promise<Answer>;
  /** Like {@link ask}, while it happens: what was found, the text as it is written, and the whole answer last. */
  askStream(question: string | Query, options?: SearchOptions): AsyncIterable<AnswerEvent>;
  /**
   * What the generator says a picture (path, URL or bytes) shows, in the words a text search finds it by.
   *
   * @throws SightlineError 'bad-option' when no generator is set, or it cannot see.
   */
  imageToQuery(
    image: string | URL | Uint8Array,
    options?: { readonly prompt?: string; readonly signal?: AbortSignal },
  ): Promise<string>;
  /**
   * Asks about a picture: its description finds the passages, and the generator gets the picture itself together with them.
   *
   * @throws SightlineError 'bad-option' when no generator is set, or it cannot see.
   */
  answerWithRag(
    image: string | URL | Uint8Array,
    question: string,
    options?: Omit<SearchOptions, 'translate'> & { readonly k?: number },
  ): Promise<Answer>;
  /**
   * The segments a reference (`catalogue.jsonl#id=MidnightOak`, `manual.pdf#page=12`), a segment's id, or a document's name
   * stands for.
   */
  show(reference: string): Promise<Shown[]>;
  /** Takes documents out of the index by path, folder, URL or name; gives the names of what was removed. */
  remove(sources: string | readonly string[]): Promise<string[]>;
  /** Segments that match a filter, without ranking. */
  list(filter?: string, limit?: number): Promise<Segment[]>;
  status(): Promise<IndexStatus>;
  close(): Promise<void>;
}
