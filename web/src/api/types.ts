/** What the server sends and takes, as the page reads it. The server's schemas are the truth: `/openapi.json`. */

export type Kind = 'text' | 'image' | 'page' | 'slide' | 'table' | 'frame' | 'speech' | 'record';
export type ViewName = 'keyword' | 'text' | 'image';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Locator {
  readonly page?: number;
  readonly slide?: number;
  readonly id?: string;
  readonly char?: { readonly start: number; readonly end: number };
  readonly time?: { readonly startSeconds: number; readonly endSeconds: number };
  readonly box?: Box;
}

export const wordsSources = [
  'heading',
  'body',
  'caption',
  'alt',
  'description',
  'ocr',
  'transcript',
  'colour',
  'name',
] as const;
export type Words = Partial<Record<(typeof wordsSources)[number], string>>;

export interface DocumentName {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
}

export interface PictureLink {
  readonly url: string;
  readonly width?: number;
  readonly height?: number;
}

/** The document itself; the server gives none where it redacts. */
export interface OriginalAddress {
  readonly url: string;
}

export interface PageLink {
  readonly url: string;
  readonly box?: Box;
}

export type MetadataValue = string | number | boolean | readonly string[];

/** A segment: a located piece of a document. */
export interface SegmentView {
  readonly id: string;
  readonly reference: string;
  readonly document: DocumentName;
  readonly kind: Kind;
  readonly locator: Locator;
  readonly label?: string;
  /** For people: `page 3`, `Figure 2`; may be empty when it is the whole document. */
  readonly place: string;
  readonly words: Words;
  readonly snippet: string;
  readonly metadata: Readonly<Record<string, MetadataValue>>;
  readonly picture?: PictureLink;
  readonly page?: PageLink;
  readonly original?: OriginalAddress;
}

export interface ShownSegment extends SegmentView {
  readonly lines?: readonly { readonly box: Box }[];
}

export interface ViewEvidence {
  readonly rank: number;
  readonly score: number;
  readonly share: number;
}

export interface HitView extends SegmentView {
  readonly score: number;
  readonly views: Partial<Record<ViewName, ViewEvidence>>;
  readonly missing: readonly ViewName[];
  readonly reranked?: { readonly by: string; readonly from: number; readonly score: number };
  readonly duplicates: readonly { readonly id: string; readonly reference: string }[];
  readonly others?: readonly { readonly id: string; readonly reference: string; readonly score: number }[];
}

export interface Constraint {
  readonly text: string;
  readonly filter: string;
  readonly explanation: string;
}

export interface SearchReply {
  readonly hits: readonly HitView[];
  readonly match?: { readonly confidence: number; readonly isMatch: boolean };
  readonly strategy?: string;
  readonly constraints: readonly Constraint[];
  readonly notes: readonly string[];
  readonly timings: Readonly<Record<string, number>>;
}

export interface QueryPictureBody {
  readonly data?: string;
  readonly url?: string;
  readonly segment?: string;
  readonly region?: Box;
}

export interface SearchBody {
  readonly text?: string;
  readonly pictures?: readonly QueryPictureBody[];
  readonly k?: number;
  readonly kinds?: readonly Kind[];
  readonly filter?: string;
  readonly strategy?: string;
  readonly fusion?: string;
  readonly diversity?: number;
  readonly groupByDocument?: boolean;
  readonly constraints?: boolean;
  /** For questions only. */
  readonly agentic?: boolean;
}

export interface Citation {
  readonly number: number;
  readonly reference: string;
  readonly segmentId: string;
  /** The document's name. */
  readonly document: string;
  readonly locator: Locator;
  readonly label?: string;
  readonly quote?: string;
  readonly from?: string;
  readonly place?: string;
  readonly picture?: PictureLink;
  readonly page?: PageLink;
  readonly original?: OriginalAddress;
}

export interface CheckedClaim {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly verdict: 'supported' | 'unsupported' | 'uncited' | 'unchecked' | 'not-a-claim';
  readonly reasons: readonly string[];
}

/** A further search of the generator. */
export interface Round {
  readonly round: number;
  readonly query: string;
  readonly why?: string;
  readonly found?: number;
  readonly problem?: string;
}

export interface Answer {
  readonly status: 'answered' | 'no-evidence';
  readonly text: string;
  readonly by: string;
  readonly citations: readonly Citation[];
  readonly checks?: readonly CheckedClaim[];
  readonly rounds?: readonly Round[];
  readonly notes?: readonly string[];
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
  readonly pictureAsWords?: string;
}

export interface Status {
  readonly version: string;
  readonly index: string;
  readonly documents: number;
  readonly segments: number;
  readonly kinds: Partial<Record<Kind, number>>;
  readonly models: { readonly embedder?: string; readonly generator?: string; readonly reranker?: string };
  readonly strategies: readonly string[];
  readonly readOnly: boolean;
  readonly localOnly: boolean;
  readonly notices: readonly string[];
  readonly problems: readonly { readonly name: string; readonly reason: string }[];
  readonly limits: { readonly maxFileBytes: number; readonly maxPixels: number; readonly maxUploadFiles: number };
}

export interface DocumentEntry extends DocumentName {
  readonly segments: number;
  readonly bytes?: number;
  readonly warnings: readonly { readonly message: string; readonly at?: string }[];
  readonly indexedAt?: string;
  readonly uploaded: boolean;
  readonly original?: OriginalAddress;
}

export interface DocumentList {
  readonly total: number;
  readonly documents: readonly DocumentEntry[];
}

export interface DocumentPart {
  readonly id: string;
  readonly kind: Kind;
  readonly place: string;
  readonly snippet: string;
  readonly picture?: PictureLink;
}

export interface WholeDocument extends DocumentEntry {
  /** Its segments, the first 500. */
  readonly parts: readonly DocumentPart[];
}

export interface JobEvent {
  readonly type: string;
  readonly name?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly segments?: number;
  readonly found?: number;
  /** With `finished`. */
  readonly state?: 'done' | 'failed' | 'cancelled';
}

export interface Measure {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

export interface ReportEntry {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly queries: number;
  readonly measures: Readonly<Record<string, Measure>>;
}
