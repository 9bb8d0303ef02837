import type { ChatRequest } from './chat-schemas.ts';
import { RefusedRequest } from './openai-error.ts';

/**
 * Refuses what a client relies on and would not get. What only shapes how a model samples (temperature, seed, …) is accepted and
 * has no effect, as are tools that the client merely offers.
 */
export function refuseUnsupported(request: ChatRequest): void {
  const refuse = (param: string, message: string): never => {
    throw new RefusedRequest(message, { param, code: 'unsupported_parameter' });
  };
  const { n, response_format: format, tool_choice: tool, logprobs, modalities } = request;
  if (typeof n === 'number' && n !== 1) refuse('n', 'One answer is given: leave out n, or give 1.');
  if (typeOf(format) !== undefined && typeOf(format) !== 'text') {
    refuse('response_format', 'Answers are text with citations: leave out response_format.');
  }
  if (tool === 'required' || (typeof tool === 'object' && tool !== null)) {
    refuse('tool_choice', 'No tools are called here: leave out tool_choice, or give "auto".');
  }
  if (logprobs === true) refuse('logprobs', 'There are no log probabilities: leave out logprobs.');
  if (Array.isArray(modalities) && modalities.some((one) => one !== 'text')) {
    refuse('modalities', 'Answers are text: leave out modalities.');
  }
}

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
}
