import type { GeneratorLimits } from '../generate/generator.ts';
import type { VendorOptions } from '../support/vendor-options.ts';

type Known = Pick<GeneratorLimits, 'contextTokens' | 'outputTokens' | 'pictures' | 'pictureSide' | 'pictureTokens'>;

/** What is known of models by the part of their name that tells. */
const models: readonly (readonly [RegExp, Known])[] = [
  // 4 pictures of up to 12 tiles of 512 pixels (2048 x 1536), each 256 tokens, and a thumbnail; 128K tokens of input and
  // output together. https://huggingface.co/nvidia/NVIDIA-Nemotron-Nano-12B-v2-VL-BF16
  [
    /nemotron-nano-12b-v2-vl|nemotron-nano-vl-12b-v2/,
    { contextTokens: 131_072, outputTokens: 16_384, pictures: 4, pictureSide: 2048, pictureTokens: 13 * 256 },
  ],
  // https://docs.nvidia.com/nim/vision-language-models/1.3.1/api-reference.html (`max_model_len`)
  [
    /nemotron-nano-vl-8b/,
    { contextTokens: 16_384, outputTokens: 4096, pictures: 1, pictureSide: 2048, pictureTokens: 13 * 256 },
  ],
  // "only one image per request is supported": https://docs.nvidia.com/nim/vision-language-models/1.1.0/release-notes.html
  [
    /llama-3\.2-(11b|90b)-vision/,
    { contextTokens: 131_072, outputTokens: 4096, pictures: 1, pictureSide: 1120, pictureTokens: 6516 },
  ],
];

/** Models that are not in the table see when their name says so, and then take one picture. */
function guessed(model: string): Known {
  const sees = /(^|[-_/.])(vl|vlm|vision|multimodal|omni|vila|neva|kosmos)([-_.]|\d|$)/.test(model);
  return {
    contextTokens: 32_768,
    outputTokens: 4096,
    pictures: sees ? 1 : 0,
    pictureSide: 1024,
    pictureTokens: 2048,
  };
}

/**
 * The limits of a chat model. The hosted service takes pictures of up to 180,000 characters of base64 in the request itself:
 * https://docs.api.nvidia.com/nim/reference/nvidia-llama-3_1-nemotron-nano-vl-8b-v1-infer
 */
export function chatLimits(
  model: string,
  { isHosted, vendor }: { readonly isHosted: boolean; readonly vendor: VendorOptions },
): GeneratorLimits {
  const name = model.toLowerCase();
  const known = models.find(([pattern]) => pattern.test(name))?.[1] ?? guessed(name);
  const contextTokens = vendor.contextTokens ?? known.contextTokens;
  return {
    ...known,
    contextTokens,
    outputTokens: Math.min(known.outputTokens, Math.floor(contextTokens / 2)),
    pictures: vendor.maxPictures ?? known.pictures,
    pictureBytes: isHosted ? 134_000 : 8 * 2 ** 20,
  };
}
