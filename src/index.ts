/** The library: open an index, add to it, search it, ask it. Exports stand in the order of the pipeline. */

export { citationOf, type Quotation } from './answer/citation.ts';
export type { Answer, AnswerEvent, CheckedClaim, Citation, ClaimVerdict, Round, RoundLimits } from './data/answer.ts';

export type { DocumentRecord, Warning } from './data/document.ts';
export type { CaptionCounts, IndexEvent, IndexSummary } from './data/events.ts';
export type { AppliedConstraint, Hit, MatchJudgement, SearchResult, ViewEvidence } from './data/hit.ts';
export type { Box, Locator } from './data/locator.ts';
export { formatLocator, parseLocator } from './data/locator.ts';
export type { Picture, Pixels } from './data/picture.ts';
export { placeName } from './data/place-name.ts';
export type { PictureRegion, PictureSource, Query } from './data/query.ts';
export type { ReembedEvent, ReembedSummary, ViewModels } from './data/reembed-events.ts';
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
export type { FusionName, StrategyChoice, StrategyName } from './data/strategy.ts';
export type { Embedder, EmbeddingSpace, EmbedItem, EmbedRole, RoleMarks } from './embed/embedder.ts';
export type { Embedded, EmbedInput, EmbedOptions } from './engine/embed-items.ts';
export type {
  AddOptions,
  AskOptions,
  IndexRun,
  IndexStatus,
  SearchOptions,
  Shown,
  Sightline,
} from './engine/engine.ts';
export { type OpenOptions, open } from './engine/open.ts';
export type { FoundOriginal, Original } from './engine/original-of.ts';
export { type ReembedIndexOptions, reembedIndex } from './engine/reembed-index.ts';
export type { Captioned, Captioner, CaptionUsage, PictureDescription } from './enrich/captioner.ts';
export { type Comparison, compareReports } from './evaluate/compare-reports.ts';
export { type EvaluateOptions, evaluate } from './evaluate/evaluate.ts';
export { fitWeights, type WeightFit } from './evaluate/fit-weights.ts';
export { htmlComparison } from './evaluate/html-comparison.ts';
export { htmlReport } from './evaluate/html-report.ts';
export { type JudgedQuery, readJudgedQueries } from './evaluate/judged-queries.ts';
export type { EvaluationReport } from './evaluate/report.ts';
export { collect, type Generated, generateJson } from './generate/collect.ts';
export type {
  FinishReason,
  GenerateEvent,
  GenerateRequest,
  Generator,
  GeneratorLimits,
  JsonSchema,
  Message,
  PicturePart,
  TextPart,
  TokenUsage,
  Tool,
  ToolCall,
} from './generate/generator.ts';
export type { ModelRole, Provider, ProviderContext, RoleModels, RunsAt } from './providers/provider.ts';
export type { Reranker, RerankItem } from './retrieve/reranker.ts';
export type { BlobStore, ByteRange } from './store/blobs.ts';
export type { StoreAdapter, StoreOptions, VectorStore } from './store/store.ts';

export { type ErrorCode, SightlineError } from './support/errors.ts';
export type { VendorOptions } from './support/vendor-options.ts';
export { parseWeights, type ViewWeights } from './support/view-weights.ts';
