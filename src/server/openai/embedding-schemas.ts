import { z } from '@hono/zod-openapi';

/** Most inputs of one request, as at OpenAI. */
export const mostInputs = 2_048;

const pictureInput = z.object({
  type: z.enum(['image_url', 'input_image']),
  image_url: z.union([z.string(), z.object({ url: z.string() })]),
});
const textInput = z.object({ type: z.enum(['text', 'input_text']), text: z.string() });
const oneInput = z.union([z.string(), textInput, pictureInput]);
export type EmbeddingInput = z.infer<typeof oneInput>;

/** https://platform.openai.com/docs/api-reference/embeddings/create, with pictures and `input_type`, as NVIDIA's NIM has it. */
export const embeddingRequest = z
  .looseObject({
    model: z.string().max(200),
    input: z.union([oneInput, z.array(oneInput), z.array(z.number()), z.array(z.array(z.number()))]),
    input_type: z.enum(['query', 'passage']).nullish(),
    encoding_format: z.enum(['float', 'base64']).nullish(),
    dimensions: z.int().positive().nullish(),
  })
  .openapi('EmbeddingRequest');
export type EmbeddingRequest = z.infer<typeof embeddingRequest>;

export const embeddingReply = z
  .object({
    object: z.literal('list'),
    model: z.string(),
    data: z.array(
      z.object({
        object: z.literal('embedding'),
        index: z.int(),
        embedding: z.union([z.array(z.number()), z.string()]),
      }),
    ),
    usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
  })
  .openapi('EmbeddingReply');
