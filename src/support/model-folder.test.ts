import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  defaultModelsDir,
  isUsable,
  listModels,
  modelPath,
  readLicence,
  removeModel,
  verifyModel,
} from './model-folder.ts';
import { sampledFingerprint } from './model-folder-fingerprint.ts';
import { type ModelRecord, writeRecord } from './model-folder-record.ts';

let root = '';
let dir = '';
let environment: { XDG_CACHE_HOME: string };
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-models-'));
  dir = join(root, 'models');
  environment = { XDG_CACHE_HOME: join(root, 'cache') };
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, content: string | Uint8Array = '{}'): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content);
}

async function putModel(path: string): Promise<string> {
  await put(`${path}/config.json`);
  await put(`${path}/onnx/model.onnx`, new Uint8Array(1000));
  return join(root, path);
}

const record: ModelRecord = {
  repo: 'acme/tiny',
  endpoint: 'https://hub.example',
  revision: 'main',
  commit: 'c'.repeat(40),
  precision: 'auto',
  complete: true,
  pulledAt: '2026-01-01T00:00:00.000Z',
  files: [],
};

describe('models folders', () => {
  it('are searched in their order, the usual one last', async () => {
    const usual = await putModel('cache/sightline/models/acme/tiny');
    expect(defaultModelsDir(environment)).toBe(join(root, 'cache/sightline/models'));
    expect(await modelPath([dir], 'local:acme/tiny', environment)).toBe(usual);
    const first = await putModel('models/acme/tiny');
    expect(await modelPath([dir], 'acme/tiny', environment)).toBe(first);
    expect(await modelPath([dir], 'acme/other', environment)).toBeUndefined();
    expect(defaultModelsDir({ XDG_CACHE_HOME: 'not/absolute' })).not.toContain('not/absolute');
  });

  it('hold no model where one is not whole', async () => {
    const folder = await putModel('models/acme/tiny');
    expect(await isUsable(folder)).toBe(true);
    await writeRecord(folder, { ...record, complete: false });
    expect(await isUsable(folder)).toBe(false);
    await writeRecord(folder, record);
    expect(await isUsable(folder)).toBe(true);
    await put('models/acme/tiny/sightline-model.json', '{"repo":');
    expect(await isUsable(folder)).toBe(false);
    await put('models/acme/weightless/config.json');
    expect(await isUsable(join(dir, 'acme/weightless'))).toBe(false);
  });

  it('are listed with sizes and licences', async () => {
    await putModel('models/acme/tiny');
    await put('models/acme/tiny/README.md', '---\nlanguage: en\nlicense: "mit"\n---\nlicense: wrong');
    await putModel('models/gpt2');
    await put('models/acme/notes/readme.txt');
    await putModel('cache/sightline/models/zoo/big');
    await writeRecord(join(root, 'cache/sightline/models/zoo/big'), {
      ...record,
      licence: 'apache-2.0',
      complete: false,
    });
    const listed = await listModels([dir], environment);
    expect(listed.map(({ name, licence, complete }) => [name, licence, complete])).toEqual([
      ['acme/tiny', 'mit', true],
      ['gpt2', undefined, true],
      ['zoo/big', 'apache-2.0', false],
    ]);
    expect(listed[1]?.bytes).toBe(1002);
  });

  it('read the licence of a card as cards state it', async () => {
    const licenceOf = async (card: string): Promise<string | undefined> => {
      await put('card/README.md', card);
      return readLicence(join(root, 'card'));
    };
    expect(await licenceOf('---\r\nlicense: cc-by-nc-4.0 # no sales\r\n---\r\n')).toBe('cc-by-nc-4.0');
    expect(await licenceOf('---\nlicense: other\nlicense_name: acme-open\n---\n')).toBe('acme-open');
    expect(await licenceOf('# A model\nlicense: mit')).toBeUndefined();
    expect(await licenceOf('---\nlicense:\n- mit\n---\n')).toBeUndefined();
  });
});

describe('removeModel', () => {
  it('removes a model, and its organisation with the last one', async () => {
    await putModel('models/acme/tiny');
    await putModel('models/acme/other');
    expect(await removeModel([dir], 'acme/tiny', environment)).toMatchObject({ name: 'acme/tiny', bytes: 1002 });
    expect(await readdir(dir)).toEqual(['acme']);
    await removeModel([dir], 'acme/other', environment);
    expect(await readdir(dir)).toEqual([]);
    expect(await removeModel([dir], 'acme/other', environment)).toBeUndefined();
  });

  it('removes nothing that is no model, and nothing outside', async () => {
    await put('models/acme/letters/dear.txt');
    expect(await removeModel([dir], 'acme/letters', environment)).toBeUndefined();
    await putModel('precious');
    for (const name of ['../precious', '..', 'a/../../precious', join(root, 'precious'), 'a/b/c', ''])
      await expect(removeModel([dir], name, environment)).rejects.toMatchObject({ code: 'bad-option' });
    await symlink(join(root, 'precious'), join(dir, 'acme', 'link'));
    await expect(removeModel([dir], 'acme/link', environment)).rejects.toThrow(/leads out of the models folder/);
    expect(await isUsable(join(root, 'precious'))).toBe(true);
    expect(await readdir(join(dir, 'acme/letters'))).toEqual(['dear.txt']);
  });
});

describe('verifyModel', () => {
  it('says that there is nothing to compare with, and reads no file outside of the folder', async () => {
    const folder = await putModel('models/acme/tiny');
    await expect(verifyModel(folder)).rejects.toMatchObject({ code: 'model-missing' });
    await writeRecord(folder, { ...record, files: [{ path: '../../secret', size: 1, sha256: 'a' }] });
    expect((await verifyModel(folder)).wrong).toEqual([
      { path: '../../secret', reason: 'it lies outside of the folder' },
    ]);
  });
});

describe('sampledFingerprint', () => {
  it('is that of the content, wherever it is, and changes with it', async () => {
    const bytes = Buffer.alloc(1_000_000, 7);
    await put('one/model.onnx', bytes);
    await put('two/model.onnx', bytes);
    const first = await sampledFingerprint(join(root, 'one'), ['model.onnx']);
    expect(await sampledFingerprint(join(root, 'two'), ['model.onnx'])).toBe(first);
    for (const change of [(all: Buffer) => all.fill(8, 200_000, 300_000), (all: Buffer) => all.fill(8, 999_999)]) {
      await put('two/model.onnx', change(Buffer.from(bytes)));
      expect(await sampledFingerprint(join(root, 'two'), ['model.onnx'])).not.toBe(first);
    }
    await put('two/empty.onnx', '');
    expect(await sampledFingerprint(join(root, 'two'), ['empty.onnx'])).toMatch(/^empty\.onnx 0 /);
  });
});
