import type { PreTrainedModel, PreTrainedTokenizer } from '@huggingface/transformers';
import { z } from 'zod';
import { fitPictures } from '../generate/fit-pictures.ts';
import type { GenerateEvent, GenerateRequest, Generator, GeneratorLimits, Message } from '../generate/generator.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { EventQueue } from '../support/event-queue.ts';
import { openModelSource } from '../support/transformers-models.ts';
import { placeholderEyes, tiledEyes, tokenized } from './local-vlm-eyes.ts';
import { gridEyes } from './local-vlm-grid.ts';
import { type PromptFormat, renderPrompt, toConversation } from './local-vlm-prompt.ts';
import { takeTurns } from './local-vlm-turns.ts';
import { asWriter, writeAnswer } from './local-vlm-write.ts';
import type { ProviderContext } from './provider.ts';

/** Families with eyes, by the `model_type` of their config.json. */
const seeingFamilies = {
  smolvlm: { eyes: 'tiles', pictures: 8 },
  idefics3: { eyes: 'tiles', pictures: 8 },
  llava: { eyes: 'places', pictures: 8 },
  llava_onevision: { eyes: 'places', pictures: 8 },
  qwen2_vl: { eyes: 'grid', pictures: 8 },
  qwen2_5_vl: { eyes: 'grid', pictures: 8 },
  // Trained on one picture that stands before the question.
  moondream1: { eyes: 'places', pictures: 1 },
} as const;
const eyesOf = { tiles: tiledEyes, places: placeholderEyes, grid: gridEyes } as const;
type SeeingFamily = keyof typeof seeingFamilies;

/** Model types, as config.json names them, that write about pictures. */
export const seeingModelTypes: readonly string[] = Object.keys(seeingFamilies);

function isSeeing(modelType: string): modelType is SeeingFamily {
  return Object.hasOwn(seeingFamilies, modelType);
}

const tokenIds = z.union([z.number().transform((id) => [id]), z.array(z.number())]);
const textConfig = z.object({
  max_position_embeddings: z.number().int().positive().optional(),
  n_positions: z.number().int().positive().optional(),
  vocab_size: z.number().int().positive().optional(),
  eos_token_id: tokenIds.nullish(),
});
const modelConfig = textConfig.extend({
  model_type: z.string(),
  text_config: textConfig.optional(),
  phi_config: textConfig.optional(),
  image_token_index: z.number().int().optional(),
  image_token_id: z.number().int().optional(),
});
type ModelConfig = z.infer<typeof modelConfig>;

/** On a processor a longer prompt takes many minutes. */
const mostContextTokens = 8192;
const mostOutputTokens = 2048;
/** Most exports compute scores of the whole vocabulary for every token of the prompt. */
const mostScoreBytes = 2 ** 31;

/**
 * A language model of this machine, with eyes (SmolVLM and Idefics3, LLaVA, LLaVA-OneVision, Moondream, Qwen2-VL) or
 * without. Its graphs are loaded when it is first asked. It answers one request after the other.
 *
 * @throws SightlineError 'model-missing', 'bad-option'.
 */
export async function localGenerator(model: string, context: ProviderContext): Promise<Generator> {
  if (!model) {
    throw new SightlineError('bad-option', 'local: needs the name of a model that writes.', {
      remedy:
        'Such as local:HuggingFaceTB/SmolVLM-256M-Instruct, which sees, or local:HuggingFaceTB/SmolLM2-360M-Instruct.',
    });
  }
  const source = await openModelSource(model, context);
  const { library, name, load } = source;
  const config = await load('configuration', async (options) =>
    modelConfig.parse(await library.AutoConfig.from_pretrained(name, options)),
  );
  const tokenizer = await load('tokenizer', (options) => library.AutoTokenizer.from_pretrained(name, options));
  const family = isSeeing(config.model_type) ? seeingFamilies[config.model_type] : undefined;
  if (!family && !library.AutoModelForCausalLM.supports(config.model_type)) {
    throw new SightlineError('bad-option', `local:${model} is a ${config.model_type} model and writes no answers.`, {
      remedy: `Choose a language model, or one that sees: ${seeingModelTypes.join(', ')}.`,
    });
  }
  const imageToken = family && imageTokenOf(config, tokenizer);
  const contextTokens = contextTokensOf(config, tokenizer);
  const eyes =
    family && (await eyesOf[family.eyes]({ source, model, tokenizer, imageToken: imageToken ?? '', contextTokens }));
  const format: PromptFormat = {
    imageToken,
    specialTokens: [...new Set([...tokenizer.all_special_tokens, ...(imageToken ? [imageToken] : [])])],
    template: tokenizer.chat_template
      ? (turns) => tokenizer.apply_chat_template([...turns], { tokenize: false, add_generation_prompt: true })
      : undefined,
    asksQuestions: config.model_type === 'moondream1',
  };
  const writer = source.tower('model', (options) =>
    (family ? library.AutoModelForImageTextToText : library.AutoModelForCausalLM).from_pretrained(name, options),
  );
  const turns = takeTurns(`local:${model}`);

  const limits: GeneratorLimits = {
    contextTokens,
    outputTokens: Math.min(mostOutputTokens, Math.floor(contextTokens / 2)),
    pictures: family?.pictures ?? 0,
    pictureSide: eyes?.pictureSide ?? 0,
    pictureBytes: 2 ** 26,
    pictureTokens: eyes?.pictureTokens ?? 0,
  };

  const write = async (
    request: GenerateRequest,
    messages: readonly Message[],
    signal: AbortSignal,
    tell: (event: GenerateEvent) => void,
  ): Promise<void> => {
    const { turns: said, pictures } = toConversation(messages, request.json, format.specialTokens);
    const prompt = renderPrompt(said, format, model);
    const loaded = asWriter(library, await writer());
    const inputs = eyes ? await eyes.look(prompt, pictures, loaded, signal) : tokenized(tokenizer, prompt);
    const promptTokens = inputs.input_ids.dims.at(-1) ?? 0;
    const room = contextTokens - promptTokens;
    if (room < 1) throw tooLong(model, promptTokens, contextTokens);
    const wanted = Math.floor(request.maxOutputTokens ?? limits.outputTokens) || 1;
    const options = {
      maxNewTokens: Math.max(1, Math.min(room, wanted)),
      temperature: request.temperature ?? 0,
      endTokens: endTokensOf(config, loaded, tokenizer),
      signal,
    };
    await writeAnswer(library, loaded, tokenizer, inputs, options, tell);
  };

  return {
    name: `local:${model}`,
    limits,
    async *generate(request, signal) {
      if (request.tools && request.tools.length > 0) {
        throw new SightlineError('bad-option', `local:${model} cannot call tools.`, {
          remedy: 'Ask without tools, or use a model of a server for it, such as ollama: or openai:.',
        });
      }
      throwIfAborted(signal);
      const messages = await fitPictures(request.messages, limits, signal);
      // The model's turn ends with its writing, not with the reader, who may never come back for the rest.
      yield* streamOf((tell, stop) => turns.run((turn) => write(request, messages, turn, tell), stop), signal);
    },
    close: () => turns.close(source.close),
  };
}

/** What `work` tells, for one reader. A reader who leaves, or a signal, stops the work and is not kept waiting for it. */
async function* streamOf(
  work: (tell: (event: GenerateEvent) => void, signal: AbortSignal) => Promise<void>,
  given: AbortSignal | undefined,
): AsyncGenerator<GenerateEvent> {
  const events = new EventQueue<GenerateEvent>();
  const stop = new AbortController();
  const onAbort = () => {
    stop.abort(given?.reason);
    events.fail(new SightlineError('cancelled', 'Cancelled.', { cause: given?.reason }));
  };
  given?.addEventListener('abort', onAbort, { once: true });
  work((event) => events.push(event), stop.signal).then(
    () => events.end(),
    (error: unknown) => events.fail(error),
  );
  try {
    if (given?.aborted) onAbort();
    yield* events;
  } finally {
    given?.removeEventListener('abort', onAbort);
    stop.abort();
  }
}

/** The token that stands for a picture in prompts. */
function imageTokenOf(config: ModelConfig, tokenizer: PreTrainedTokenizer): string {
  const id = config.image_token_index ?? config.image_token_id;
  return id === undefined ? '<image>' : tokenizer.decode([id], { skip_special_tokens: false });
}

function textConfigOf(config: ModelConfig) {
  return { ...config, ...config.phi_config, ...config.text_config };
}

function contextTokensOf(config: ModelConfig, tokenizer: PreTrainedTokenizer): number {
  const { max_position_embeddings, n_positions, vocab_size } = textConfigOf(config);
  const trained = max_position_embeddings ?? n_positions ?? tokenizer.model_max_length;
  const scores = vocab_size === undefined ? mostContextTokens : Math.floor(mostScoreBytes / 4 / vocab_size);
  return Math.max(1, Math.min(trained, mostContextTokens, scores));
}

function endTokensOf(config: ModelConfig, model: PreTrainedModel, tokenizer: PreTrainedTokenizer): readonly number[] {
  const { eos_token_id: own } = textConfigOf(config);
  const generation = tokenIds.safeParse(model.generation_config?.eos_token_id).data;
  return generation ?? own ?? tokenIds.safeParse(tokenizer.eos_token_id).data ?? [];
}

function tooLong(model: string, promptTokens: number, contextTokens: number): SightlineError {
  return new SightlineError(
    'model-failed',
    `The request has ${promptTokens} tokens, and local:${model} can hold ${contextTokens} with its answer.`,
    { remedy: 'Send fewer passages or pictures, or use a model that holds more.' },
  );
}
