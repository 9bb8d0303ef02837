import type { GeneratorLimits } from '../generate/generator.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import type { OllamaModel } from './ollama-models.ts';

/**
 * Pictures by family: how many at once, their longer side, what one costs in tokens. LLaVA's vision tower looks at 336 pixels, in
 * version 1.6 at five of them; Gemma 3 at 896 pixels in 256 tokens; Qwen2.5-VL spends a token on 28 x 28 pixels.
 *
 * https://huggingface.co/docs/transformers/model_doc/llava_next, https://ai.google.dev/gemma/docs/core/model_card_3,
 * https://huggingface.co/Qwen/Qwen2.5-VL-7B-Instruct
 */
const eyes: readonly (readonly [RegExp, Pick<GeneratorLimits, 'pictures' | 'pictureSide' | 'pictureTokens'>])[] = [
  [/llava|bakllava/, { pictures: 1, pictureSide: 672, pictureTokens: 2880 }],
  [/moondream/, { pictures: 1, pictureSide: 756, pictureTokens: 729 }],
  [/llama3\.2-vision/, { pictures: 1, pictureSide: 1120, pictureTokens: 1601 }],
  [/gemma/, { pictures: 4, pictureSide: 896, pictureTokens: 256 }],
  [/qwen.*vl/, { pictures: 4, pictureSide: 1024, pictureTokens: 1370 }],
];
const otherEyes = { pictures: 1, pictureSide: 1024, pictureTokens: 1500 };
/** For servers too old to tell. */
const seeing = /llava|moondream|vision|gemma3|minicpm-v|(qwen|granite).*(vl|vision)/;

/** The limits of a chat model, from what the server says of it. */
export function chatLimits(model: string, shown: OllamaModel, vendor: VendorOptions): GeneratorLimits {
  const name = model.toLowerCase();
  const sees = shown.capabilities ? shown.capabilities.includes('vision') : seeing.test(name);
  const found = eyes.find(([pattern]) => pattern.test(name))?.[1] ?? otherEyes;
  return {
    contextTokens: shown.contextTokens,
    // The rest is for the prompt.
    outputTokens: Math.floor(shown.contextTokens / 4),
    ...found,
    pictures: vendor.maxPictures ?? (sees ? found.pictures : 0),
    pictureBytes: 8 * 2 ** 20,
  };
}
