import type { PreTrainedModel, PreTrainedTokenizer } from '@huggingface/transformers';
import type { GenerateEvent } from '../generate/generator.ts';
import { throwIfAborted } from '../support/errors.ts';
import type { ModelInputs } from './local-vlm-eyes.ts';

type Library = typeof import('@huggingface/transformers');

export interface WritingOptions {
  readonly maxNewTokens: number;
  /** 0 takes the likeliest token each time. */
  readonly temperature: number;
  /** Tokens that end an answer. */
  readonly endTokens: readonly number[];
  readonly signal: AbortSignal;
}

/**
 * Has a model write an answer and tells its pieces and its end. ONNX Runtime computes each token in one go on this thread and
 * lets the event loop have its turn before the next, which is when a signal is heard.
 *
 * @throws SightlineError 'cancelled'; whatever the library throws.
 */
export async function writeAnswer(
  library: Library,
  model: PreTrainedModel,
  tokenizer: PreTrainedTokenizer,
  inputs: ModelInputs,
  { maxNewTokens, temperature, endTokens, signal }: WritingOptions,
  tell: (event: GenerateEvent) => void,
): Promise<void> {
  let outputTokens = 0;
  let last = -1;
  let hasBegun = false;
  const streamer = new library.TextStreamer(tokenizer, {
    skip_prompt: true,
    skip_special_tokens: true,
    callback_function: (piece) => {
      // The blank between the prompt and the answer belongs to neither.
      const text = hasBegun ? piece : piece.trimStart();
      hasBegun ||= text !== '';
      if (text !== '') tell({ type: 'text', text });
    },
    token_callback_function: (tokens) => {
      outputTokens += tokens.length;
      last = Number(tokens.at(-1));
    },
  });
  await generateUntil(library, model, signal, {
    ...inputs,
    ...{ max_new_tokens: maxNewTokens, num_beams: 1, num_return_sequences: 1, streamer },
    ...(temperature > 0 ? { do_sample: true, temperature } : { do_sample: false }),
    ...(endTokens.length > 0 ? { eos_token_id: [...endTokens] } : {}),
  });
  tell({
    type: 'finished',
    reason: outputTokens >= maxNewTokens && !endTokens.includes(last) ? 'length' : 'stop',
    usage: { inputTokens: inputs.input_ids.dims.at(-1), outputTokens },
  });
}

/** The library's `generate`, which stops after the token at hand when the signal aborts. Gives the tokens, [1, length]. */
export async function generateUntil(
  library: Library,
  model: PreTrainedModel,
  signal: AbortSignal,
  inputs: Readonly<Record<string, unknown>>,
) {
  throwIfAborted(signal);
  const stopping = new library.InterruptableStoppingCriteria();
  const stop = () => stopping.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const written = await model.generate({ ...inputs, stopping_criteria: stopping });
    throwIfAborted(signal);
    if (!(written instanceof library.Tensor)) throw new TypeError('it gave no tokens');
    return written;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What a tower holds, as a model that can write. */
export function asWriter(library: Library, loaded: unknown): PreTrainedModel {
  if (loaded instanceof library.PreTrainedModel) return loaded;
  throw new TypeError('it is not a model of Transformers.js');
}
