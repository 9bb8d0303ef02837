import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeHub, fakeHub } from './model-hub-fake.ts';
import { type ModelSourceContext, openModelSource } from './transformers-models.ts';

const fixture = fileURLToPath(new URL('../../test/fixtures/models/minilm', import.meta.url));
const repo = 'acme/tiny-minilm';
let root = '';
let hub: FakeHub;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-source-'));
  const entries = await readdir(fixture, { recursive: true, withFileTypes: true });
  const files: Record<string, Buffer> = {};
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[path.slice(fixture.length + 1)] = await readFile(path);
  }
  hub = await fakeHub(files, { repo });
});
afterAll(async () => {
  await hub.close();
  await rm(root, { recursive: true, force: true });
});

function context(more: Partial<ModelSourceContext> = {}): ModelSourceContext {
  const environment = { HF_ENDPOINT: hub.url, XDG_CACHE_HOME: join(root, 'cache') };
  const defaults = {
    modelsDirs: [join(root, 'models')],
    offline: false,
    threads: 1,
    precision: 'auto',
    device: 'cpu',
  } as const;
  return { ...defaults, environment, ...more };
}

/** Loads the model and runs it on a few tokens. */
async function run(more: Partial<ModelSourceContext> = {}, model = repo) {
  const source = await openModelSource(model, context(more));
  const { BertModel, AutoTokenizer } = source.library;
  const tower = source.tower('encoder', (options) => BertModel.from_pretrained(source.name, options));
  const tokenizer = await source.load('tokenizer', (options) => AutoTokenizer.from_pretrained(source.name, options));
  const inputs: unknown = tokenizer(['a red chair']);
  const outputs = await (await tower())(inputs);
  const fingerprint = await source.fingerprint();
  await source.close();
  return { folder: source.folder, dtype: source.dtype, outputs, fingerprint };
}

describe('openModelSource', () => {
  it('downloads a model once, runs it from its folder, and needs no network from then on', async () => {
    const seen: (number | undefined)[] = [];
    const first = await run({ onProgress: (_message, fraction) => void seen.push(fraction) });
    expect(first.folder).toBe(join(root, 'models', repo));
    expect(first.dtype).toBe('q8');
    expect(first.outputs).toHaveProperty('last_hidden_state');
    expect(seen.at(-1)).toBe(1);
    const asked = hub.requests.length;
    const second = await run({ offline: true, environment: { HF_ENDPOINT: 'http://127.0.0.1:1023' } });
    expect(hub.requests).toHaveLength(asked);
    expect(second.fingerprint).toBe(first.fingerprint);
    // A copy on another machine is the same model.
    await cp(first.folder, join(root, 'copy'), { recursive: true });
    expect((await run({ offline: true }, join(root, 'copy'))).fingerprint).toBe(first.fingerprint);
  }, 20_000);

  it('completes a downloaded model that lacks the precision asked for, but not offline', async () => {
    await run();
    await expect(run({ precision: 'fp32', offline: true })).rejects.toThrow(/no files in precision fp32.*q8/);
    const full = await run({ precision: 'fp32' });
    expect(full.dtype).toBe('fp32');
    expect(full.fingerprint).not.toBe((await run()).fingerprint);
  }, 20_000);

  it('gives each graph its own precision where they differ, and finds graphs beside the configuration', async () => {
    const mixed = join(root, 'mixed');
    await cp(fixture, mixed, { recursive: true });
    await cp(join(fixture, 'onnx/model.onnx'), join(mixed, 'onnx/decoder_model_merged.onnx'));
    expect((await run({}, mixed)).dtype).toEqual({ decoder_model_merged: 'fp32', model: 'q8' });
    const flat = join(root, 'flat');
    await cp(fixture, flat, { recursive: true });
    await cp(join(flat, 'onnx'), flat, { recursive: true });
    await rm(join(flat, 'onnx'), { recursive: true });
    expect((await run({}, flat)).outputs).toHaveProperty('last_hidden_state');
  }, 20_000);

  it('says what is missing', async () => {
    const elsewhere = { modelsDirs: [join(root, 'nowhere')] };
    await expect(run({ ...elsewhere, offline: true })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/runs offline.*nowhere.*sightline models pull acme\/tiny-minilm/),
    });
    await expect(run(elsewhere, 'acme/unknown')).rejects.toMatchObject({ code: 'model-missing' });
    await expect(run({}, './not-here')).rejects.toThrow(/There is no model in .*not-here/);
    await expect(run({}, 'no/such/model/at-all')).rejects.toMatchObject({ code: 'bad-option' });
  });

  it('names the devices there are, and what one that does not work needs', async () => {
    await expect(run({ device: 'abacus' })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/no device "abacus".*cpu/),
    });
    const { listSupportedBackends } = await import('onnxruntime-node');
    if (!listSupportedBackends().some(({ name }) => name === 'cuda')) return;
    const failure = await run({ device: 'cuda' }, fixture).catch((error: unknown) => error);
    // On a machine with CUDA it works.
    if (failure instanceof Error)
      expect(failure).toMatchObject({
        code: 'model-failed',
        message: expect.stringMatching(/on cuda: .*--device cpu/),
      });
  }, 20_000);
});
