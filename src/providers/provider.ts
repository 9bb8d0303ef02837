import type { Embedder } from '../embed/embedder.ts';

/** What every provider is given: nothing is global, so keys, folders and limits all arrive here. */
export interface ProviderContext {
  /** Folders searched for local models, first hit wins. */
  readonly modelsDirs: readonly string[];
  /** No network: a model that is not on this machine is an error. */
  readonly offline: boolean;
  /** Threads for local inference. */
  readonly threads: number;
  /** Told while something large is being fetched. */
  onProgress?(message: string, fraction: number | undefined): void;
}

/** One model vendor or local runtime. A provider offers the roles it has and leaves out the others. */
export interface Provider {
  /** The part before the colon in `vendor:model`. */
  readonly vendor: string;
  readonly description: string;
  /** Models to name in messages and help. */
  readonly examples: readonly string[];
  embedder?(model: string, context: ProviderContext): Promise<Embedder>;
}
