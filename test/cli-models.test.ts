import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDownload } from '../src/cli/models-progress.ts';
import { type FakeHub, fakeHub } from '../src/support/model-hub-fake.ts';
import { type Finished, sightline, writeFiles } from './cli-process.ts';

const repo = 'acme/tiny';
const large = 'onnx/model_quantized.onnx';
const size = 400_000;
const weights = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7919) >>> 3));
let cwd = '';
let hub: FakeHub;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sightline-models-'));
  const files = {
    'config.json': Buffer.from('{"model_type":"bert"}'),
    'tokenizer.json': Buffer.from('{}'),
    'README.md': Buffer.from('---\nlicense: mit\n---\n'),
    [large]: weights(size),
    'onnx/model.onnx': weights(500_000),
  };
  hub = await fakeHub(files, { repo, slowMs: 15 });
});
afterAll(async () => {
  await hub.close();
  await rm(cwd, { recursive: true, force: true });
});

const environment = () => ({
  HF_ENDPOINT: hub.url,
  HF_TOKEN: '',
  XDG_CACHE_HOME: join(cwd, 'cache'),
  SIGHTLINE_MODELS_DIRS: 'store',
});

function models(line: string): Promise<Finished> {
  return sightline(['models', ...line.split(' ')], { cwd, env: environment() });
}

/** Presses Ctrl-C once that many bytes of the large file have been sent. */
function interrupted(line: string, bytes: number): Promise<Finished> {
  const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  const args = ['--import', import.meta.resolve('tsx'), main, 'models', ...line.split(' ')];
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...environment() } });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const watch = setInterval(() => {
    if ((hub.sent.get(large) ?? 0) < bytes) return;
    clearInterval(watch);
    child.kill('SIGINT');
  }, 5);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ code, out, err });
    });
  });
}

describe('sightline models', () => {
  it('stops at Ctrl-C and goes on from there', async () => {
    const stopped = await interrupted('pull local:acme/tiny', 100_000);
    expect(stopped).toMatchObject({ code: 130, out: '' });
    expect(stopped.err).toBe(
      'Stopping: what was downloaded is kept, and the same command goes on from there.\nsightline: Stopped.\n',
    );
    expect(existsSync(join(cwd, 'store', repo, 'config.json'))).toBe(false);

    const pulled = await models('pull acme/tiny --precision q8');
    expect(pulled).toMatchObject({ code: 0, err: '' });
    expect(pulled.out).toMatch(/^Downloaded acme\/tiny: 400 kB, q8, licence mit; in store\/acme\/tiny\n$/);
    const [first, second] = hub.rangesOf(large);
    expect([first, Number(/^bytes=(\d+)-$/.exec(second ?? '')?.[1]) > 50_000]).toEqual(['', true]);
    expect((await models('pull acme/tiny')).out).toMatch(/^acme\/tiny is here already: 400 kB/);
    expect(hub.rangesOf(large)).toHaveLength(2);
  }, 30_000);

  it('lists what is here, with sizes and licences, and prints folders', async () => {
    await writeFiles(cwd, { 'store/mine/config.json': '{}', 'store/mine/onnx/model.onnx': 'x'.repeat(5000) });
    const [listed, json, path] = await Promise.all([
      models('list'),
      models('list acme/tiny --json'),
      models('path acme/tiny'),
    ]);
    expect(listed).toMatchObject({ code: 0, err: '' });
    expect(listed.out).toMatch(
      /^acme\/tiny {2}40\d kB {2}q8 {4}mit {2}store\/acme\/tiny\nmine {7}5\.0 kB {2}fp32 {7}store\/mine\n$/,
    );
    expect(JSON.parse(json.out)).toMatchObject([{ name: repo, licence: 'mit', complete: true, record: { repo } }]);
    expect(path).toMatchObject({ code: 0, out: `${join(cwd, 'store', repo)}\n` });
  }, 30_000);

  it('verifies, names what is wrong and how to mend it', async () => {
    const fine = await models('verify');
    expect(fine).toMatchObject({ code: 0, err: '' });
    expect(fine.out).toMatch(
      /^ok {4}acme\/tiny: 4 files, 40\d kB\nnone {2}mine: no checksums, as it was not pulled\n$/,
    );
    const damaged = await readFile(join(cwd, 'store', repo, large));
    damaged[1000] = (damaged[1000] ?? 0) ^ 1;
    await writeFile(join(cwd, 'store', repo, large), damaged);
    const wrong = await models('verify acme/tiny');
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toBe(
      `wrong acme/tiny: ${large}: its checksum is another\n      mend it: sightline models pull acme/tiny\n`,
    );
  }, 30_000);

  it('says what cannot be had, and pulls the others', async () => {
    const some = await models('pull acme/none acme/tiny --json');
    expect(some.code).toBe(2);
    expect(JSON.parse(some.out)).toMatchObject([{ name: repo, received: size, precisions: { model: 'q8' } }]);
    expect(some.err).toMatch(/^sightline: The hub has no acme\/none, or it is private\.\n {2}Check the name/);
    const [offline, unknown, nameless] = await Promise.all([
      models('pull acme/tiny --offline'),
      models('fetch acme/tiny'),
      models('pull'),
    ]);
    expect(offline).toMatchObject({ code: 1, err: expect.stringContaining('this runs offline') });
    expect(unknown).toMatchObject({ code: 64, err: expect.stringContaining('pull, list, rm, path, verify') });
    expect(nameless).toMatchObject({ code: 64, err: expect.stringContaining('needs the name of a model') });
  }, 30_000);

  it('removes models, and nothing else', async () => {
    const removed = await models('rm acme/tiny');
    expect(removed.out).toMatch(/^Removed acme\/tiny \(40\d kB\) from store\/acme\/tiny\n$/);
    expect(existsSync(join(cwd, 'store/acme'))).toBe(false);
    const [again, outside] = await Promise.all([models('path acme/tiny'), models('rm ../store')]);
    expect(again).toMatchObject({ code: 3, out: '', err: expect.stringContaining('no model called acme/tiny') });
    expect(outside.code).toBe(64);
  }, 30_000);
});

describe('the line of a download', () => {
  it('fits the terminal, whatever is downloaded', () => {
    const state = {
      message: `Downloading ${repo} (${large}\u001b[2J)`,
      bytes: { done: 62e6, total: 152e6 },
      bytesPerSecond: 9.8e6,
    };
    expect(describeDownload(state, 150)).toBe(
      `████████░░░░░░░░░░░░  40 %   62 MB of 152 MB   9.8 MB/s   about 9 s left   Downloading ${repo} (${large}[2J)`,
    );
    expect(describeDownload(state, 50).length).toBeLessThanOrEqual(50);
    expect(describeDownload({ message: 'Looking up acme/tiny' }, 80)).toBe('Looking up acme/tiny');
  });
});
