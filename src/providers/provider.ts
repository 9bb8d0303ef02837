import type { Embedder } from '../embed/embedder.ts';
import type { Captioner } from '../enrich/captioner.ts';
import type { Generator } from '../generate/generator.ts';
import type { Reranker } from '../retrieve/reranker.ts';
import type { LocalModelContext } from '../support/local-model-context.ts';
import type { VendorOptions } from '../support/vendor-options.ts';

/** What every provider is given: nothing is global, so keys, folders and limits all arrive here. */
export interface ProviderContext extends LocalModelContext {
  /** What the configuration says of this vendor: key, base URL, extra body fields. */
  readonly vendor: VendorOptions;
  /** Where keys are looked for that the configuration does not give. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Nothing of what is asked or indexed may be sent to a model on another machine. */
  readonly localOnly?: boolean;
  /** Dimensions of the vectors that an index holds of this model, so that it need not be asked for them. */
  readonly knownDimensions?: number;
  /** What captioners are told to do, in place of their own instruction. */
  readonly captionPrompt?: string;
}

/** Where a model runs: inside this program and processes of its own, or behind a base URL. */
export type RunsAt = 'program' | { readonly url: string };

/** One model vendor or local runtime. A provider offers the roles it has and leaves out the others. */
export interface Provider {
  /** The part before the colon in `vendor:model`. */
  readonly vendor: string;
  readonly description: string;
  /** Models to name in messages and help. */
  readonly examples: readonly string[];
  /**
   * Where a model runs under these settings. Content goes there, and the setting `localOnly` refuses what is not this machine, so
   * this must be the address that is really asked, or that the service is known to hand the request on to. What is no URL counts
   * as another machine.
   */
  runsAt(model: string, context: Pick<ProviderContext, 'vendor' | 'environment'>): RunsAt;
  embedder?(model: string, context: ProviderContext): Promise<Embedder>;
  captioner?(model: string, context: ProviderContext): Promise<Captioner>;
  reranker?(model: string, context: ProviderContext): Promise<Reranker>;
  generator?(model: string, context: ProviderContext): Promise<Generator>;
}

/** What each role is filled by. */
export interface RoleModels {
  readonly embedder: Embedder;
  readonly captioner: Captioner;
  readonly reranker: Reranker;
  readonly generator: Generator;
}
export type ModelRole = keyof RoleModels;
