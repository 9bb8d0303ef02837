import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pixels } from '../data/picture.ts';
import type { Reranker, RerankItem } from './reranker.ts';

/** What every `Reranker` promises. */
export function rerankerContract(name: string, open: () => Promise<Reranker>): void {
  describe(`${name} keeps the reranker's promises`, () => {
    let reranker: Reranker;
    let query: RerankItem;
    let candidates: RerankItem[];
    beforeAll(async () => {
      reranker = await open();
      const { accepts } = reranker;
      query = accepts.query.text ? { text: 'a red tent on the beach' } : { picture: plain(200, 20, 20) };
      candidates = [
        { text: 'two dogs', picture: plain(20, 20, 200) },
        { text: 'a red tent on the beach', picture: plain(210, 30, 20) },
        { text: 'the red square', picture: plain(120, 120, 120, 20, 90) },
      ].map((item) => ({
        ...(accepts.candidate.text ? { text: item.text } : {}),
        ...(accepts.candidate.picture ? { picture: item.picture } : {}),
      }));
    });
    afterAll(() => reranker.close());

    it('says who it is and what it takes', () => {
      expect(reranker.name).toMatch(/^[a-z]+:./);
      expect(reranker.accepts.query.text || reranker.accepts.query.picture).toBe(true);
      expect(reranker.accepts.candidate.text || reranker.accepts.candidate.picture).toBe(true);
      expect(reranker.maxTextChars).toBeGreaterThan(0);
    });

    it('answers nothing with nothing', async () => {
      expect(await reranker.rerank(query, [])).toEqual([]);
    });

    it('gives one number a candidate, in their order, whatever order they come in', async () => {
      const scores = await reranker.rerank(query, candidates);
      expect(scores).toHaveLength(3);
      expect(scores.every(Number.isFinite)).toBe(true);
      const turned = await reranker.rerank(query, candidates.toReversed());
      for (const [i, score] of turned.toReversed().entries()) expect(score).toBeCloseTo(scores[i] as number, 3);
    });

    it('puts what is asked for before what is not', async () => {
      const [other = 0, asked = 0] = await reranker.rerank(query, candidates);
      // Words and pictures agree in trained models only, so that pictures are asked for with a picture here.
      if (reranker.accepts.candidate.text) expect(asked).toBeGreaterThan(other);
      else if (reranker.accepts.query.picture) {
        const [blue = 0, red = 0] = await reranker.rerank({ picture: plain(200, 20, 20) }, candidates);
        expect(red).toBeGreaterThan(blue);
      }
    });

    it('gives equal candidates equal scores, one or many', async () => {
      const [candidate] = candidates as [RerankItem];
      const many = await reranker.rerank(
        query,
        Array.from({ length: 40 }, () => candidate),
      );
      expect(many).toHaveLength(40);
      for (const score of many) expect(score).toBeCloseTo(many[0] as number, 3);
    });

    it('takes text longer than it reads', async ({ skip }) => {
      if (!reranker.accepts.candidate.text) skip(`${name} judges pictures only`);
      const long = 'red tent '.repeat(2000);
      const scores = await reranker.rerank({ text: long }, [{ text: long }, { text: '' }]);
      expect(scores.every(Number.isFinite)).toBe(true);
    });

    it('stops when told', async () => {
      await expect(reranker.rerank(query, candidates, AbortSignal.abort())).rejects.toMatchObject({
        code: 'cancelled',
      });
    });
  });
}

function plain(red: number, green: number, blue: number, width = 64, height = 48): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) data.set([red, green, blue], i);
  return { data, width, height };
}
