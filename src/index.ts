/** The library: open an index, add to it, search it, ask it. Exports stand in the order of the pipeline. */

export { citationOf, type Quotation } from './answer/citation.ts';
export type { Generator } from './answer/generator.ts';
export type { Answer, Citation } from './data/answer.ts';

export type { DocumentRecord, Warning } from './data/document.ts';
export type { IndexEvent, IndexSummary } from './data/events.ts';
export type { Hit, SearchResult, ViewEvidence } from './data/hit.ts';
export type { Box, Locator } from './data/locator.ts';
export { formatLocator, parseLocator } from './data/locator.ts';
export type { Picture, Pixels } from './data/picture.ts';
export { placeName } from './data/place-name.ts';
export type { Query } from './data/query.ts';
export type {
  LineBox,
  Metadata,
  MetadataValue,
  Segment,
  SegmentKind,
  ViewName,
  Words,
  WordsSource,
} from './data/segment.ts';
export type { Embedder, EmbeddingSpace, EmbedItem, EmbedRole } from './embed/embedder.ts';
export type { AddOptions, IndexRun, IndexStatus, SearchOptions, Shown, Sightline } from './engine/engine.ts';
export { type OpenOptions, open } from './engine/open.ts';
export type { Provider, ProviderContext } from './providers/provider.ts';
export type { BlobStore } from './store/blobs.ts';
export type { StoreAdapter, StoreOptions, VectorStore } from './store/store.ts';

export { type ErrorCode, SightlineError } from './support/errors.ts';
