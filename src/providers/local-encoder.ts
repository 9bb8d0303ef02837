import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { reasonOf, SightlineError, systemCode } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { openModelSource } from '../support/transformers-models.ts';
import type { ProviderContext } from './provider.ts';

type Library = Awaited<ReturnType<typeof openModelSource>>['library'];
export type ModelTensor = InstanceType<Library['Tensor']>;

const count = z.number().int().positive().nullish();

const part = z.object({
  max_position_embeddings: count,
  hidden_size: count,
  projection_size: count,
  embed_dim: count,
});

/** What is read of a `config.json`, in any family. */
const encoderConfig = z.object({
  model_type: z.string().default(''),
  architectures: z.array(z.string()).nullish(),
  _name_or_path: z.string().nullish(),
  hidden_size: count,
  dim: count,
  n_embd: count,
  max_position_embeddings: count,
  n_positions: count,
  projection_dim: count,
  num_experts: count,
  pad_token_id: z.number().nullish(),
  id2label: z.record(z.string(), z.unknown()).nullish(),
  is_encoder_decoder: z.boolean().nullish(),
  text_config: part.nullish(),
  vision_config: part.nullish(),
});
export type EncoderConfig = z.infer<typeof encoderConfig>;

/** What a graph gave under one name. */
export interface GraphOutput {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A graph that is loaded when it is first run. */
export type Graph = (inputs: Readonly<Record<string, ModelTensor>>) => Promise<ReadonlyMap<string, GraphOutput>>;

/** A model on this machine that turns words or pictures into numbers: its files, and its graphs. */
export interface LocalEncoder {
  /** `local:…`, as the user names it. */
  readonly name: string;
  readonly config: EncoderConfig;
  readonly library: Library;
  /** Loads a part of the model by the library; an error says which part is missing. */
  readonly load: Awaited<ReturnType<typeof openModelSource>>['load'];
  /** Where its files are, absolute; what `from_pretrained` is to be given. */
  readonly folder: string;
  /** A file of the model's folder that not every model has. */
  json<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** Whether there is a graph of this name in some precision. */
  hasGraph(file: string): boolean;
  /** The graph of this name, in the precision that was chosen for it. */
  graph(what: string, file: string): Graph;
  /** Changes with the weights, the precision and whatever else is given. */
  revision(...settings: readonly unknown[]): Promise<string>;
  /** Ends what is running, then frees the memory. What is run afterwards fails with 'closed'. */
  close(): Promise<void>;
}

/** @throws SightlineError 'model-missing' when there is no such model, or its configuration cannot be read. */
export async function openEncoder(model: string, context: ProviderContext): Promise<LocalEncoder> {
  const { library, folder, subfolder, dtype, load, tower, fingerprint, close } = await openModelSource(model, context);
  const name = `local:${model}`;
  const found = await load('configuration', (options) => library.AutoConfig.from_pretrained(folder, options));
  const config = checked(encoderConfig, found, `${name}: config.json`);
  const graphs = await readdir(join(folder, subfolder)).catch((): string[] => []);
  const running = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  return {
    name,
    config,
    library,
    load,
    folder,
    async json(file, schema) {
      const path = join(folder, file);
      try {
        return checked(schema, JSON.parse(await readFile(path, 'utf8')), path);
      } catch (error) {
        if (error instanceof SightlineError) throw error;
        if (systemCode(error) === 'ENOENT') return undefined;
        throw unreadable(path, reasonOf(error), error);
      }
    },
    hasGraph: (file) => graphs.some((one) => one.startsWith(`${file}.`) || one.startsWith(`${file}_`)),
    graph(what, file) {
      // The library knows a class for every architecture; all that an encoder needs of one is the session of a file.
      // A model made to write wants more: places, and the memory of what came before, which is empty here.
      const Model = isWriter(config) ? library.AutoModel : library.BertModel;
      const open = tower(what, (options) => Model.from_pretrained(folder, { ...options, model_file_name: file }));
      const run = async (inputs: Parameters<Graph>[0]): ReturnType<Graph> => {
        const session = await open();
        try {
          return outputsOf(await session(inputs), library);
        } catch (error) {
          throw new SightlineError('model-failed', `The ${what} of ${name} failed: ${reasonOf(error)}.`, {
            cause: error,
          });
        }
      };
      return (inputs) => {
        if (closing) return Promise.reject(new SightlineError('closed', `${name} was closed.`));
        const result = run(inputs).finally(() => running.delete(result));
        running.add(result);
        return result;
      };
    },
    revision: async (...settings) =>
      contentHash(JSON.stringify([dtype, ...settings]), await fingerprint()).slice(0, 12),
    close() {
      closing ??= Promise.allSettled(running).then(close);
      return closing;
    },
  };
}

/** Whether it was made to write, as Qwen was, from which vectors can be had too. */
export function isWriter({ architectures }: EncoderConfig): boolean {
  return architectures?.some((one) => one.endsWith('ForCausalLM')) ?? false;
}

/** Positions the model has. RoBERTa and its kin count theirs from behind the padding's id. */
export function positionsOf(config: EncoderConfig): number {
  const positions = config.max_position_embeddings ?? config.n_positions ?? 512;
  const offset = /roberta|camembert|mpnet/.test(config.model_type) ? (config.pad_token_id ?? 1) + 1 : 0;
  return Math.max(1, positions - offset);
}

function outputsOf(result: unknown, library: Library): Map<string, GraphOutput> {
  const outputs = new Map<string, GraphOutput>();
  for (const [key, value] of Object.entries(z.record(z.string(), z.unknown()).parse(result))) {
    if (!(value instanceof library.Tensor)) continue;
    // Exports in half precision may give half-precision numbers, which Node 20 cannot read by itself.
    const { data } = value.type === 'float16' ? value.to('float32') : value;
    if (data instanceof Float32Array) outputs.set(key, { data, dims: value.dims });
  }
  return outputs;
}

/** What a model's file says, as the schema wants it. @throws SightlineError 'model-missing' naming the file and the field. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unreadable(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`, parsed.error);
}

function unreadable(path: string, reason: string, cause: unknown): SightlineError {
  return new SightlineError('model-missing', `The model file ${path} cannot be used: ${reason}.`, {
    remedy: 'Copy the model into its folder again, or name another model.',
    cause,
  });
}
