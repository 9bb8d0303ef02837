import { z } from '@hono/zod-openapi';
import { segmentKinds } from '../../data/segment.ts';
import { strategyChoices } from '../../data/strategy.ts';

/** https://platform.openai.com/docs/api-reference/chat/create, as far as it has a meaning here. */
const textPart = z.object({ type: z.literal('text'), text: z.string().max(200_000) });
const picturePart = z.object({
  type: z.literal('image_url'),
  image_url: z.object({ url: z.string(), detail: z.string().optional() }),
});
const otherPart = z.looseObject({ type: z.string() });

export const contentPart = z.union([textPart, picturePart, otherPart]);
export type ContentPart = z.infer<typeof contentPart>;

const content = z.union([z.string().max(200_000), z.array(contentPart).max(100)]);
export const chatMessage = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: content.nullish(),
});
export type ChatMessage = z.infer<typeof chatMessage>;

/** What Sightline can be told beyond OpenAI's fields; clients pass it as extra body. */
export const searchExtension = z.strictObject({
  k: z.int().min(1).max(100).optional(),
  kinds: z.array(z.enum(segmentKinds)).min(1).optional(),
  filter: z.string().max(2_000).optional(),
  nText: z.int().min(0).max(100).optional(),
  nImages: z.int().min(0).max(100).optional(),
  strategy: z.enum(strategyChoices).optional().openapi({ description: 'Wins over the one that the model names.' }),
  groupByDocument: z.boolean().optional(),
  diversity: z.number().min(0).max(1).optional(),
  constraints: z.boolean().optional(),
  rerank: z.boolean().optional(),
  agentic: z.boolean().optional().openapi({ description: 'The generator may search again; takes a generator.' }),
});

/** A text's longest length in tokens, and what it ends before. */
export const lengthLimit = z.int().min(1).nullish();
const stopSequences = z.union([z.string().max(500), z.array(z.string().max(500)).max(4)]).nullish();

export const chatRequest = z
  .looseObject({
    model: z.string().max(200),
    messages: z.array(chatMessage).min(1).max(1_000),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    n: z.int().nullish(),
    max_completion_tokens: lengthLimit,
    max_tokens: lengthLimit.openapi({ description: 'The older name of max_completion_tokens.' }),
    stop: stopSequences,
    sightline: searchExtension.optional(),
  })
  .openapi('ChatCompletionRequest');
export type ChatRequest = z.infer<typeof chatRequest>;

const usage = z.object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() });
const annotation = z.object({
  type: z.literal('url_citation'),
  url_citation: z.object({ url: z.string(), title: z.string(), start_index: z.int(), end_index: z.int() }),
});

/** The answer as the engine gives it, for clients that know Sightline. */
export const answerExtension = z
  .object({
    status: z.enum(['answered', 'no-evidence']),
    by: z.string(),
    question: z.string(),
    citations: z.array(
      z.looseObject({ number: z.int(), reference: z.string(), segmentId: z.string(), url: z.string() }),
    ),
    notes: z.array(z.string()),
    ignored: z.array(z.string()).optional().openapi({ description: 'Parameters of the request without effect here.' }),
    checks: z.array(z.looseObject({ text: z.string(), verdict: z.string() })).optional(),
  })
  .openapi('SightlineAnswer');

export const chatCompletion = z
  .object({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.int(),
        finish_reason: z.enum(['stop', 'length', 'content_filter']),
        logprobs: z.null(),
        message: z.object({
          role: z.literal('assistant'),
          content: z.string(),
          refusal: z.null(),
          annotations: z.array(annotation),
        }),
      }),
    ),
    usage,
    sightline: answerExtension,
  })
  .openapi('ChatCompletion');
export type ChatCompletion = z.infer<typeof chatCompletion>;
