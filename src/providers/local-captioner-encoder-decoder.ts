import type { Captioner } from '../enrich/captioner.ts';
import { contentHash } from '../support/hashing.ts';
import { openModelSource } from '../support/transformers-models.ts';
import { decodePicture, fixedView, sideForView, takeOverScaling } from './local-vlm-pictures.ts';
import { takeTurns } from './local-vlm-turns.ts';
import { asWriter, generateUntil } from './local-vlm-write.ts';
import type { ProviderContext } from './provider.ts';

/** These models write one short sentence. */
const maxNewTokens = 50;

/** A picture encoder with a text decoder, such as vit-gpt2: a short caption and nothing else, fast. */
export async function encoderDecoderCaptioner(model: string, context: ProviderContext): Promise<Captioner> {
  const source = await openModelSource(model, context);
  const { library, name, load, dtype } = source;
  const config = await load('configuration', (options) => library.AutoConfig.from_pretrained(name, options));
  const tokenizer = await load('tokenizer', (options) => library.AutoTokenizer.from_pretrained(name, options));
  const processor = await load('preprocessor', (options) => library.AutoImageProcessor.from_pretrained(name, options));
  const view = takeOverScaling(processor, model);
  const settings = contentHash(
    JSON.stringify([config, processor.config, dtype, maxNewTokens]),
    await source.fingerprint(),
  );
  const seer = source.tower('model', (options) => library.AutoModelForVision2Seq.from_pretrained(name, options));
  const turns = takeTurns(`local:${model}`);

  return {
    name: `local:${model}`,
    settings: settings.slice(0, 12),
    imageSide: sideForView(view),
    // The next picture is decoded while one is described.
    concurrency: 2,
    async caption(image, _mediaType, given) {
      const seen = await fixedView(await decodePicture(image, given), library, processor, model);
      return turns.run(async (signal) => {
        const { pixel_values } = await processor(seen);
        const written = await generateUntil(library, asWriter(library, await seer()), signal, {
          ...{ inputs: pixel_values, max_new_tokens: maxNewTokens, num_beams: 1, do_sample: false },
        });
        const [caption] = tokenizer.batch_decode(written, { skip_special_tokens: true });
        return {
          description: { caption: caption?.trim() ?? '', objects: [], colours: [], text: '', kind: '' },
          // A picture is no text to this model: it takes no tokens.
          usage: { inputTokens: 0, outputTokens: written.dims.at(-1) },
        };
      }, given);
    },
    close: () => turns.close(source.close),
  };
}
