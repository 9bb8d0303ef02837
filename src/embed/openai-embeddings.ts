import { z } from 'zod';
import { SightlineError } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';

export { bodyForRole, bodyWithoutRoles, type RoleBody, roleMarksOf } from './role-body.ts';

export interface OpenAiEmbeddingsRequest {
  /** For messages: `vendor:model`. */
  readonly name: string;
  readonly client: HttpClient;
  /** The whole body, with `model` and `input`. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Numbers, or base64 of them as little-endian float32, which some servers answer whatever they were asked for. An array is
 * looked over here, as a schema for each of a million numbers would take longer than the model.
 */
const vector = z.union([
  z.custom<number[]>((value) => Array.isArray(value) && value.every((each) => typeof each === 'number')),
  z.base64().transform((text, context) => {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length % 4 === 0) return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
    context.addIssue({ code: 'custom', message: 'not a whole number of float32 values' });
    return z.NEVER;
  }),
]);

const answer = z.looseObject({
  data: z.array(z.looseObject({ index: z.number().int().min(0).optional(), embedding: vector })),
});

/**
 * POST /embeddings in the shape that OpenAI gave it and that most servers speak. The vectors come in the order of the inputs,
 * which the answer's `index` tells; how many there are and how long is for the caller to check.
 *
 * https://platform.openai.com/docs/api-reference/embeddings/create
 *
 * @throws SightlineError 'model-failed' for an answer of another shape, and whatever {@link HttpClient.json} throws.
 */
export async function openAiEmbeddings({ name, client, body, signal }: OpenAiEmbeddingsRequest): Promise<number[][]> {
  const found = await client.json('/embeddings', { json: body, ...(signal ? { signal } : {}) });
  const parsed = answer.safeParse(found);
  if (!parsed.success) {
    throw new SightlineError('model-failed', `${name} did not answer with embeddings.`, {
      remedy: 'Check that the base URL leads to an API in the shape of OpenAI, and that the model makes embeddings.',
      cause: parsed.error,
    });
  }
  const { data } = parsed.data;
  const places = data.map(({ index }, i) => index ?? i);
  if (new Set(places).size < data.length || places.some((place) => place >= data.length)) {
    throw new SightlineError('model-failed', `${name} answered with embeddings that cannot be told apart.`, {
      remedy: 'Try again, or choose another server.',
    });
  }
  const vectors = new Array<number[]>(data.length);
  for (const [i, { embedding }] of data.entries()) vectors[places[i] as number] = embedding;
  return vectors;
}
