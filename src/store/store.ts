import type { DocumentRecord } from '../data/document.ts';
import type { Segment, SegmentKind } from '../data/segment.ts';
import type { Filter } from './filter.ts';

/** The two kinds of vector a segment may have; either may be missing. */
export type VectorView = 'text' | 'image';

/** A segment with what the views search. */
export interface StoredSegment {
  readonly segment: Segment;
  /** Vectors of the spaces' dimensions, at length 1. */
  readonly vectors: Partial<Record<VectorView, Float32Array>>;
}

/** One document as it is to be from now on. */
export interface DocumentWrite {
  readonly record: DocumentRecord;
  readonly segments: readonly StoredSegment[];
}

export interface ScoredId {
  readonly id: string;
  /** BM25 or cosine similarity: higher is better. */
  readonly score: number;
}

export interface StoreStats {
  readonly documents: number;
  readonly segments: number;
  readonly kinds: Partial<Record<SegmentKind, number>>;
  /** Segments that have such a vector. */
  readonly vectors: Readonly<Record<VectorView, number>>;
  readonly bytes: number;
  /** How each vector view is searched: exactly, or through an approximate index with its measured recall. */
  readonly search: Readonly<Record<VectorView, VectorSearchState>>;
}

export interface VectorSearchState {
  readonly method: 'exact' | 'approximate';
  /** Recall@10 of the approximate index against exact search, on a sample of the stored vectors. */
  readonly recallAt10?: number;
  readonly sampled?: number;
}

/**
 * Keeps segments and finds them. Every adapter runs `storeContract` (store.contract.ts), which is the full wording of
 * these promises.
 */
export interface VectorStore {
  /**
   * Replaces whatever is stored for these documents. Atomic: a reader sees all of a document as it was before or all of
   * it as it is now, and a crash leaves one of the two.
   */
  put(documents: readonly DocumentWrite[]): Promise<void>;
  /** Updates the records of documents that are there, without touching their segments. */
  touch(records: readonly DocumentRecord[]): Promise<void>;
  /** Removes documents by id; ids that are not there are ignored. */
  remove(documentIds: readonly string[]): Promise<void>;
  /** The k nearest by cosine similarity among the segments that have this vector, best first. */
  nearest(view: VectorView, vector: Float32Array, k: number, filter?: Filter): Promise<ScoredId[]>;
  /** The k best by BM25 over the words, stemmed, best first. Words are data: no query syntax. */
  keyword(text: string, k: number, filter?: Filter): Promise<ScoredId[]>;
  /** Segments in the order of the ids; ids that are not there are left out. */
  get(ids: readonly string[]): Promise<Segment[]>;
  /** The view's stored vectors of these segments, by id; segments that are not there or have no such vector are left out. */
  vectors(view: VectorView, ids: readonly string[]): Promise<Map<string, Float32Array>>;
  /** Segments that match, in no particular order, at most `limit`. */
  list(limit: number, filter?: Filter): Promise<Segment[]>;
  /** Up to `count` of the view's vectors, from all over the store: what an arbitrary segment looks like. */
  sample(view: VectorView, count: number): Promise<Float32Array[]>;
  documents(): Promise<DocumentRecord[]>;
  stats(): Promise<StoreStats>;
  /** Compacts files and brings indexes up to date. Safe to call at any time; searches are right without it. */
  optimize(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Dimensions of each vector view. */
  readonly dimensions: Readonly<Record<VectorView, number>>;
  /** Vectors up to which search is exact. */
  readonly exactThreshold?: number;
}

/** A kind of store, named by URL scheme; a plain folder path names the embedded one. */
export interface StoreAdapter {
  /** `memory` for `memory:`, `lancedb` for folders. */
  readonly scheme: string;
  readonly description: string;
  open(location: string, options: StoreOptions): Promise<VectorStore>;
}
