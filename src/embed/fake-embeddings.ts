import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * For tests and examples: a vector that a text's words decide, so that texts which share words lie close together. Each word
 * adds 1 at the place its hash tells. Not of length 1, as the vectors of some servers are not; never zero.
 */
export function bagOfWordsVector(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text];
  for (const word of words) {
    const place = createHash('sha256').update(word).digest().readUInt32BE() % dimensions;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  return vector;
}

const request = z.looseObject({ input: z.union([z.string(), z.array(z.string())]), model: z.string().optional() });

/**
 * What a server in the OpenAI shape answers to POST /embeddings, with {@link bagOfWordsVector} as its model. The last input
 * comes first, as the order is told by `index` alone.
 */
export function embeddingsAnswer(body: unknown, dimensions: number): Record<string, unknown> {
  const { input, model = 'fake' } = request.parse(body);
  const data = [input]
    .flat()
    .map((text, index) => ({ object: 'embedding', index, embedding: bagOfWordsVector(text, dimensions) }))
    .reverse();
  return { object: 'list', data, model, usage: { prompt_tokens: 1, total_tokens: 1 } };
}
