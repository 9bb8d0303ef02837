import { z } from 'zod';
import type { Embedder, EmbedItem, EmbedRole } from '../embed/embedder.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { batchesByLength, mostTokens, runBatches } from './local-batches.ts';
import { type Graph, type GraphOutput, type LocalEncoder, positionsOf } from './local-encoder.ts';
import { type PoolingSettings, pool, poolingOf } from './local-pooling.ts';
import { prefixesOf } from './local-prefixes.ts';
import { openTokens, type TokenRow } from './local-tokens.ts';
import { vectorCut } from './local-vector-cut.ts';
import type { ProviderContext } from './provider.ts';

const modules = z.array(z.object({ path: z.string(), type: z.string() }));
const denseConfig = z.object({ out_features: z.number().int().positive() });
const sentenceConfig = z.object({ max_seq_length: z.number().int().positive().nullish() });

/** Outputs that are pooled already, and those of [rows, tokens, dimensions]. */
const pooledNames = ['sentence_embedding', 'sentence_embeddings', 'text_embeds', 'embeddings'];
const tokenNames = ['last_hidden_state', 'token_embeddings', 'hidden_states'];

/**
 * A sentence encoder, such as MiniLM, BGE, E5, Nomic, GTE: a graph that gives a vector for each token, pooled as the
 * folder says (`1_Pooling/config.json`), with the prefix of its role before each text
 * (https://sbert.net/docs/package_reference/sentence_transformer/models.html).
 */
export async function sentenceEmbedder(encoder: LocalEncoder, context: ProviderContext): Promise<Embedder> {
  const [tokens, pooling, prefixes, own, steps] = await Promise.all([
    openTokens(encoder),
    poolingOf(encoder),
    prefixesOf(encoder),
    encoder.json('sentence_bert_config.json', sentenceConfig),
    encoder.json('modules.json', modules),
  ]);
  const graph = encoder.graph('text encoder', 'model');
  const most = Math.min(own?.max_seq_length ?? positionsOf(encoder.config), tokens.most ?? mostTokens, mostTokens);
  const prefixTokens = { query: tokens.countWords(prefixes.query), passage: tokens.countWords(prefixes.passage) };

  // Layers after the pooling, such as LaBSE's, are of use only inside the graph, which then gives whole vectors.
  const later = steps?.filter((step) => !/(Transformer|Pooling|Normalize)$/.test(step.type)) ?? [];
  const dense = later.findLast((step) => step.type.endsWith('.Dense'));

  const embedRows = (rows: readonly TokenRow[], role: EmbedRole, signal?: AbortSignal): Promise<Float32Array[]> => {
    const from = pooling.withPrefix || prefixTokens[role] === 0 ? 0 : tokens.before + prefixTokens[role];
    return runBatches(
      batchesByLength(rows.map((row) => row.ids.length)),
      async (places) => {
        const batch = places.map((place) => rows[place] as TokenRow);
        const outputs = await graph(tokens.inputs(batch));
        const whole = wholeVectors(outputs, batch.length);
        if (whole) return whole;
        if (later.length > 0) throw withoutLayer(encoder.name, later[0]?.path ?? '');
        return pooledVectors(outputs, batch, from, pooling, encoder.name);
      },
      signal,
    );
  };
  const rowsOf = (texts: readonly string[], role: EmbedRole): TokenRow[] =>
    texts.map((text) => tokens.single(prefixes[role] + text, most));

  const width =
    (dense && (await encoder.json(`${dense.path}/config.json`, denseConfig))?.out_features) ??
    encoder.config.hidden_size ??
    encoder.config.dim ??
    encoder.config.n_embd ??
    // Only the model itself can tell.
    (await embedRows(rowsOf(['a'], 'passage'), 'passage'))[0]?.length ??
    0;
  const cut = vectorCut(encoder, width, context.vendor.dimensions);

  return {
    space: {
      model: encoder.name,
      dimensions: cut.dimensions,
      normalised: true,
      revision: await encoder.revision(pooling, prefixes, most),
      ...(prefixes.query || prefixes.passage ? { roles: { by: 'prefix', ...prefixes } } : {}),
    },
    accepts: { text: true, image: false, both: false },
    maxTextTokens: Math.max(1, most - Math.max(prefixTokens.query, prefixTokens.passage)),
    countTokens: tokens.count,
    batchSize: 32,
    async embed(items: readonly EmbedItem[], role, signal) {
      throwIfAborted(signal);
      const rows = rowsOf(
        items.map((item) => item.text ?? ''),
        role,
      );
      return (await embedRows(rows, role, signal)).map(cut.apply);
    },
    close: encoder.close,
  };
}

function pick(outputs: Awaited<ReturnType<Graph>>, names: readonly string[]): GraphOutput | undefined {
  return names.map((name) => outputs.get(name)).find((output) => output !== undefined);
}

function wholeVectors(outputs: Awaited<ReturnType<Graph>>, count: number): Float32Array[] | undefined {
  const output = pick(outputs, pooledNames);
  if (output?.dims.length !== 2 || output.dims[0] !== count) return undefined;
  const size = output.data.length / count;
  return Array.from({ length: count }, (_, r) => output.data.slice(r * size, (r + 1) * size));
}

function pooledVectors(
  outputs: Awaited<ReturnType<Graph>>,
  rows: readonly TokenRow[],
  from: number,
  { pooling }: PoolingSettings,
  name: string,
): Float32Array[] {
  const output = pick(outputs, tokenNames);
  if (output?.dims.length !== 3 || output.dims[0] !== rows.length) {
    throw new SightlineError('model-failed', `${name} gave no vector for each of its ${rows.length} texts.`, {
      remedy: `Its ONNX file should have the output ${tokenNames[0]} or ${pooledNames[0]}, as exports for feature extraction have.`,
    });
  }
  return pool(
    output,
    rows.map((row) => ({ length: row.ids.length, from })),
    pooling,
  );
}

function withoutLayer(name: string, layer: string): SightlineError {
  return new SightlineError('model-missing', `The ONNX file of ${name} ends before its last layer, ${layer}.`, {
    remedy: `Export it with Sentence Transformers, so that it has the output ${pooledNames[0]}, or choose another model.`,
  });
}
