import type { Answer, AnswerEvent, RoundLimits } from '../data/answer.ts';
import type { DocumentRecord } from '../data/document.ts';
import type { IndexEvent, IndexSummary } from '../data/events.ts';
import type { SearchResult } from '../data/hit.ts';
import type { Query } from '../data/query.ts';
import type { Segment, ViewName } from '../data/segment.ts';
import type { FusionName, StrategyChoice } from '../data/strategy.ts';
import type { EmbeddingSpace, EmbedRole } from '../embed/embedder.ts';
import type { Generator } from '../generate/generator.ts';
import type { StoreStats, VectorView } from '../store/store.ts';
import type { Embedded, EmbedInput, EmbedOptions } from './embed-items.ts';
import type { FoundOriginal } from './original-of.ts';

/** One indexing run: read its events as they come, or wait for its end. Iterating is not needed for it to go on. */
export interface IndexRun extends AsyncIterable<IndexEvent> {
  /** Resolves with the totals; rejects when the run could not go on. Failed files do not reject it: they are counted. */
  finished(): Promise<IndexSummary>;
}

export interface AddOptions {
  /**
   * The folder that the named files and folders are named from, as if it had been indexed whole: a file gets the document it
   * has there, a text its picture; nothing else of the folder is looked at. Unless told, it is the folder that a document was
   * found from before, or the widest one around a path that was indexed. Paths outside it are refused ('bad-option').
   */
  readonly root?: string;
  /** Reads again what is unchanged, too. Vectors, recognised text and descriptions that were paid for come from the work cache. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

export interface SearchOptions {
  /** How to search: the setting's (`late`) unless told. */
  readonly strategy?: StrategyChoice;
  /** How the views' lists become one: `both` unless told. */
  readonly fusion?: FusionName;
  /** Views to use; all unless told. */
  readonly views?: readonly ViewName[];
  /** How much more or less than usual each view is believed: a factor, 1 unless told, on top of the setting's. */
  readonly weights?: Partial<Record<ViewName, number>>;
  /** The share of the picture in a query of picture and words, 0 to 1; 0.6 unless told. */
  readonly pictureShare?: number;
  /**
   * 0 takes the best hits, whatever they repeat; towards 1, a hit counts the less the more it is like those before it (maximal
   * marginal relevance). 0 unless told.
   */
  readonly diversity?: number;
  /** Shows each document once, at its best hit. */
  readonly groupByDocument?: boolean;
  /**
   * The same as the strategy `translate`: search by what the generator says the query's picture shows, in place of its looks.
   * Done unasked where the index's model does not see.
   */
  readonly translate?: boolean;
  /** False takes a question's words for words: "under $200" does not narrow the search. */
  readonly constraints?: boolean;
  /** False leaves out the reranker that is set. */
  readonly rerank?: boolean;
  readonly signal?: AbortSignal;
}

/** Options of a question: those of its search, and how it is answered. */
export interface AskOptions extends SearchOptions {
  /** Lets the generator search again, within what was asked for, where what was found is not enough; takes a generator. */
  readonly agentic?: boolean | RoundLimits;
  /** The tone, language and length of a written answer; changes no rule of answering. */
  readonly style?: string;
}

export interface IndexStatus extends StoreStats {
  /** Folder of the index, or `memory:`. */
  readonly index: string;
  readonly spaces: Readonly<Record<VectorView, EmbeddingSpace>>;
  readonly notices: readonly string[];
  /** Files that could not be read when they were last looked at. */
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
   * folder goes from the index. A path inside a folder that was indexed before is brought up to date as part of that one: a
   * file keeps its document's name, and one that is there no more goes from the index.
   */
  add(sources: string | readonly string[], options?: AddOptions): IndexRun;
  /** Finds what answers words, a picture, or both. */
  search(query: string | Query, options?: SearchOptions): Promise<SearchResult>;
  /** Answers from the index with cited evidence, or says that nothing there answers. */
  ask(question: string | Query, options?: AskOptions): Promise<Answer>;
  /** Like {@link ask}, while it happens: what was found, the text as it is written, and the whole answer last. */
  askStream(question: string | Query, options?: AskOptions): AsyncIterable<AnswerEvent>;
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
    options?: Omit<AskOptions, 'translate'> & { readonly k?: number },
  ): Promise<Answer>;
  /**
   * The segments a reference (`catalogue.jsonl#id=MidnightOak`, `manual.pdf#page=12`), a segment's id, or a document's name
   * stands for.
   */
  show(reference: string): Promise<Shown[]>;
  /**
   * A document (by its id or record) as it was indexed: from its file, or from the copy that was kept. A file that was changed
   * since is not what citations mean, and is said to be.
   */
  original(document: string | DocumentRecord, options?: { readonly signal?: AbortSignal }): Promise<FoundOriginal>;
  /** Takes documents out of the index by path, folder, URL or name; gives the names of what was removed. */
  remove(sources: string | readonly string[]): Promise<string[]>;
  /** Segments that match a filter, without ranking. */
  list(filter?: string, limit?: number): Promise<Segment[]>;
  /** The records of all documents, in no particular order. */
  documents(): Promise<DocumentRecord[]>;
  /** Segments in the order of the ids; ids that are not there are left out. */
  segments(ids: readonly string[]): Promise<Segment[]>;
  /** The language model that is set; undefined without one. */
  generator(): Promise<Generator | undefined>;
  status(): Promise<IndexStatus>;
  /**
   * Vectors of words and pictures in a space of the index, as they are made for what is indexed and asked.
   *
   * @throws SightlineError 'bad-query' for what the view's model does not take.
   */
  embed(items: readonly EmbedInput[], role: EmbedRole, options?: EmbedOptions): Promise<Embedded>;
  close(): Promise<void>;
}
