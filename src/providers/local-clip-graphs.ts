import { SightlineError } from '../support/errors.ts';
import type { Graph, LocalEncoder, ModelTensor } from './local-encoder.ts';

/** The two halves of a dual encoder, each giving one vector an input. */
export interface ClipGraphs {
  texts(inputs: Record<string, ModelTensor>, count: number): Promise<Float32Array[]>;
  pictures(pixels: ModelTensor, count: number): Promise<Float32Array[]>;
}

/** Names of the outputs, by family: CLIP, Jina CLIP, SigLIP. */
const textNames = ['text_embeds', 'text_embeddings', 'l2norm_text_embeddings'];
const pictureNames = ['image_embeds', 'image_embeddings', 'l2norm_image_embeddings'];

/**
 * A dual encoder comes as two files, or as one that wants both inputs at every run. With two a search by words never loads
 * the picture tower; one is taken where there are no two, as for Jina CLIP v2 and Chinese CLIP, and the half that is not
 * asked is given as little as the graph takes.
 */
export function openClipGraphs(encoder: LocalEncoder, input: { width: number; height: number }): ClipGraphs {
  const { config, library, name } = encoder;
  const pooled = config.model_type.startsWith('siglip') ? ['pooler_output'] : [];

  const towers = encoder.hasGraph('text_model') && encoder.hasGraph('vision_model');
  if (towers || !encoder.hasGraph('model')) {
    const text = encoder.graph('text tower', 'text_model');
    const picture = encoder.graph('picture tower', 'vision_model');
    return {
      texts: async (inputs, count) => vectorsOf(await text(inputs), [...textNames, ...pooled], count, name),
      pictures: async (pixel_values, count) =>
        vectorsOf(await picture({ pixel_values }), [...pictureNames, ...pooled], count, name),
    };
  }
  const both = encoder.graph('two towers', 'model');
  // Jina's export takes no pictures for an answer; others fail to reshape nothing, and are shown one black picture.
  const unseen = config.model_type === 'jina_clip' ? 0 : 1;
  const nothing = (): ModelTensor =>
    new library.Tensor('float32', new Float32Array(unseen * 3 * input.height * input.width), [
      unseen,
      3,
      input.height,
      input.width,
    ]);
  const oneToken = (count: number): Record<string, ModelTensor> => {
    const column = (value: bigint) => new library.Tensor('int64', new BigInt64Array(count).fill(value), [count, 1]);
    return { input_ids: column(1n), attention_mask: column(1n), token_type_ids: column(0n) };
  };
  return {
    texts: async (inputs, count) =>
      vectorsOf(await both({ ...inputs, pixel_values: nothing() }), textNames, count, name),
    pictures: async (pixel_values, count) =>
      vectorsOf(await both({ ...oneToken(count), pixel_values }), pictureNames, count, name),
  };
}

function vectorsOf(
  outputs: Awaited<ReturnType<Graph>>,
  names: readonly string[],
  count: number,
  model: string,
): Float32Array[] {
  const output = names.map((one) => outputs.get(one)).find((found) => found !== undefined);
  const width = output?.dims.at(-1) ?? 0;
  if (!output || output.data.length !== count * width) {
    throw new SightlineError('model-failed', `${model} gave no vector for each of its ${count} inputs.`, {
      remedy: 'Its ONNX files should have the outputs text_embeds and image_embeds, or pooler_output.',
    });
  }
  return Array.from({ length: count }, (_, i) => output.data.slice(i * width, (i + 1) * width));
}
