import { z } from '@hono/zod-openapi';
import { answerExtension, lengthLimit, searchExtension } from './chat-schemas.ts';

/** https://platform.openai.com/docs/api-reference/responses/create, as far as it has a meaning here. */
const text = z.string().max(200_000);
const textPart = z.object({ type: z.enum(['input_text', 'output_text']), text });
const picturePart = z.object({
  type: z.literal('input_image'),
  image_url: z.string().nullish(),
  file_id: z.string().nullish(),
});
const otherPart = z.looseObject({ type: z.string() });
export const responsePart = z.union([textPart, picturePart, otherPart]);
export type ResponsePart = z.infer<typeof responsePart>;

const message = z.looseObject({
  type: z.literal('message').optional(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: z.union([text, z.array(responsePart).max(100)]),
});
/** Calls of tools and their results, thoughts, and references to what was kept. */
const otherItem = z.looseObject({ type: z.string() });
export const responseItem = z.union([message, otherItem]);
export type ResponseItem = z.infer<typeof responseItem>;

export const responseRequest = z
  .looseObject({
    model: z.string().max(200),
    input: z.union([text, z.array(responseItem).min(1).max(1_000)]),
    instructions: text.nullish(),
    max_output_tokens: lengthLimit,
    stream: z.boolean().nullish(),
    text: z.looseObject({ format: z.unknown() }).nullish(),
    background: z.boolean().nullish(),
    previous_response_id: z.string().nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
    sightline: searchExtension.optional(),
  })
  .openapi('ResponseRequest');
export type ResponseRequest = z.infer<typeof responseRequest>;

const annotation = z.object({
  type: z.literal('url_citation'),
  url: z.string(),
  title: z.string(),
  start_index: z.int(),
  end_index: z.int(),
});
export type ResponseAnnotation = z.infer<typeof annotation>;

const outputText = z.object({
  type: z.literal('output_text'),
  text: z.string(),
  annotations: z.array(annotation),
  logprobs: z.array(z.unknown()),
});
const outputMessage = z.object({
  id: z.string(),
  type: z.literal('message'),
  role: z.literal('assistant'),
  status: z.enum(['in_progress', 'completed', 'incomplete']),
  content: z.array(outputText),
});
export type OutputText = z.infer<typeof outputText>;
export type OutputMessage = z.infer<typeof outputMessage>;

const usage = z.object({
  input_tokens: z.int(),
  input_tokens_details: z.object({ cached_tokens: z.int() }),
  output_tokens: z.int(),
  output_tokens_details: z.object({ reasoning_tokens: z.int() }),
  total_tokens: z.int(),
});

export const responseObject = z
  .object({
    id: z.string(),
    object: z.literal('response'),
    created_at: z.int(),
    completed_at: z.int().nullable(),
    status: z.enum(['in_progress', 'completed', 'incomplete', 'failed']),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    incomplete_details: z.object({ reason: z.enum(['max_output_tokens', 'content_filter']) }).nullable(),
    instructions: z.string().nullable(),
    max_output_tokens: z.int().nullable(),
    metadata: z.record(z.string(), z.string()),
    model: z.string(),
    output: z.array(outputMessage),
    parallel_tool_calls: z.literal(false),
    previous_response_id: z.null(),
    store: z.literal(false),
    temperature: z.null(),
    text: z.object({ format: z.object({ type: z.literal('text') }) }),
    tool_choice: z.literal('auto'),
    tools: z.array(z.unknown()),
    top_p: z.null(),
    truncation: z.literal('disabled'),
    usage: usage.nullable(),
    sightline: answerExtension.optional(),
  })
  .openapi('ResponseObject');
export type ResponseObject = z.infer<typeof responseObject>;
