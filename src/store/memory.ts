import MiniSearch, { type SearchResult } from 'minisearch';
import type { Segment, SegmentKind } from '../data/segment.ts';
import { allWords } from '../data/segment-words.ts';
import { isStopWord } from '../support/stop-words.ts';
import { stem, words as wordsOf } from '../support/terms.ts';
import { type Filter, matches } from './filter.ts';
import type {
  DocumentWrite,
  ScoredId,
  StoreAdapter,
  StoredSegment,
  StoreOptions,
  VectorStore,
  VectorView,
} from './store.ts';
import { VectorMatrix } from './vector-matrix.ts';

export const store: StoreAdapter = {
  scheme: 'memory',
  description: 'in this process only: for tests and short-lived collections',
  open: async (_location, options) => memoryStore(options),
};

/** Everything in this process: vectors in one matrix a view, searched by one matrix–vector product. */
export function memoryStore(options: StoreOptions): VectorStore {
  const documents = new Map<string, DocumentWrite>();
  const segments = new Map<string, Segment>();
  const matrices: Record<VectorView, VectorMatrix> = {
    text: new VectorMatrix(options.dimensions.text),
    image: new VectorMatrix(options.dimensions.image),
  };
  const keywords = new MiniSearch<{ id: string; words: string }>({
    fields: ['words'],
    tokenize: wordsOf,
    processTerm: (word) => (isStopWord(word) ? null : stem(word)),
    // No prefix or fuzzy matching: plain BM25, like the embedded store.
    searchOptions: { combineWith: 'OR', prefix: false, fuzzy: false, bm25: { k: 1.2, b: 0.75, d: 0 } },
  });

  const drop = (documentId: string): void => {
    for (const { segment } of documents.get(documentId)?.segments ?? []) {
      segments.delete(segment.id);
      matrices.text.delete(segment.id);
      matrices.image.delete(segment.id);
      if (keywords.has(segment.id)) keywords.discard(segment.id);
    }
    documents.delete(documentId);
  };
  const addSegment = ({ segment, vectors }: StoredSegment): void => {
    segments.set(segment.id, segment);
    if (vectors.text) matrices.text.set(segment.id, vectors.text);
    if (vectors.image) matrices.image.set(segment.id, vectors.image);
    const words = allWords(segment.words);
    if (words) keywords.add({ id: segment.id, words });
  };
  const passes = (filter: Filter | undefined) => (id: string) => {
    const segment = segments.get(id);
    return segment !== undefined && (filter === undefined || matches(filter, segment));
  };

  return {
    async put(writes) {
      for (const write of writes) {
        drop(write.record.id);
        documents.set(write.record.id, write);
        for (const stored of write.segments) addSegment(stored);
      }
    },
    async touch(records) {
      for (const record of records) {
        const write = documents.get(record.id);
        if (write) documents.set(record.id, { ...write, record });
      }
    },
    async remove(documentIds) {
      for (const id of documentIds) drop(id);
    },
    async nearest(view, vector, k, filter) {
      return matrices[view].nearest(vector, k, filter && passes(filter));
    },
    async keyword(text, k, filter) {
      if (k <= 0) return [];
      const accept = passes(filter);
      return keywords
        .search(text, { filter: (result) => accept(String(result.id)) })
        .map((result): ScoredId => ({ id: String(result.id), score: bm25Of(result) }))
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(0, k);
    },
    async get(ids) {
      return ids.flatMap((id) => segments.get(id) ?? []);
    },
    async vectors(view, ids) {
      return new Map(
        ids.flatMap((id) => {
          const vector = matrices[view].get(id);
          return vector ? [[id, vector] as const] : [];
        }),
      );
    },
    async list(limit, filter) {
      const accept = passes(filter);
      const found: Segment[] = [];
      for (const segment of segments.values()) {
        if (found.length >= limit) break;
        if (accept(segment.id)) found.push(segment);
      }
      return found;
    },
    sample: async (view, count) => matrices[view].sample(count),
    async documents() {
      return [...documents.values()].map((write) => write.record);
    },
    async stats() {
      const kinds: Partial<Record<SegmentKind, number>> = {};
      for (const segment of segments.values()) kinds[segment.kind] = (kinds[segment.kind] ?? 0) + 1;
      return {
        documents: documents.size,
        segments: segments.size,
        kinds,
        vectors: { text: matrices.text.size, image: matrices.image.size },
        bytes: matrices.text.bytes + matrices.image.bytes,
        search: { text: { method: 'exact' }, image: { method: 'exact' } },
      };
    },
    async optimize() {
      keywords.vacuum();
    },
    async close() {},
  };
}

/** MiniSearch multiplies the sum of BM25 by the number of the query's words that it found, which favours long texts. */
function bm25Of({ score, queryTerms }: SearchResult): number {
  return score / Math.max(1, queryTerms.length);
}
