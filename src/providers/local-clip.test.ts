import { cp, mkdtemp, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { positionWeights, tokenWeights } from '../../scripts/model-fixtures/tiny-weights.ts';
import type { Pixels } from '../data/picture.ts';
import { embedderContract, plainPixels } from '../embed/embedder.contract.ts';
import type { Embedder } from '../embed/embedder.ts';
import { rerankerContract } from '../retrieve/reranker.contract.ts';
import type { Reranker } from '../retrieve/reranker.ts';
import { dot, normalise } from '../support/vector-math.ts';
import { provider } from './local.ts';
import type { ProviderContext } from './provider.ts';

const context: ProviderContext = {
  modelsDirs: ['test/fixtures/models'],
  offline: true,
  threads: 1,
  precision: 'auto',
  device: 'cpu',
  vendor: {},
  environment: {},
};
const opened: (Embedder | Reranker)[] = [];
const folders: string[] = [];
afterAll(async () => {
  for (const model of opened) await model.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function open(model: string, given: Partial<ProviderContext> = {}): Promise<Embedder> {
  const embedder = await provider.embedder?.(model, { ...context, ...given });
  if (!embedder) throw new Error('local offers no embedder');
  opened.push(embedder);
  return embedder;
}

async function openReranker(model: string): Promise<Reranker> {
  const reranker = await provider.reranker?.(model, context);
  if (!reranker) throw new Error('local offers no reranker');
  opened.push(reranker);
  return reranker;
}

async function changed(model: string, change: (folder: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-local-'));
  folders.push(folder);
  await cp(join('test/fixtures/models', model), folder, { recursive: true });
  await change(folder);
  return folder;
}

const unquantised = async (folder: string) => {
  for (const tower of ['text', 'vision']) await unlink(join(folder, `onnx/${tower}_model_quantized.onnx`));
};

const families = ['clip', 'siglip', 'jina-clip'];
for (const family of families) {
  embedderContract(`local:${family}`, () => open(family));
  rerankerContract(`local:${family}`, () => openReranker(family));
}

const only = async (embedder: Embedder, item: { text: string } | { picture: Pixels }): Promise<Float32Array> => {
  const [vector] = await embedder.embed([item], 'query');
  if (!vector) throw new Error('no vector');
  return vector;
};
const close = (a: Float32Array, b: readonly number[], digits = 5) => {
  const expected = normalise(Float32Array.from(b));
  expect(a).toHaveLength(expected.length);
  for (const [i, value] of a.entries()) expect(value).toBeCloseTo(expected[i] as number, digits);
};

type Colour = readonly [number, number, number];
/** Four colours in the four quarters of a picture: top left, top right, bottom left, bottom right. */
function quarters(width: number, height: number, colours: readonly [Colour, Colour, Colour, Colour]): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = colours[(x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2)] as Colour;
      data.set(colour, (y * width + x) * 3);
    }
  }
  return { data, width, height };
}
const four = [
  [200, 20, 40],
  [10, 180, 60],
  [30, 50, 220],
  [240, 230, 0],
] as const;
/** What the picture towers give: each plane's mean in each of the four patches, planes first. */
function planes(colours: readonly Colour[], mean: readonly number[], deviation: readonly number[]): number[] {
  return [0, 1, 2].flatMap((channel) =>
    colours.map((colour) => ((colour[channel] as number) / 255 - (mean[channel] ?? 0)) / (deviation[channel] ?? 1)),
  );
}
// https://huggingface.co/openai/clip-vit-base-patch32/blob/main/preprocessor_config.json
const clipMean = [0.48145466, 0.4578275, 0.40821073];
const clipDeviation = [0.26862954, 0.26130258, 0.27577711];
const half = [0.5, 0.5, 0.5];

describe('a picture', () => {
  it('reaches the tower upright, in the order red, green, blue, with the mean and deviation of its family', async () => {
    const picture = quarters(16, 16, four);
    const clip = await open(await changed('clip', unquantised));
    close(await only(clip, { picture }), planes(four, clipMean, clipDeviation));
    close(await only(await open('siglip'), { picture }), planes(four, half, half));
    close(await only(await open('jina-clip'), { picture }), planes(four, clipMean, clipDeviation));
  });

  it('loses its ends for CLIP and Jina CLIP, and is squeezed whole for SigLIP', async () => {
    // 64 x 16: the middle 16 x 16 is what CLIP sees of it, half of each inner quarter.
    const wide: Pixels = { data: new Uint8Array(64 * 16 * 3), width: 64, height: 16 };
    for (let i = 0; i < 64 * 16; i++) wide.data.set(four[Math.floor((i % 64) / 16)] as Colour, i * 3);
    const [first, second, third, last] = four;
    const middle = [second, third, second, third];
    close(
      await only(await open(await changed('clip', unquantised)), { picture: wide }),
      planes(middle, clipMean, clipDeviation),
    );
    close(await only(await open('jina-clip'), { picture: wide }), planes(middle, clipMean, clipDeviation));
    const squeezed = await only(await open('siglip'), { picture: wide });
    const mix = (a: Colour, b: Colour) =>
      a.map((value, i) => (value + (b[i] as number)) / 2) as [number, number, number];
    const sides = [mix(first, second), mix(third, last), mix(first, second), mix(third, last)];
    expect(dot(squeezed, normalise(Float32Array.from(planes(sides, half, half))))).toBeGreaterThan(0.99);
  });
});

describe('a text', () => {
  it('of CLIP ends at its closing mark, whatever it is padded with', async () => {
    const clip = await open(await changed('clip', unquantised));
    const mean = (ids: readonly number[]) =>
      Array.from({ length: 12 }, (_, d) => ids.reduce((sum, id) => sum + (tokenWeights(id, 12)[d] ?? 0), 0));
    const texts = ['red tent', 'the red tent on the dog', 'red'];
    const vectors = await clip.embed(
      texts.map((text) => ({ text })),
      'query',
    );
    close(vectors[0] as Float32Array, mean([62, 53, 56, 63]));
    close(vectors[1] as Float32Array, mean([62, 58, 53, 56, 59, 58, 61, 63]));
    close(vectors[2] as Float32Array, mean([62, 53, 63]));
  });

  it('of SigLIP is padded to full length, in lower case', async () => {
    const siglip = await open('siglip');
    // ▁red ▁tent </s>, and the padding, which is </s> too, up to 10.
    const ids = [5, 6, ...Array<number>(8).fill(1)];
    const mean = Array.from({ length: 12 }, (_, d) =>
      ids.reduce((sum, id, t) => sum + (tokenWeights(id, 12)[d] ?? 0) * (1 + (positionWeights(t, 12)[d] ?? 0)), 0),
    );
    close(await only(siglip, { text: 'red tent' }), mean, 4);
    close(await only(siglip, { text: 'Red TENT' }), mean, 4);
  });

  it('of Jina CLIP goes through the graph of both without a picture', async () => {
    const jina = await open('jina-clip');
    const ids = [0, 6, 7, 2];
    const mean = Array.from({ length: 12 }, (_, d) => ids.reduce((sum, id) => sum + (tokenWeights(id, 12)[d] ?? 0), 0));
    const [short] = await jina.embed([{ text: 'red tent' }, { text: 'two dogs on a blue beach' }], 'passage');
    close(short as Float32Array, mean);
  });
});

it('a model that looks at pictures in their own shape is refused', async () => {
  const folder = await changed('siglip', async (copy) => {
    const config = JSON.parse(await readFile(join(copy, 'config.json'), 'utf8'));
    await writeFile(join(copy, 'config.json'), JSON.stringify({ ...config, model_type: 'siglip2' }));
  });
  await expect(open(folder)).rejects.toMatchObject({ code: 'bad-option', message: expect.stringContaining('NaFlex') });
});

it('a graph of both that cannot take nothing, such as that of Chinese CLIP, is shown something', async () => {
  const folder = await changed('jina-clip', async (copy) => {
    const config = JSON.parse(await readFile(join(copy, 'config.json'), 'utf8'));
    await writeFile(join(copy, 'config.json'), JSON.stringify({ ...config, model_type: 'chinese_clip' }));
  });
  const [chinese, jina] = [await open(folder), await open('jina-clip')];
  for (const item of [{ text: 'red tent' }, { picture: quarters(16, 16, four) }]) {
    close(await only(chinese, item), [...(await only(jina, item))]);
  }
});

it('Jina CLIP and its kin can be cut to fewer dimensions', async () => {
  const [full, short] = [await open('jina-clip'), await open('jina-clip', { vendor: { dimensions: 5 } })];
  expect(short.space.dimensions).toBe(5);
  for (const item of [{ text: 'red tent' }, { picture: quarters(16, 16, four) }]) {
    close(await only(short, item), [...(await only(full, item)).slice(0, 5)]);
  }
});

it('takes the quantised towers where there are any: almost the same vectors', async () => {
  const [small, full] = [await open('clip'), await open(await changed('clip', unquantised))];
  const text = { text: 'the red tent' };
  const similarity = dot(await only(small, text), await only(full, text));
  expect(similarity).toBeGreaterThan(0.999);
  expect(similarity).toBeLessThan(1 - 1e-9);
  expect(small.space.revision).not.toBe(full.space.revision);
});

it('loads the picture tower only when a picture comes', async () => {
  const blind = await open(
    await changed('siglip', (folder) => rename(join(folder, 'onnx/vision_model.onnx'), join(folder, 'away.bin'))),
  );
  expect(await only(blind, { text: 'red tent' })).toHaveLength(12);
  await expect(only(blind, { picture: plainPixels(9, 9, 9) })).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringContaining('picture tower'),
  });
});

describe('as a reranker', () => {
  const pictures = [plainPixels(20, 20, 200), plainPixels(200, 20, 20), plainPixels(90, 90, 90)];

  it('gives the cosine of the query with each picture: of words, of a picture, and of both', async () => {
    const [embedder, reranker] = [await open('jina-clip'), await openReranker('jina-clip')];
    const vectors = await embedder.embed(
      pictures.map((picture) => ({ picture })),
      'passage',
    );
    const [words, seen] = [await only(embedder, { text: 'red tent' }), vectors[1] as Float32Array];
    const both = normalise(words.map((value, i) => value + (seen[i] as number)));
    const candidates = pictures.map((picture) => ({ picture }));
    for (const [query, asked] of [
      [{ text: 'red tent' }, words],
      [{ picture: pictures[1] as Pixels }, seen],
      [{ text: 'red tent', picture: pictures[1] as Pixels }, both],
    ] as const) {
      const scores = await reranker.rerank(query, candidates);
      for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(dot(asked, vectors[i] as Float32Array), 4);
    }
  });

  it('puts candidates without a picture last, and refuses to be asked nothing', async () => {
    const reranker = await openReranker('clip');
    const [, blind] = await reranker.rerank({ picture: pictures[0] as Pixels }, [
      { picture: pictures[0] as Pixels },
      { text: 'a red tent' },
    ]);
    expect(blind).toBe(-1);
    await expect(reranker.rerank({}, [{ picture: pictures[0] as Pixels }])).rejects.toMatchObject({
      code: 'bad-query',
    });
  });
});
