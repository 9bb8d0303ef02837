import { SightlineError } from '../support/errors.ts';
import { normalise } from '../support/vector-math.ts';
import type { LocalEncoder } from './local-encoder.ts';

/** The last step of an embedder: shorter vectors where they were asked for, and length 1. */
export interface VectorCut {
  readonly dimensions: number;
  apply(vector: Float32Array): Float32Array;
}

/**
 * Models trained by Matryoshka representation learning (https://arxiv.org/abs/2205.13147) put what matters most into the
 * first dimensions, so that the rest can be left out.
 *
 * @param width of the vectors that the model gives.
 * @throws SightlineError 'bad-option' when more dimensions are asked for than there are.
 */
export function vectorCut({ name, config }: LocalEncoder, width: number, asked: number | undefined): VectorCut {
  if (asked !== undefined && asked > width) {
    throw new SightlineError('bad-option', `${name} has vectors of ${width} dimensions, and ${asked} were asked for.`, {
      remedy: `Set dimensions to ${width} or fewer, or leave it out.`,
    });
  }
  const dimensions = asked ?? width;
  // nomic-embed-text-v1.5 was trained on cuts of layer-normalised vectors (https://huggingface.co/nomic-ai/nomic-embed-text-v1.5).
  // Of that only the shift by the mean is seen after the cut is brought to length 1.
  const centred = dimensions < width && config.model_type === 'nomic_bert' && !config.num_experts;
  return {
    dimensions,
    apply(vector) {
      if (vector.length !== width) {
        throw new SightlineError('model-failed', `${name} gave ${vector.length} dimensions instead of ${width}.`, {
          remedy: 'Its config.json and its ONNX files seem to be of two models: copy both again.',
        });
      }
      if (dimensions === width) return normalise(vector);
      const mean = centred ? vector.reduce((sum, value) => sum + value, 0) / width : 0;
      return normalise(vector.slice(0, dimensions).map((value) => value - mean));
    },
  };
}
