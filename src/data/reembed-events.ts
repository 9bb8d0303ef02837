/** The models of the two vector views, as `vendor:model`; often the same. */
export interface ViewModels {
  readonly text: string;
  readonly image: string;
}

/** What embedding an index again says of itself, in the order in which it happens. */
export type ReembedEvent =
  | {
      readonly type: 'started';
      readonly from: ViewModels;
      readonly to: ViewModels;
      readonly documents: number;
      readonly segments: number;
      /** Of these, the segments that an earlier run has done. */
      readonly segmentsBefore: number;
    }
  /** Segments done so far, those of an earlier run included; told a few times a second at most. */
  | { readonly type: 'progress'; readonly segments: number; readonly of: number; readonly name: string }
  /** A document of which a picture could not be had, or a part was refused by a model. */
  | { readonly type: 'warning'; readonly source: string; readonly name: string; readonly message: string }
  | { readonly type: 'note'; readonly message: string }
  | { readonly type: 'optimizing' }
  | ({ readonly type: 'finished' } & ReembedSummary);

export interface ReembedSummary {
  /** False when the index holds vectors of these models already, and nothing was done. */
  readonly changed: boolean;
  /** The models whose vectors the index holds now. */
  readonly models: ViewModels;
  readonly documents: number;
  readonly segments: number;
  /** Segments that an earlier run, which was stopped, had done. */
  readonly segmentsBefore: number;
  /** Vectors computed by a model in this run, and vectors taken from the cache. */
  readonly embedded: number;
  readonly cached: number;
  /** Pictures that are gone or were changed; their segments are found by their other views. */
  readonly picturesMissing: number;
  /** Segments of which a model would not embed the words or the picture. */
  readonly refused: number;
  readonly seconds: number;
}
