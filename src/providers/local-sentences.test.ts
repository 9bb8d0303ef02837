import { cp, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { OnnxGraph } from '../../scripts/model-fixtures/onnx-graph.ts';
import { mixWeights, positionWeights, tokenWeights } from '../../scripts/model-fixtures/tiny-weights.ts';
import { embedderContract } from '../embed/embedder.contract.ts';
import type { Embedder } from '../embed/embedder.ts';
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
const opened: Embedder[] = [];
const folders: string[] = [];
afterAll(async () => {
  for (const embedder of opened) await embedder.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function open(model: string, given: Partial<ProviderContext> = {}): Promise<Embedder> {
  const embedder = await provider.embedder?.(model, { ...context, ...given });
  if (!embedder) throw new Error('local offers no embedder');
  opened.push(embedder);
  return embedder;
}

/** A copy of a fixture, changed. */
async function changed(model: string, change: (folder: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-local-'));
  folders.push(folder);
  await cp(join('test/fixtures/models', model), folder, { recursive: true });
  await change(folder);
  return folder;
}

/** Adds fields to a JSON file of a model. */
const amend = (file: string, fields: object) => async (folder: string) => {
  const before = await readFile(join(folder, file), 'utf8').catch(() => '{}');
  await writeFile(join(folder, file), JSON.stringify({ ...JSON.parse(before), ...fields }));
};

/** What the graphs of scripts/model-fixtures/encoder-graphs.ts give for the tokens of one text, worked out here. */
function hidden(ids: readonly number[], mix = false): number[][] {
  const words = ids.map((id) => tokenWeights(id, 8));
  const around = words[0]?.map((_, d) => words.reduce((sum, word) => sum + (word[d] ?? 0), 0) / ids.length) ?? [];
  const rows = words.map((word, t) => {
    const place = positionWeights(t, 8);
    return word.map((value, d) => value + (place[d] ?? 0) + (around[d] ?? 0) / 2);
  });
  if (!mix) return rows;
  const weights = Array.from({ length: 8 }, (_, r) => mixWeights(r, 8));
  return rows.map((row) => row.map((_, c) => row.reduce((sum, value, r) => sum + value * (weights[r]?.[c] ?? 0), 0)));
}
const mean = (rows: readonly (readonly number[])[]): Float32Array =>
  normalise(Float32Array.from(rows[0]?.map((_, d) => rows.reduce((sum, row) => sum + (row[d] ?? 0), 0)) ?? []));

const embed = async (embedder: Embedder, text: string, role: 'query' | 'passage' = 'passage') => {
  const [vector] = await embedder.embed([{ text }], role);
  if (!vector) throw new Error('no vector');
  return vector;
};
const close = (a: Float32Array, b: Float32Array, digits = 5) => {
  expect(a).toHaveLength(b.length);
  for (const [i, value] of a.entries()) expect(value).toBeCloseTo(b[i] as number, digits);
};

for (const model of ['minilm', 'bge', 'e5', 'nomic', 'qwen-embedding'])
  embedderContract(`local:${model}`, () => open(model));

describe('pooling', () => {
  it('is the mean of the tokens where 1_Pooling says so', async () => {
    const folder = await changed('minilm', (copy) => unlink(join(copy, 'onnx', 'model_quantized.onnx')));
    close(await embed(await open(folder), 'a red tent'), mean(hidden([2, 4, 5, 6, 3], true)));
  });

  it('is the first token for BGE', async () => {
    close(await embed(await open('bge'), 'a red tent'), mean(hidden([2, 4, 5, 6, 3]).slice(0, 1)));
  });

  it('is the last token where 1_Pooling says so, in the newer form too', async () => {
    const last = mean(hidden([2, 4, 5, 6, 3]).slice(-1));
    const switched = amend('1_Pooling/config.json', { pooling_mode_cls_token: false, pooling_mode_lasttoken: true });
    close(await embed(await open(await changed('bge', switched)), 'a red tent'), last);
    const named = (folder: string) =>
      writeFile(join(folder, '1_Pooling/config.json'), JSON.stringify({ pooling_mode: 'lasttoken' }));
    close(await embed(await open(await changed('bge', named)), 'a red tent'), last);
  });

  it('is the last token of a model made to write, which is given places and an empty memory', async () => {
    const qwen = await open('qwen-embedding');
    expect(qwen.space.roles?.query).toMatch(/^Instruct: .*\nQuery:$/);
    const place = positionWeights(4, 8);
    const last = Float32Array.from(tokenWeights(2, 8), (value, d) => value + (place[d] ?? 0));
    // <s> ▁a ▁red ▁tent </s>, of which the last; a longer text beside it pads the batch.
    const [vector] = await qwen.embed([{ text: 'a red tent' }, { text: 'two dogs on a beach' }], 'passage');
    close(vector as Float32Array, normalise(last));
  });

  it('is refused where it is of a kind that is not known', async () => {
    const weighted = amend('1_Pooling/config.json', { pooling_mode_weightedmean_tokens: true });
    await expect(open(await changed('minilm', weighted))).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('mean and weightedmean'),
    });
  });
});

it('takes the vectors of a graph that pools by itself as they are, whatever the folder says', async () => {
  const g = new OnnxGraph('whole');
  const ids = g.input('input_ids', 'int64', ['batch', 'tokens']);
  const rows = Array.from({ length: 64 }, (_, id) => tokenWeights(id, 8)).flat();
  const words = g.node('Gather', [g.constant('float32', [64, 8], rows), ids]);
  g.node('ReduceMax', [words], { axes: { ints: [1] }, keepdims: 0 }, ['sentence_embedding']);
  g.output('sentence_embedding', 'float32', ['batch', 8]);
  const folder = await changed('bge', (copy) => writeFile(join(copy, 'onnx/model.onnx'), g.model()));
  const each = [2, 5, 6, 3].map((id) => tokenWeights(id, 8));
  const highest = Array.from({ length: 8 }, (_, d) => Math.max(...each.map((word) => word[d] ?? 0)));
  close(await embed(await open(folder), 'red tent'), normalise(Float32Array.from(highest)));
});

it('is refused where a layer after the pooling is not in the graph, instead of giving other vectors', async () => {
  const folder = await changed('minilm', async (copy) => {
    const steps = JSON.parse(await readFile(join(copy, 'modules.json'), 'utf8'));
    const type = 'sentence_transformers.models.Dense';
    await writeFile(join(copy, 'modules.json'), JSON.stringify([...steps, { idx: 3, path: '2_Dense', type }]));
  });
  await expect(open(folder).then((model) => embed(model, 'a'))).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringContaining('2_Dense'),
  });
});

describe('prefixes', () => {
  it("of E5 reach the graph, by the model's own name, for want of anything else in the folder", async () => {
    const e5 = await open('e5');
    expect(e5.space.roles).toEqual({ by: 'prefix', query: 'query: ', passage: 'passage: ' });
    // <s> ▁query : ▁red ▁tent </s>, and the same with ▁passage.
    close(await embed(e5, 'red tent', 'query'), mean(hidden([0, 16, 15, 6, 7, 2])));
    close(await embed(e5, 'red tent', 'passage'), mean(hidden([0, 18, 15, 6, 7, 2])));
  });

  it("of Nomic are read from the folder's own prompts", async () => {
    const nomic = await open('nomic');
    // [CLS] search _ query : red tent [SEP]: in half precision, which is good for three digits.
    close(await embed(nomic, 'red tent', 'query'), mean(hidden([2, 18, 20, 16, 15, 5, 6, 3])), 2);
    close(await embed(nomic, 'red tent', 'passage'), mean(hidden([2, 18, 20, 19, 15, 5, 6, 3])), 2);
  });

  it('of BGE stand before queries only', async () => {
    const bge = await open('bge');
    const asked = hidden([2, 21, 22, 23, 24, 25, 26, 27, 15, 5, 6, 3]);
    close(await embed(bge, 'red tent', 'query'), mean(asked.slice(0, 1)));
    close(await embed(bge, 'red tent', 'passage'), mean(hidden([2, 5, 6, 3]).slice(0, 1)));
  });

  it('that are written empty say nothing, as newer libraries write them into every folder', async () => {
    const empty = amend('config_sentence_transformers.json', { prompts: { query: '', document: '' } });
    const bge = await open(await changed('bge', empty));
    expect(bge.space.roles?.query).toMatch(/^Represent/);
  });

  it('make another space, and MiniLM has none', async () => {
    const other = amend('config_sentence_transformers.json', { prompts: { query: 'search: ', document: '' } });
    const [a, b] = [await open('bge'), await open(await changed('bge', other))];
    expect(b.space.roles).toEqual({ by: 'prefix', query: 'search: ', passage: '' });
    expect(a.space.revision).not.toBe(b.space.revision);
    expect((await open('minilm')).space.roles).toBeUndefined();
  });

  it('take no part in the mean where the model wants that', async () => {
    const apart = amend('1_Pooling/config.json', { include_prompt: false });
    const nomic = await open(await changed('nomic', apart));
    close(await embed(nomic, 'red tent', 'query'), mean(hidden([2, 18, 20, 16, 15, 5, 6, 3]).slice(5)), 2);
  });

  it('take room from the text', async () => {
    // 32 positions; [CLS], [SEP] and the text share what 8 tokens of the prefix leave.
    expect((await open('bge')).maxTextTokens).toBe(24);
    expect((await open('minilm')).maxTextTokens).toBe(16);
  });
});

describe('batches', () => {
  const texts = [
    'a red tent',
    '',
    'two dogs on the beach',
    'blue',
    'the red square on the beach : a tent',
    'a red tent',
  ];

  it('give what each text gives alone, in the order of the texts, with nothing of the padding', async () => {
    for (const model of ['minilm', 'bge', 'e5', 'nomic']) {
      const embedder = await open(model);
      const together = await embedder.embed(
        texts.map((text) => ({ text })),
        'query',
      );
      for (const [i, text] of texts.entries()) {
        // int8 activations are scaled by the batch, as in every dynamically quantised export.
        close(together[i] as Float32Array, await embed(embedder, text, 'query'), model === 'minilm' ? 1 : 3);
      }
    }
  });

  it('that are cut read as far as the model does', async () => {
    // 16 tokens: marks and the first 14 words. A 17th would have a place, but was not trained with.
    const folder = await changed('minilm', (copy) => unlink(join(copy, 'onnx', 'model_quantized.onnx')));
    const long = await embed(await open(folder), 'red '.repeat(40));
    close(long, mean(hidden([2, ...Array<number>(14).fill(5), 3], true)));
  });
});

describe('precision', () => {
  it('takes the quantised file where there is one: almost the same vectors, and another revision', async () => {
    const folder = await changed('minilm', (copy) => unlink(join(copy, 'onnx', 'model_quantized.onnx')));
    const [small, full] = [await open('minilm'), await open(folder)];
    const [a, b] = [await embed(small, 'two dogs on the beach'), await embed(full, 'two dogs on the beach')];
    expect(dot(a, b)).toBeGreaterThan(0.995);
    expect(dot(a, b)).toBeLessThan(0.9999999);
    expect(small.space.revision).not.toBe(full.space.revision);
  });
});

describe('dimensions', () => {
  it('can be fewer: the first ones, at length 1', async () => {
    const [full, short] = [await open('bge'), await open('bge', { vendor: { dimensions: 4 } })];
    expect(short.space.dimensions).toBe(4);
    close(await embed(short, 'a red tent'), normalise((await embed(full, 'a red tent')).slice(0, 4)));
  });

  it('of Nomic are cut from the vector without its mean, as it was trained', async () => {
    // https://huggingface.co/nomic-ai/nomic-embed-text-v1.5: layer_norm, then the cut, then length 1.
    const short = await open('nomic', { vendor: { dimensions: 3 } });
    const vector = await embed(await open('nomic'), 'a red tent');
    const shift = vector.reduce((a, b) => a + b) / 8;
    close(await embed(short, 'a red tent'), normalise(vector.slice(0, 3).map((value) => value - shift)), 4);
  });

  it('cannot be more than there are', async () => {
    await expect(open('bge', { vendor: { dimensions: 9 } })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('8 dimensions'),
    });
  });

  it('are asked of the model where its configuration does not tell', async () => {
    const silent = await changed('e5', amend('config.json', { hidden_size: undefined }));
    expect((await open(silent)).space.dimensions).toBe(8);
  });

  it('that differ from the configuration are noticed', async () => {
    const wrong = await open(await changed('e5', amend('config.json', { hidden_size: 16 })));
    await expect(embed(wrong, 'a')).rejects.toMatchObject({ code: 'model-failed' });
  });
});

describe('close', () => {
  it('waits for what runs, and ends the rest', async () => {
    const embedder = await open('e5');
    const running = embed(embedder, 'a red tent');
    await embedder.close();
    expect(await running).toHaveLength(8);
    await expect(embed(embedder, 'a')).rejects.toMatchObject({ code: 'closed' });
    await embedder.close();
  });
});
