import { z } from 'zod';
import { SightlineError } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import type { Generator, GeneratorLimits, Message, PicturePart } from './generator.ts';
import { sdkGenerator } from './sdk-generator.ts';

export interface OpenAiGeneratorOptions {
  /** `vendor:model`. */
  readonly name: string;
  /** As the server calls it. */
  readonly model: string;
  readonly client: HttpClient;
  readonly limits: GeneratorLimits;
  /** Fields put into the body of every request, over those that are set here. */
  readonly body?: Readonly<Record<string, unknown>>;
  /**
   * Whether the server takes a schema for its answer (`response_format` of type `json_schema`); yes unless told. Others
   * are told about it in words, and asked for any JSON object. A server that refuses either is told in words alone.
   */
  readonly jsonSchema?: boolean;
  /** How closely pictures are looked at that say nothing about it; `false` for servers that refuse the field. */
  readonly detail?: PicturePart['detail'] | false;
  /** What the server calls the longest answer; `max_tokens` unless told. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
}

/**
 * A model behind a server that speaks OpenAI's Chat Completions, at `{base URL}/chat/completions`.
 *
 * The request's shape: https://platform.openai.com/docs/api-reference/chat/create
 */
export async function openAiGenerator(options: OpenAiGeneratorOptions): Promise<Generator> {
  const { name, model, client, limits, jsonSchema = true } = options;
  const { OpenAICompatibleChatLanguageModel } = await import('@ai-sdk/openai-compatible');
  const generator = sdkGenerator({
    name,
    limits,
    secrets: client.service.secrets,
    model: new OpenAICompatibleChatLanguageModel(model, {
      provider: client.service.name,
      // The client puts its base URL before the path, and keeps the query of that where it belongs.
      url: ({ path }) => path,
      headers: () => ({}),
      fetch: client.fetch,
      includeUsage: true,
      supportsStructuredOutputs: jsonSchema,
      transformRequestBody: (body) => ourBody(body, options),
    }),
  });
  /** Schemas that the server did not take, as JSON: it is not asked again. */
  const refused = new Set<string>();
  return {
    ...generator,
    async *generate(request, signal) {
      const { json, ...rest } = request;
      if (!json) return yield* generator.generate(request, signal);
      const schema = JSON.stringify(json.schema);
      const inWords = { ...rest, messages: [...rest.messages, schemaInWords(schema)] };
      if (!refused.has(schema)) {
        try {
          return yield* generator.generate(jsonSchema ? request : { ...inWords, json }, signal);
        } catch (error) {
          if (!isFormRefused(error)) throw error;
          refused.add(schema);
        }
      }
      return yield* generator.generate(inWords, signal);
    },
  };
}

function schemaInWords(schema: string): Message {
  const text = [
    'Answer with one JSON object and nothing else: no prose around it, no code fence. It has to match this JSON Schema:',
    schema,
  ].join('\n');
  return { role: 'system', text };
}

/** Whether a server refused a request because of the form it asks for; each says so in words of its own. */
function isFormRefused(error: unknown): boolean {
  const isRefusal = error instanceof SightlineError && error.code === 'model-failed';
  return isRefusal && /HTTP status 4.*(response_format|json|schema|structured|guided|grammar)/is.test(error.message);
}

/** The SDK's request with what it has no setting for. */
function ourBody(
  { messages, response_format, max_tokens, ...rest }: Readonly<Record<string, unknown>>,
  { body, detail, maxTokensField = 'max_tokens' }: OpenAiGeneratorOptions,
): Record<string, unknown> {
  return {
    ...rest,
    ...(max_tokens === undefined ? {} : { [maxTokensField]: max_tokens }),
    ...(response_format === undefined ? {} : { response_format: withStrictness(response_format) }),
    messages: withDetail(messages, detail),
    ...body,
  };
}

const pictureInBody = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.looseObject({ url: z.string() }),
  detail: z.string().optional(),
});

/** The SDK puts a part's own fields beside `image_url`; `detail` belongs inside. */
function withDetail(messages: unknown, usual: OpenAiGeneratorOptions['detail']): unknown {
  const partWithDetail = (part: unknown): unknown => {
    const picture = pictureInBody.safeParse(part).data;
    if (!picture) return part;
    const { detail = usual, image_url, ...rest } = picture;
    return { ...rest, image_url: usual === false || !detail ? image_url : { ...image_url, detail } };
  };
  const messageWithDetail = (message: unknown): unknown => {
    const content = z.looseObject({ content: z.array(z.unknown()) }).safeParse(message).data;
    return content ? { ...content, content: content.content.map(partWithDetail) } : message;
  };
  return Array.isArray(messages) ? messages.map(messageWithDetail) : messages;
}

/**
 * `strict` binds the model to the schema, and is refused for schemas that leave anything open: every object has to list
 * all its fields as required and allow no others. https://platform.openai.com/docs/guides/structured-outputs
 */
function withStrictness(format: unknown): unknown {
  const parsed = z.looseObject({ json_schema: z.looseObject({ schema: z.unknown() }) }).safeParse(format).data;
  if (!parsed) return format;
  return { ...parsed, json_schema: { ...parsed.json_schema, strict: isClosed(parsed.json_schema.schema) } };
}

function isClosed(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isClosed);
  if (typeof schema !== 'object' || schema === null) return true;
  const fields: Readonly<Record<string, unknown>> = { ...schema };
  if (!Object.values(fields).every(isClosed)) return false;
  if (fields.type !== 'object') return true;
  const { properties, required, additionalProperties } = fields;
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return (
    additionalProperties === false &&
    names.length > 0 &&
    names.every((each) => Array.isArray(required) && required.includes(each))
  );
}
