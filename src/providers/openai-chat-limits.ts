import type { GeneratorLimits } from '../generate/generator.ts';
import type { VendorOptions } from '../support/vendor-options.ts';

interface Known {
  readonly contextTokens: number;
  readonly outputTokens: number;
  /** About how many tokens a picture of 2048 x 1536 costs, looked at closely; 0 for models that cannot see. */
  readonly pictureTokens: number;
}

/**
 * Families by the beginning of the name, the more exact one first. Windows: https://platform.openai.com/docs/models;
 * tokens of pictures (tiles of 512 pixels, or patches of 32 of which 1536 are looked at, times a factor):
 * https://platform.openai.com/docs/guides/images-vision
 */
const families: readonly (readonly [RegExp, Known])[] = [
  [/^gpt-5[.\d]*-(mini|nano)/, { contextTokens: 400_000, outputTokens: 128_000, pictureTokens: 3800 }],
  [/^gpt-5/, { contextTokens: 400_000, outputTokens: 128_000, pictureTokens: 1190 }],
  [/^gpt-4\.1-(mini|nano)/, { contextTokens: 1_047_576, outputTokens: 32_768, pictureTokens: 3800 }],
  [/^gpt-4\.1/, { contextTokens: 1_047_576, outputTokens: 32_768, pictureTokens: 1445 }],
  [/^gpt-4o-mini/, { contextTokens: 128_000, outputTokens: 16_384, pictureTokens: 25_501 }],
  [/^(chat)?gpt-4o/, { contextTokens: 128_000, outputTokens: 16_384, pictureTokens: 1445 }],
  [/^gpt-4-turbo/, { contextTokens: 128_000, outputTokens: 4096, pictureTokens: 1445 }],
  [/^gpt-4/, { contextTokens: 8192, outputTokens: 8192, pictureTokens: 0 }],
  [/^gpt-3\.5/, { contextTokens: 16_385, outputTokens: 4096, pictureTokens: 0 }],
  [/^(o1-mini|o1-preview|o3-mini)/, { contextTokens: 128_000, outputTokens: 65_536, pictureTokens: 0 }],
  [/^o4-mini/, { contextTokens: 200_000, outputTokens: 100_000, pictureTokens: 2700 }],
  [/^o\d/, { contextTokens: 200_000, outputTokens: 100_000, pictureTokens: 1275 }],
];

/** Models on other servers see when their name says so. */
const seeing =
  /(^|[-_/.\d])(vl|vlm|vision|llava|pixtral|internvl|moondream|smolvlm|minicpm-v|molmo|idefics|gemma-?3|gemma-?4|llama-4|omni)([-_.:]|\d|$)/;

/** Whether the model thinks before it answers, and so takes no `temperature`. */
export function isReasoning(model: string): boolean {
  return /^(openai\/)?(o\d|gpt-5(?!.*chat))/.test(model.toLowerCase());
}

/**
 * The limits of a chat model. OpenAI takes 500 pictures and 50 MB in one request; 50 of 700 kB each stay below that in base64.
 * A model that is not known is taken for a small one.
 */
export function chatLimits(
  model: string,
  { isOfficial, vendor }: { readonly isOfficial: boolean; readonly vendor: VendorOptions },
): GeneratorLimits {
  const name = model.toLowerCase().replace(/^openai\//, '');
  const known =
    families.find(([pattern]) => pattern.test(name))?.[1] ??
    // What they make next will hardly take less.
    (isOfficial ? { contextTokens: 128_000, outputTokens: 16_384, pictureTokens: 3800 } : undefined);
  const { contextTokens, outputTokens, pictureTokens } = known ?? {
    contextTokens: 8192,
    outputTokens: 4096,
    pictureTokens: 0,
  };
  const pictures = known ? (pictureTokens > 0 ? 50 : 0) : seeing.test(name) ? 1 : 0;
  const window = vendor.contextTokens ?? contextTokens;
  return {
    contextTokens: window,
    outputTokens: Math.min(outputTokens, Math.floor(window / 2)),
    pictures: vendor.maxPictures ?? pictures,
    pictureSide: known ? 2048 : 1024,
    pictureBytes: 700_000,
    pictureTokens: pictureTokens || 1500,
  };
}
