import type { PreTrainedModel, Tensor } from '@huggingface/transformers';
import { z } from 'zod';
import type { Captioner, CaptionUsage } from '../enrich/captioner.ts';
import { SightlineError } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { openModelSource } from '../support/transformers-models.ts';
import { type FlorenceRegion, readRegions, withoutDuplicates } from './local-florence-regions.ts';
import { decodePicture, fixedView, shownSize, sideForView, takeOverScaling } from './local-vlm-pictures.ts';
import { takeTurns } from './local-vlm-turns.ts';
import { asWriter, generateUntil } from './local-vlm-write.ts';
import type { ProviderContext } from './provider.ts';

/** Longest answer: a page of text with a box of eight places for each line. */
const maxNewTokens = 1024;

/** Florence-2 on this machine: a captioner that also tells where in a picture things and texts are. */
export interface Florence extends Captioner {
  /**
   * Regions of an encoded picture, in pixels of the picture as it is shown (upright). `descriptions` are phrases about parts
   * of it, `objects` their names, `text` its lines of text.
   *
   * @throws SightlineError 'model-failed', 'model-missing', 'cancelled', 'closed', and 'broken-content' for a picture that
   * cannot be decoded.
   */
  regions(image: Uint8Array, of: keyof typeof regionTasks, signal?: AbortSignal): Promise<readonly FlorenceRegion[]>;
}

const regionTasks = { descriptions: '<DENSE_REGION_CAPTION>', objects: '<OD>', text: '<OCR_WITH_REGION>' } as const;

const encoded = z.object({ dims: z.tuple([z.number(), z.number(), z.number()]) });

/**
 * Opens Florence-2 (https://arxiv.org/abs/2311.06242), which answers fixed tasks: a detailed caption, objects, text. The
 * picture goes through its vision encoder once, by far the most costly part, for all tasks.
 */
export async function openFlorence(model: string, context: ProviderContext): Promise<Florence> {
  const source = await openModelSource(model, context);
  const { library, name, load, dtype } = source;
  const config = await load('configuration', (options) => library.AutoConfig.from_pretrained(name, options));
  const processor = await load('processor', (options) => library.Florence2Processor.from_pretrained(name, options));
  const { image_processor: imageProcessor, tokenizer } = processor;
  if (!(processor instanceof library.Florence2Processor) || !imageProcessor || !tokenizer) {
    throw new SightlineError('model-missing', `The processor of local:${model} is not that of Florence-2.`);
  }
  const view = takeOverScaling(imageProcessor, model);
  const settings = contentHash(
    JSON.stringify([config, imageProcessor.config, dtype, maxNewTokens]),
    await source.fingerprint(),
  );
  const seer = source.tower('model', (options) =>
    library.Florence2ForConditionalGeneration.from_pretrained(name, options),
  );
  const turns = takeTurns(`local:${model}`);

  const answer = async (task: string, features: Tensor, seeing: PreTrainedModel, signal: AbortSignal) => {
    const [prompt] = processor.construct_prompts(task);
    const asked = tokenizer(prompt ?? task);
    const words = await seeing.encode_text({ input_ids: asked.input_ids });
    const [batch, places] = encoded.parse(features).dims;
    const written = await generateUntil(library, seeing, signal, {
      inputs_embeds: library.cat([features, words], 1),
      attention_mask: library.cat([library.ones([batch, places]), asked.attention_mask], 1),
      ...{ max_new_tokens: maxNewTokens, num_beams: 1, do_sample: false },
    });
    const [text] = tokenizer.batch_decode(written, { skip_special_tokens: false });
    return {
      text: text ?? '',
      inputTokens: places + (asked.input_ids.dims.at(-1) ?? 0),
      outputTokens: written.dims.at(-1) ?? 0,
    };
  };
  /** Asks the tasks one after the other about a picture. */
  const ask = async (image: Uint8Array, tasks: readonly string[], given: AbortSignal | undefined) => {
    const seen = await fixedView(await decodePicture(image, given), library, imageProcessor, model);
    return turns.run(async (signal) => {
      const seeing = asWriter(library, await seer());
      const { pixel_values } = await imageProcessor(seen);
      const features: Tensor = await seeing.encode_image({ pixel_values });
      const answers: Awaited<ReturnType<typeof answer>>[] = [];
      for (const task of tasks) answers.push(await answer(task, features, seeing, signal));
      return answers;
    }, given);
  };

  const plain = (text: string | undefined): string => (text ?? '').replace(/<\/?s>|<pad>|<loc_\d+>/g, '').trim();

  return {
    name: `local:${model}`,
    settings: settings.slice(0, 12),
    imageSide: sideForView(view),
    // The next picture is decoded while one is described.
    concurrency: 2,
    async caption(image, _mediaType, signal) {
      const answers = await ask(image, ['<MORE_DETAILED_CAPTION>', '<OD>', '<OCR>'], signal);
      const [caption, objects, text] = answers.map((each) => each.text);
      const regions = readRegions(processor, objects ?? '', '<OD>', view);
      return {
        description: {
          caption: plain(caption),
          objects: withoutDuplicates(regions.map(({ label }) => label)),
          colours: [],
          text: plain(text),
          kind: '',
        },
        usage: sum(answers),
      };
    },
    async regions(image, of, signal) {
      const task = regionTasks[of];
      const size = await shownSize(image);
      const [found] = await ask(image, [task], signal);
      return readRegions(processor, found?.text ?? '', task, size);
    },
    close: () => turns.close(source.close),
  };
}

function sum(usages: readonly { readonly inputTokens: number; readonly outputTokens: number }[]): CaptionUsage {
  return {
    inputTokens: usages.reduce((total, { inputTokens }) => total + inputTokens, 0),
    outputTokens: usages.reduce((total, { outputTokens }) => total + outputTokens, 0),
  };
}
