/** Precisions that ONNX exports come in, by the names Transformers.js gives them. */
export const modelPrecisions = ['auto', 'fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const;
export type ModelPrecision = (typeof modelPrecisions)[number];

/** How models that run on this machine are found and run. */
export interface LocalModelContext {
  /** Folders searched for local models, first hit wins; models are downloaded into the first one. */
  readonly modelsDirs: readonly string[];
  /** No network: a model that is not on this machine is an error. */
  readonly offline: boolean;
  /** Threads for local inference. */
  readonly threads: number;
  /** Precision of the weights; `auto` takes the smallest that is there. */
  readonly precision: ModelPrecision;
  /** What ONNX Runtime runs on: `cpu`, or an execution provider of the installation, such as `cuda` or `dml`. */
  readonly device: string;
  /** Told while something large is being fetched. */
  onProgress?(message: string, fraction: number | undefined): void;
}
