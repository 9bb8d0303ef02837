import type { ChatRequest } from './chat-schemas.ts';
import { RefusedRequest } from './openai-error.ts';
import type { ResponseRequest } from './response-schemas.ts';

/**
 * What is done with each parameter of OpenAI's API that is not simply honoured:
 * https://platform.openai.com/docs/api-reference/chat/create and https://platform.openai.com/docs/api-reference/responses/create
 */
const honoured = {
  chat: [
    'model',
    'messages',
    'stream',
    'stream_options',
    'n',
    'max_tokens',
    'max_completion_tokens',
    'stop',
    'response_format',
    'logprobs',
    'modalities',
    'sightline',
  ],
  responses: [
    'model',
    'input',
    'instructions',
    'stream',
    'stream_options',
    'max_output_tokens',
    'text',
    'background',
    'metadata',
    'sightline',
  ],
} as const;

/** For a vendor's accounts, caches and queues: nothing of an answer depends on them. */
const administrative = [
  'user',
  'metadata',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'service_tier',
  'parallel_tool_calls',
  'tool_choice',
  'function_call',
  'truncation',
  'include',
];
const most = { names: 30, chars: 60 };

/** Refuses what a client relies on and would not get. */
export function refuseUnsupported(request: ChatRequest): void {
  const { n, response_format: format, function_call: call, logprobs, modalities, audio } = request;
  if (typeof n === 'number' && n !== 1) refuse('n', 'One answer is given: leave out n, or give 1.');
  refuseFormat(format, 'response_format');
  refuseForcedTool(request.tool_choice, 'tool_choice');
  refuseForcedTool(call, 'function_call');
  if (logprobs === true) refuse('logprobs', 'There are no log probabilities: leave out logprobs.');
  refuseSampling(request);
  if ((Array.isArray(modalities) && modalities.some((one) => one !== 'text')) || isGiven(audio)) {
    refuse('modalities', 'Answers are text: leave out modalities and audio.');
  }
  if (isGiven(request.web_search_options)) {
    refuse('web_search_options', 'Only the index is searched: leave out web_search_options.');
  }
}

/** The same for the Responses API, which keeps conversations on the server. */
export function refuseUnsupportedResponse(request: ResponseRequest): void {
  for (const name of ['previous_response_id', 'conversation'] as const) {
    if (isGiven(request[name])) {
      refuse(name, `Nothing is kept between requests: send the whole conversation as input, and leave out ${name}.`);
    }
  }
  if (isGiven(request.prompt)) refuse('prompt', 'There are no stored prompts: give instructions and input.');
  if (request.background === true) refuse('background', 'Answers are given at once: leave out background.');
  refuseFormat(request.text?.format, 'text.format');
  refuseForcedTool(request.tool_choice, 'tool_choice');
  refuseSampling(request);
  if (Array.isArray(request.include) && request.include.includes('message.output_text.logprobs')) {
    refuse('include', 'There are no log probabilities: leave out message.output_text.logprobs.');
  }
}

/** The names of what was given and changes nothing: sampling, tools that are merely offered, and what is not known at all. */
export function ignoredParameters(request: Readonly<Record<string, unknown>>, api: keyof typeof honoured): string[] {
  const known: readonly string[] = [...honoured[api], ...administrative];
  const isNothing = (value: unknown): boolean =>
    !isGiven(value) || value === false || (Array.isArray(value) && value.length === 0);
  return Object.entries(request)
    .filter(([name, value]) => !known.includes(name) && !isNothing(value))
    .map(([name]) => name.slice(0, most.chars))
    .slice(0, most.names);
}

function refuse(param: string, message: string): never {
  throw new RefusedRequest(message, { param, code: 'unsupported_parameter' });
}

function refuseFormat(format: unknown, param: string): void {
  const type = typeof format === 'object' && format !== null && 'type' in format ? format.type : undefined;
  if (type !== undefined && type !== 'text') refuse(param, `Answers are text with citations: leave out ${param}.`);
}

function refuseForcedTool(choice: unknown, param: string): void {
  if (choice === 'required' || (typeof choice === 'object' && choice !== null)) {
    refuse(param, `No tools are called here: leave out ${param}, or give "auto".`);
  }
}

function refuseSampling({ logit_bias: bias, top_logprobs: top }: Readonly<Record<string, unknown>>): void {
  if (typeof top === 'number' && top > 0) {
    refuse('top_logprobs', 'There are no log probabilities: leave out top_logprobs.');
  }
  if (typeof bias === 'object' && bias !== null && Object.keys(bias).length > 0) {
    refuse('logit_bias', 'Which words an answer takes cannot be weighted: leave out logit_bias.');
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
