import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pixels } from '../data/picture.ts';
import { dot } from '../support/vector-math.ts';
import type { Embedder } from './embedder.ts';

/** A picture of one colour. */
export function plainPixels(red: number, green: number, blue: number, width = 64, height = 48): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) data.set([red, green, blue], i);
  return { data, width, height };
}

/** What every `Embedder` promises. */
export function embedderContract(name: string, open: () => Promise<Embedder>): void {
  describe(`${name} keeps the embedder's promises`, () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await open();
    });
    afterAll(() => embedder.close());

    const length = (vector: Float32Array | undefined): number =>
      Math.sqrt(dot(vector ?? new Float32Array(), vector ?? new Float32Array()));

    it('says which space its vectors live in', () => {
      expect(embedder.space.model).not.toBe('');
      expect(embedder.space.revision).not.toBe('');
      expect(embedder.space.dimensions).toBeGreaterThan(0);
      expect(embedder.batchSize).toBeGreaterThan(0);
    });

    it('answers nothing with nothing', async () => {
      expect(await embedder.embed([], 'passage')).toEqual([]);
    });

    it('gives one vector an item, in order, of the dimensions and length it says', async ({ skip }) => {
      if (!embedder.accepts.text) skip(`${name} does not read`);
      const texts = ['a red tent', 'two dogs on a beach', ''];
      const together = await embedder.embed(
        texts.map((text) => ({ text })),
        'passage',
      );
      expect(together).toHaveLength(3);
      for (const [i, text] of texts.entries()) {
        const [alone] = await embedder.embed([{ text }], 'passage');
        expect(together[i]).toHaveLength(embedder.space.dimensions);
        expect(
          dot(together[i] as Float32Array, alone as Float32Array) / (length(together[i]) * length(alone)),
        ).toBeGreaterThan(0.999);
        if (embedder.space.normalised) expect(length(together[i])).toBeCloseTo(1, 3);
      }
    });

    it('takes text longer than it reads', async ({ skip }) => {
      if (!embedder.accepts.text) skip(`${name} does not read`);
      const long = 'tent '.repeat(embedder.maxTextTokens + 100);
      const [vector] = await embedder.embed([{ text: long }], 'query');
      expect(vector).toHaveLength(embedder.space.dimensions);
      expect([...(vector ?? [])].every(Number.isFinite)).toBe(true);
      expect(embedder.countTokens(long)).toBeGreaterThan(embedder.maxTextTokens);
    });

    it('keeps words and pictures apart when they come in one call', async ({ skip }) => {
      if (!embedder.accepts.text || !embedder.accepts.image) skip(`${name} takes one kind only`);
      const red = { picture: plainPixels(200, 20, 20) };
      const tall = { picture: plainPixels(20, 20, 200, 30, 90) };
      const words = { text: 'a blue square' };
      const mixed = await embedder.embed([words, red, tall, words], 'query');
      const [alone] = await embedder.embed([red], 'query');
      expect(dot(mixed[1] as Float32Array, alone as Float32Array)).toBeGreaterThan(0.999);
      expect(dot(mixed[0] as Float32Array, mixed[3] as Float32Array)).toBeGreaterThan(0.999);
      expect(dot(mixed[1] as Float32Array, mixed[2] as Float32Array)).toBeLessThan(0.999);
    });

    it('stops when told', async () => {
      const item = embedder.accepts.text ? { text: 'x' } : { picture: plainPixels(200, 20, 20) };
      await expect(embedder.embed([item], 'query', AbortSignal.abort())).rejects.toMatchObject({
        code: 'cancelled',
      });
    });
  });
}
