import { expect, it } from 'vitest';
import { embedderContract, plainPixels } from '../embed/embedder.contract.ts';
import { dot } from '../support/vector-math.ts';
import { provider } from './builtin.ts';
import { fakeProviderContext } from './fake-provider-context.ts';
import { provider as local } from './local.ts';

const context = fakeProviderContext();
const open = async (given = provider, model = '') => {
  const embedder = await given.embedder?.(model, context);
  if (!embedder) throw new Error(`${given.vendor} offers no embedder`);
  return embedder;
};

embedderContract('builtin', () => open());
embedderContract('local:models/builtin', () => open(local, 'models/builtin'));

it('local: gives the same vectors as the built-in runner on the same model', async () => {
  const [ours, theirs] = [await open(), await open(local, 'models/builtin')];
  const items = [{ text: 'a dark brown wooden chair' }, { picture: plainPixels(120, 80, 40, 200, 120) }];
  const [a, b] = [await ours.embed(items, 'query'), await theirs.embed(items, 'query')];
  for (const i of [0, 1]) expect(dot(a[i] as Float32Array, b[i] as Float32Array)).toBeGreaterThan(0.9999);
  await ours.close();
  await theirs.close();
});

it('local: says what is wrong with a name it cannot load', async () => {
  await expect(open(local, 'no-such/model')).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringContaining('--models-dirs'),
  });
  await expect(open(local, '')).rejects.toMatchObject({ code: 'bad-option' });
});
