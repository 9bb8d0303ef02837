import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { EmbedInput } from '../../engine/embed-items.ts';
import type { Sightline } from '../../engine/engine.ts';
import { estimateTokens } from '../../support/estimate-tokens.ts';
import { askedPictures } from './asked-pictures.ts';
import {
  type EmbeddingInput,
  type EmbeddingRequest,
  embeddingReply,
  embeddingRequest,
  mostInputs,
} from './embedding-schemas.ts';
import { viewOf } from './model-names.ts';
import { openAiErrorSchema, RefusedRequest } from './openai-error.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/embeddings',
  tags: ['OpenAI-compatible'],
  summary: 'Vectors of words and pictures, as the index makes them',
  request: { body: { required: true, content: { 'application/json': { schema: embeddingRequest } } } },
  responses: {
    200: {
      description: 'A vector for each input',
      content: { 'application/json': { schema: embeddingReply } },
    },
    default: { description: 'An error', content: { 'application/json': { schema: openAiErrorSchema } } },
  },
});

export function embeddingsRoute(app: OpenAPIHono, engine: Sightline): void {
  app.openapi(route, async (c) => {
    const request = c.req.valid('json');
    const items = itemsOf(request.input);
    const { spaces } = await engine.status();
    const view = viewOf(request.model, { text: spaces.text.model, image: spaces.image.model });
    const { dimensions } = spaces[view ?? 'text'];
    if (typeof request.dimensions === 'number' && request.dimensions !== dimensions) {
      throw new RefusedRequest(`Vectors of this model have ${dimensions} dimensions: leave out dimensions.`, {
        param: 'dimensions',
      });
    }
    const role = request.input_type ?? 'passage';
    const { vectors, space } = await engine.embed(items, role, { ...(view ? { view } : {}), signal: c.req.raw.signal });
    const tokens = items.reduce((sum, { text }) => sum + estimateTokens(text ?? ''), 0);
    const encode = request.encoding_format === 'base64' ? base64Of : (vector: Float32Array) => [...vector];
    const data = vectors.map((vector, index) => ({ object: 'embedding' as const, index, embedding: encode(vector) }));
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    return c.json({ object: 'list' as const, model: space.model, data, usage }, 200);
  });
}

function itemsOf(input: EmbeddingRequest['input']): EmbedInput[] {
  const inputs = Array.isArray(input) ? input : [input];
  if (inputs.length === 0 || inputs.length > mostInputs) {
    throw new RefusedRequest(`There are ${inputs.length} inputs: give 1 to ${mostInputs}.`, { param: 'input' });
  }
  const items = inputs.map((one, i) => {
    if (typeof one === 'number' || Array.isArray(one)) {
      throw new RefusedRequest(
        'The input is tokens, which belong to another model. Send text (in LangChain: check_embedding_ctx_length=False).',
        { param: 'input' },
      );
    }
    return itemOf(one, i);
  });
  askedPictures(
    items.flatMap(({ image }) => (image === undefined ? [] : [String(image)])),
    'input',
  );
  return items;
}

function itemOf(input: EmbeddingInput, index: number): EmbedInput {
  if (typeof input === 'string' && /^data:image\//i.test(input)) return { image: input };
  if (typeof input === 'object' && 'image_url' in input) {
    const { image_url: picture } = input;
    return { image: typeof picture === 'string' ? picture : picture.url };
  }
  const text = typeof input === 'string' ? input : input.text;
  if (text.trim() !== '') return { text };
  throw new RefusedRequest(`Input ${index} is empty.`, { param: 'input' });
}

/** 32-bit floats, little endian. */
function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(4 * vector.length);
  for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, 4 * i);
  return bytes.toString('base64');
}
