import { cp, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
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
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function changed(model: string, change: (folder: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-local-'));
  folders.push(folder);
  await cp(join('test/fixtures/models', model), folder, { recursive: true });
  await change(folder);
  return folder;
}
const configured = (model: string, fields: object) =>
  changed(model, async (folder) => {
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, ...fields }));
  });

const embedder = async (model: string) => provider.embedder?.(model, context);
const reranker = async (model: string) => provider.reranker?.(model, context);
/** Opens a model and runs it once. */
const embed = async (model: string) => {
  const opened = await embedder(model);
  try {
    return await opened?.embed([{ text: 'a red tent' }], 'query');
  } finally {
    await opened?.close();
  }
};

describe('a model for the wrong work', () => {
  it('is told apart by its configuration, with what to do', async () => {
    await expect(embedder('cross-encoder/ms-marco')).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/bert model.*no vectors.*--reranker/),
    });
    await expect(reranker('minilm')).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('does not judge pairs'),
    });
    const writer = await configured('minilm', { model_type: 'gpt2', architectures: ['GPT2LMHeadModel'] });
    // Whatever it was before, its folder says how it makes vectors.
    expect(await embed(writer)).toHaveLength(1);
    const fields = { _name_or_path: '', model_type: 'llama', architectures: ['LlamaForCausalLM'] };
    const plain = await configured('e5', fields);
    await expect(embedder(plain)).rejects.toMatchObject({ code: 'bad-option' });
    const seeing = await configured('clip', { model_type: 'llava' });
    await expect(embedder(seeing)).rejects.toMatchObject({ code: 'bad-option' });
  });
});

describe('a folder with something wrong', () => {
  it('without config.json is no model', async () => {
    const folder = await changed('minilm', (copy) => unlink(join(copy, 'config.json')));
    await expect(embedder(folder)).rejects.toMatchObject({ code: 'model-missing' });
  });

  it.each(['tokenizer.json', 'tokenizer_config.json'])('without %s: says which part is missing', async (file) => {
    const folder = await changed('minilm', (copy) => unlink(join(copy, file)));
    await expect(embedder(folder)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('tokenizer'),
    });
  });

  it('without preprocessor_config.json: a CLIP model cannot look', async () => {
    const folder = await changed('clip', (copy) => unlink(join(copy, 'preprocessor_config.json')));
    await expect(embedder(folder)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('preprocessor'),
    });
  });

  it('without its ONNX file: says so when it is run', async () => {
    const folder = await changed('bge', (copy) => unlink(join(copy, 'onnx/model.onnx')));
    await expect(embed(folder)).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('with an ONNX file that is none, or was cut short', async () => {
    for (const bytes of [
      Buffer.from('not a graph at all'),
      (await readFile('test/fixtures/models/bge/onnx/model.onnx')).subarray(0, 700),
    ]) {
      const folder = await changed('bge', (copy) => writeFile(join(copy, 'onnx/model.onnx'), bytes));
      await expect(embed(folder)).rejects.toMatchObject({
        code: 'model-missing',
        message: expect.stringContaining(folder),
      });
    }
  });

  it('with JSON that is none, or says nonsense: names the file and the field', async () => {
    const broken = await changed('minilm', (copy) => writeFile(join(copy, '1_Pooling/config.json'), '{"pooling'));
    await expect(embedder(broken)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('1_Pooling/config.json'),
    });
    const nonsense = await configured('minilm', { hidden_size: -8 });
    await expect(embedder(nonsense)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('hidden_size'),
    });
    const giant = await changed('clip', (copy) =>
      writeFile(join(copy, 'preprocessor_config.json'), '{"image_processor_type":"CLIPImageProcessor","size":1e9}'),
    );
    await expect(embedder(giant)).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('with a graph of other outputs: says which ones are wanted', async () => {
    const folder = await changed('bge', (copy) =>
      cp('test/fixtures/models/cross-encoder/ms-marco/onnx/model.onnx', join(copy, 'onnx/model.onnx')),
    );
    await expect(embed(folder)).rejects.toMatchObject({
      code: 'model-failed',
      message: expect.stringContaining('last_hidden_state'),
    });
  });
});
