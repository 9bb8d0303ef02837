import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../config.ts';
import { fakeGenerator } from '../generate/fake-generator.ts';
import type { Reranker } from '../retrieve/reranker.ts';
import { openModels } from './open-models.ts';

const surroundings = { environment: {} };
const judging = resolveSettings({ reranker: 'judge' });

describe('the reranker "judge"', () => {
  it('is the generator', async () => {
    const generator = fakeGenerator(() => '{"ranking": [{"number": 2, "grade": 3}, {"number": 1, "grade": 0}]}');
    const models = openModels(judging, surroundings, { generator });
    const reranker = await models.reranker();
    expect(reranker?.name).toBe('judge:fake:writer');
    const [first = 0, second = 0] = (await reranker?.rerank({ text: 'q' }, [{ text: 'a' }, { text: 'b' }])) ?? [];
    expect(second).toBeGreaterThan(first);
    await models.close();
  });

  it('names the way out when no generator is set', async () => {
    await expect(openModels(judging, surroundings, {}).reranker()).rejects.toMatchObject({
      code: 'bad-option',
      remedy: expect.stringContaining('generator'),
    });
  });

  it('gives way to a reranker that the program brought along', async () => {
    const reranker: Reranker = {
      name: 'own:reranker',
      accepts: { query: { text: true, picture: false }, candidate: { text: true, picture: false } },
      maxTextChars: 100,
      rerank: async (_query, candidates) => candidates.map(() => 0),
      close: async () => undefined,
    };
    expect(await openModels(judging, surroundings, { reranker }).reranker()).toBe(reranker);
  });

  it('leaves other names to the vendors', async () => {
    const other = openModels(resolveSettings({ reranker: 'judges:x' }), surroundings, {});
    await expect(other.reranker()).rejects.toMatchObject({ message: expect.stringContaining('"judges"') });
    expect(await openModels(resolveSettings({}), surroundings, {}).reranker()).toBeUndefined();
  });
});
