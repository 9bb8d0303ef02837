import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listModels, modelPath, verifyModel } from './model-folder.ts';
import { readRecord } from './model-folder-record.ts';
import { type PullOptions, pullModel } from './model-hub.ts';
import { type FakeHub, type FakeHubOptions, fakeHub, sha256Of } from './model-hub-fake.ts';

// The shapes of requests and answers are those of huggingface.js and huggingface_hub:
// https://github.com/huggingface/huggingface.js/blob/main/packages/hub/src/lib/list-files.ts
// https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/utils/_http.py
const repo = 'acme/tiny-clip';
/** Bytes that do not repeat, so that a part in the wrong place is noticed. */
const weights = (seed: number, length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => ((i * 2_654_435_761 + seed * 97) >>> 11) & 255));
const text = (value: string): Buffer => Buffer.from(value);
const model = (): Record<string, Buffer> => ({
  'config.json': text('{"model_type":"clip"}'),
  'tokenizer.json': text('{"version":"1.0"}'),
  'preprocessor_config.json': text('{}'),
  'README.md': text('---\nlicense: apache-2.0\n---\n# Tiny'),
  'model.safetensors': weights(9, 50_000),
  'onnx/text_model.onnx': weights(1, 90_000),
  'onnx/text_model_quantized.onnx': weights(2, 30_000),
  'onnx/vision_model.onnx': weights(3, 90_000),
  'onnx/vision_model_quantized.onnx': weights(4, 300_000),
  'onnx/vision_model_fp16.onnx': weights(5, 60_000),
});
const bytesOf = ({ files }: Pick<FakeHub, 'files'>, path: string): Buffer => files[path] ?? Buffer.alloc(0);
const sha256At = async (folder: string, path: string): Promise<string> => sha256Of(await readFile(join(folder, path)));
const large = 'onnx/vision_model_quantized.onnx';

let dir = '';
const hubs: FakeHub[] = [];
const children: ChildProcess[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sightline-hub-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const hub of hubs.splice(0)) await hub.close();
  await rm(dir, { recursive: true, force: true });
});

async function start(files = model(), options: Partial<FakeHubOptions> = {}): Promise<FakeHub> {
  const hub = await fakeHub(files, { repo, ...options });
  hubs.push(hub);
  return hub;
}

function pull(hub: { url: string }, options: Partial<PullOptions> = {}, name = repo) {
  const environment = { HF_ENDPOINT: hub.url, HF_TOKEN: 'hf_secret', ...options.environment };
  return pullModel(name, { modelsDirs: [dir], firstWaitMs: 5, timeoutMs: 2000, ...options, environment });
}

/** Where the large file is gathered. */
function partialOf(bytes: Uint8Array): string {
  return join(dir, repo, `${large}.${sha256Of(bytes).slice(0, 16)}.partial`);
}

/** Sends a part of the large file and breaks off once some of it has arrived. */
async function sendAndCut(response: ServerResponse, bytes: Buffer, from: number): Promise<void> {
  response.write(bytes.subarray(from, from + 50_000));
  const arrived = async (): Promise<number> =>
    stat(partialOf(bytes)).then(
      ({ size }) => size,
      () => 0,
    );
  while ((await arrived()) <= from) await new Promise((resolve) => setTimeout(resolve, 5));
  response.destroy();
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('pullModel', () => {
  it('downloads what running the model needs, and nothing twice', async () => {
    const hub = await start(model(), { pageSize: 3 });
    const seen: [string, number | undefined][] = [];
    const pulled = await pull(hub, { onProgress: (message, fraction) => void seen.push([message, fraction]) });
    expect(await filesIn(pulled.folder)).toEqual([
      'README.md',
      'config.json',
      'onnx/text_model_quantized.onnx',
      large,
      'preprocessor_config.json',
      'sightline-model.json',
      'tokenizer.json',
    ]);
    expect(await sha256At(pulled.folder, large)).toBe(sha256Of(bytesOf(hub, large)));
    expect(pulled).toMatchObject({
      name: repo,
      commit: 'c'.repeat(40),
      licence: 'apache-2.0',
      precisions: { text_model: 'q8', vision_model: 'q8' },
    });
    expect(pulled.received).toBe(pulled.bytes);
    const fractions = seen.flatMap(([, fraction]) => (fraction === undefined ? [] : [fraction]));
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual([`Downloaded ${repo}`, 1]);
    expect(hub.requests.every((request) => request.headers.authorization === 'Bearer hf_secret')).toBe(true);

    const record = await readRecord(pulled.folder);
    expect(record).toMatchObject({ repo, revision: 'main', complete: true });
    expect(record?.files.find(({ path }) => path === 'config.json')?.sha256).toBe(
      sha256Of(bytesOf(hub, 'config.json')),
    );
    expect(await verifyModel(pulled.folder)).toMatchObject({ checked: 6, wrong: [] });
    expect((await pull(hub)).received).toBe(0);
    expect(hub.rangesOf(large)).toEqual(['']);
  });

  it('goes on where a connection broke, again and again', async () => {
    let cuts = 0;
    const hub = await start(model(), {
      intercept(path, request, response, { files }) {
        if (path !== large || cuts >= 3) return false;
        const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
        const bytes = bytesOf({ files }, path);
        const head = { etag: '"one"', 'content-length': bytes.length - from };
        if (from === 0) response.writeHead(200, head);
        else response.writeHead(206, { ...head, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
        void sendAndCut(response, bytes, from);
        cuts++;
        return true;
      },
    });
    // Fewer tries than cuts: each piece that arrives gives them back.
    const pulled = await pull(hub, { retries: 1 });
    expect(hub.rangesOf(large)[0]).toBe('');
    expect(
      hub
        .rangesOf(large)
        .slice(1, 3)
        .every((range) => /^bytes=[1-9]\d*-$/.test(range)),
    ).toBe(true);
    expect(hub.requests.some((request) => request.headers['if-range'] === '"one"')).toBe(true);
    expect(await sha256At(pulled.folder, large)).toBe(sha256Of(bytesOf(hub, large)));
  });

  it('begins anew where the server knows no ranges', async () => {
    let cut = false;
    const hub = await start(model(), {
      withRanges: false,
      intercept(path, _request, response, { files }) {
        if (path !== large || cut) return false;
        cut = true;
        const bytes = bytesOf({ files }, path);
        response.writeHead(200, { 'content-length': bytes.length });
        void sendAndCut(response, bytes, 0);
        return true;
      },
    });
    const pulled = await pull(hub);
    expect(hub.rangesOf(large)).toHaveLength(2);
    expect(hub.sent.get(large)).toBe(300_000);
    expect(await sha256At(pulled.folder, large)).toBe(sha256Of(bytesOf(hub, large)));
  });

  it('takes the new version when the model changes between two tries, and nothing of the old one', async () => {
    let cut = true;
    const hub = await start(model(), {
      intercept(path, _request, response, { files }) {
        if (path !== large || !cut) return false;
        response.writeHead(200, { etag: '"one"', 'content-length': 300_000 });
        void sendAndCut(response, bytesOf({ files }, path), 0);
        return true;
      },
    });
    await expect(pull(hub, { retries: 0 })).rejects.toMatchObject({ code: 'network-failed' });
    expect(await modelPath([dir], repo)).toBeUndefined();
    cut = false;
    hub.commit = 'd'.repeat(40);
    hub.files[large] = weights(77, 280_000);
    const pulled = await pull(hub);
    expect(hub.rangesOf(large)).toEqual(['', '']);
    expect(await sha256At(pulled.folder, large)).toBe(sha256Of(bytesOf(hub, large)));
    expect((await filesIn(pulled.folder)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('does not trust what it has when the file on the server is another now', async () => {
    // The listing says one thing, the CDN's file has changed: If-Range makes it begin anew, the checksum ends it.
    let requests = 0;
    const hub = await start(model(), {
      intercept(path, request, response, { files }) {
        if (path !== large) return false;
        const bytes = bytesOf({ files }, path);
        if (requests++ === 0) {
          response.writeHead(200, { etag: '"one"', 'content-length': bytes.length });
          void sendAndCut(response, bytes, 0);
        } else {
          expect(request.headers['if-range']).toBe('"one"');
          response.writeHead(200, { etag: '"two"', 'content-length': bytes.length });
          response.end(weights(55, bytes.length));
        }
        return true;
      },
    });
    await expect(pull(hub)).rejects.toMatchObject({ code: 'broken-content' });
    expect((await filesIn(dir)).filter((name) => name.includes('vision'))).toEqual([]);
  });

  it.each([
    ['large', large],
    ['small', 'tokenizer.json'],
  ])('deletes a %s file whose checksum is wrong, and says so', async (_, path) => {
    const hub = await start(model(), {
      intercept(file, _request, response, { files }) {
        if (file !== path) return false;
        const bytes = Buffer.from(bytesOf({ files }, file));
        bytes[3] = (bytes[3] ?? 0) ^ 1;
        response.end(bytes);
        return true;
      },
    });
    await expect(pull(hub)).rejects.toMatchObject({
      code: 'broken-content',
      message: expect.stringMatching(new RegExp(`^${path} of ${repo} is not what the hub lists.*proxy`)),
    });
    expect((await filesIn(dir)).filter((name) => name.includes(path))).toEqual([]);
    expect(await modelPath([dir], repo)).toBeUndefined();
  });

  it('downloads a part again that a crash left damaged', async () => {
    const hub = await start();
    const file = bytesOf(hub, large);
    const partial = partialOf(file);
    await mkdir(dirname(partial), { recursive: true });
    await writeFile(partial, Buffer.concat([file.subarray(0, 1000), Buffer.alloc(99_000)]));
    const pulled = await pull(hub);
    expect(hub.rangesOf(large)).toEqual(['bytes=100000-', '']);
    expect(await sha256At(pulled.folder, large)).toBe(sha256Of(file));
  });

  it('follows the hub to its CDN, and keeps the token from it', async () => {
    const cdn = await start();
    const hub = await start(model(), { cdn: () => cdn.url });
    await pull(hub);
    const asked = cdn.requests.map((request) => [request.path, request.headers.authorization]);
    expect(asked).toContainEqual([`/cdn/${large}`, undefined]);
    expect(asked.every(([, authorization]) => authorization === undefined)).toBe(true);
  });

  it('follows a model to its new name, with the token', async () => {
    const hub = await start();
    const { fakeHttpServer } = await import('./fake-http-server.ts');
    const seen: (string | undefined)[] = [];
    // One host that knows the old name and hands everything else on to the hub, as a reverse proxy does.
    const front = await fakeHttpServer(async (request, response) => {
      seen.push(request.headers.authorization);
      if (request.path.includes('acme/old')) {
        response.writeHead(307, { location: request.path.replace('acme/old', repo) });
        response.end();
        return;
      }
      const answer = await fetch(`${hub.url}${request.path}`);
      response.writeHead(answer.status);
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    const pulled = await pull(front, {}, 'acme/old');
    await front.close();
    expect(await verifyModel(pulled.folder)).toMatchObject({ checked: 6, wrong: [] });
    expect(new Set(seen)).toEqual(new Set(['Bearer hf_secret']));
  });

  it('does not follow it to another host without https', async () => {
    const hub = await start(model(), { cdn: () => 'http://cdn.example' });
    await expect(pull(hub)).rejects.toMatchObject({ code: 'network-refused' });
  });

  it.each([
    ['..', '../../evil.json'],
    ['an absolute path', '/tmp/evil.json'],
    ['a backslash', 'onnx\\..\\..\\evil.json'],
    ['a drive', 'C:/evil.json'],
    ['a control character', 'config.json\u0000.onnx'],
  ])('refuses a listing with %s', async (_, path) => {
    const hub = await start(model(), { list: (entries) => [...entries, { type: 'file', size: 3, path }] });
    await expect(pull(hub)).rejects.toMatchObject({ code: 'network-refused' });
    expect(await readdir(dir)).toEqual([]);
  });

  it('does not let a repository write the record, and bounds the number of its files', async () => {
    const files = { ...model(), 'sightline-model.json': text('{"repo":"evil"}') };
    const pulled = await pull(await start(files));
    expect(await readRecord(pulled.folder)).toMatchObject({ repo });
    const many = Array.from({ length: 10_001 }, (_, i) => ({ type: 'file', size: 1, path: `a${i}.json` }));
    await expect(pull(await start(model(), { list: () => many }))).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('says before the download that there is no room', async () => {
    const huge = { type: 'file', size: 10 ** 15, path: 'onnx/text_model_quantized.onnx', oid: 'a'.repeat(40) };
    const hub = await start(model(), {
      list: (entries) => [...entries.filter(({ path }) => path !== huge.path), huge],
    });
    await expect(pull(hub)).rejects.toMatchObject({ code: 'disk-full', message: expect.stringContaining('1,000,') });
    expect(hub.sent.size).toBe(0);
  });

  it.each([
    ['a name that is not there', 401, {}, '', 'model-missing', /capitals count.*HF_TOKEN/],
    ['a token that is refused', 401, {}, 'hf_secret', 'bad-option', /Check HF_TOKEN/],
    [
      'a name that is not there, to a token',
      404,
      { 'x-error-code': 'RepoNotFound' },
      'hf_secret',
      'model-missing',
      /no acme\/tiny-clip/,
    ],
    [
      'a gated model',
      403,
      { 'x-error-code': 'GatedRepo' },
      'hf_secret',
      'model-missing',
      /gated.*agree, with the account of HF_TOKEN/,
    ],
    [
      'a gated model, without a token',
      401,
      { 'x-error-code': 'GatedRepo' },
      '',
      'model-missing',
      /agree, then set HF_TOKEN/,
    ],
    [
      'a revision that is not there',
      404,
      { 'x-error-code': 'RevisionNotFound' },
      '',
      'model-missing',
      /no such revision/,
    ],
    ['an overloaded hub', 503, {}, 'hf_secret', 'network-failed', /HTTP status 503.*later/],
  ] as const)('explains %s', async (_, status, headers, token, code, message) => {
    const { fakeHttpServer } = await import('./fake-http-server.ts');
    const hub = await fakeHttpServer((_request, response) => {
      response.writeHead(status, { ...headers, 'x-error-message': 'you sent hf_secret' });
      response.end();
    });
    const failure = await pull(hub, { retries: 1, environment: { HF_TOKEN: token } }).catch((error: unknown) => error);
    await hub.close();
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(String(failure)).not.toContain('hf_secret');
    expect(hub.requests).toHaveLength(status === 503 ? 2 : 1);
  });

  it.each([
    ['a web page', '<html>Sign in</html>'],
    ['another API', '{"models": 3}'],
  ])('does not take %s for a hub', async (_, body) => {
    const { fakeHttpServer } = await import('./fake-http-server.ts');
    const hub = await fakeHttpServer((_request, response) => void response.end(body));
    await expect(pull(hub)).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('HF_ENDPOINT'),
    });
    await hub.close();
  });

  it('ends silence, unknown hosts and bad addresses with words', async () => {
    const hub = await start(model(), { intercept: (path) => path === large });
    await expect(pull(hub, { timeoutMs: 100, retries: 1 })).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('nothing was heard for 0.1 s'),
    });
    await expect(pull({ url: 'http://127.0.0.1:1023' }, { retries: 0 })).rejects.toThrow(
      /nothing listens there.*--models-dirs/,
    );
    await expect(pull({ url: 'ftp://hub' })).rejects.toMatchObject({ code: 'bad-option' });
    await expect(pull(hub, {}, '../evil')).rejects.toMatchObject({ code: 'bad-option' });
    await expect(pull(hub, { offline: true })).rejects.toMatchObject({ code: 'network-refused' });
  });

  it('stops at once when it is cancelled, and goes on from there', async () => {
    const controller = new AbortController();
    const hub = await start(model(), { slowMs: 20 });
    const begun = pull(hub, {
      signal: controller.signal,
      onProgress: (message) => void (message.includes(large) && controller.abort()),
    });
    await expect(begun).rejects.toMatchObject({ code: 'cancelled' });
    const kept = await stat(partialOf(bytesOf(hub, large)));
    expect(kept.size).toBeGreaterThan(0);
    expect(existsSync(join(dir, repo, '.sightline-pull.lock'))).toBe(false);
    await pull(hub);
    expect(hub.rangesOf(large)[1]).toBe(`bytes=${kept.size}-`);
    // Nothing was settled, and yet nothing is fetched a second time.
    expect(hub.rangesOf('config.json')).toEqual(['']);
  });

  it('adds another precision without losing the first, and drops files of an older commit', async () => {
    const hub = await start();
    await pull(hub);
    const both = await pull(hub, { precision: 'fp16' });
    expect(both.precisions).toEqual({ text_model: 'q8', vision_model: 'fp16' });
    expect(await filesIn(both.folder)).toEqual(expect.arrayContaining([large, 'onnx/vision_model_fp16.onnx']));
    expect(both.received).toBe(60_000);
    expect(await verifyModel(both.folder)).toMatchObject({ checked: 7, wrong: [] });
    // Damaged since, and not asked for now: it goes, so that what is there is whole.
    await writeFile(join(both.folder, large), 'x');
    await pull(hub, { precision: 'fp16' });
    expect(await verifyModel(both.folder)).toMatchObject({ checked: 6, wrong: [] });
    hub.commit = 'd'.repeat(40);
    hub.files['onnx/vision_model_fp16.onnx'] = weights(8, 60_000);
    const newer = await pull(hub);
    expect(await filesIn(newer.folder)).not.toContain('onnx/vision_model_fp16.onnx');
    expect(await verifyModel(newer.folder)).toMatchObject({ checked: 6, wrong: [] });
    await expect(pull(hub, { precision: 'bnb4' })).rejects.toThrow(/no files in precision bnb4.*fp32, fp16, q8/);
  });

  it('mends what was damaged since', async () => {
    const hub = await start();
    const { folder } = await pull(hub);
    await writeFile(join(folder, large), weights(6, 300_000));
    await rm(join(folder, 'config.json'));
    expect((await verifyModel(folder)).wrong).toEqual([
      { path: 'config.json', reason: 'it is missing' },
      { path: large, reason: 'its checksum is another' },
    ]);
    await pull(hub);
    expect((await verifyModel(folder)).wrong).toEqual([]);
  });
});

describe('several processes', () => {
  /** Pulls in a process of its own, as two programs would. */
  async function process(
    hub: FakeHub,
  ): Promise<{ child: ChildProcess; ended: Promise<{ code: number | null; out: string }> }> {
    const script = join(dir, 'pull.mts');
    const source = `import { pullModel } from ${JSON.stringify(import.meta.resolve('./model-hub.ts'))};
      const { received } = await pullModel(${JSON.stringify(repo)}, {
        modelsDirs: [${JSON.stringify(join(dir, 'models'))}], environment: { HF_ENDPOINT: ${JSON.stringify(hub.url)} },
      });
      console.log(received);`;
    await writeFile(script, source);
    const child = spawn(globalThis.process.execPath, ['--import', import.meta.resolve('tsx'), script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let out = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      out += String(chunk);
    });
    const ended = new Promise<{ code: number | null; out: string }>((resolve) =>
      child.on('close', (code) => resolve({ code, out: out.trim() })),
    );
    return { child, ended };
  }

  it('that pull the same model share one download', async () => {
    const hub = await start(model(), { slowMs: 20 });
    const both = await Promise.all([process(hub), process(hub)]);
    const results = await Promise.all(both.map(({ ended }) => ended));
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    const received = results.map(({ out }) => Number(out)).sort((a, b) => a - b);
    expect(received[0]).toBe(0);
    expect(hub.rangesOf(large)).toEqual(['']);
    expect(await verifyModel(join(dir, 'models', repo))).toMatchObject({ checked: 6, wrong: [] });
  }, 20_000);

  it('lose nothing to kill -9: the next one goes on in the middle of the file', async () => {
    const hub = await start(model(), { slowMs: 40 });
    const { child, ended } = await process(hub);
    while ((hub.sent.get(large) ?? 0) < 100_000) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGKILL');
    await ended;
    const [listed] = await listModels([join(dir, 'models')], { XDG_CACHE_HOME: join(dir, 'none') });
    expect(listed).toMatchObject({ name: repo, complete: false });
    expect(await modelPath([join(dir, 'models')], repo)).toBeUndefined();
    const options = { modelsDirs: [join(dir, 'models')] };
    const pulled = await pull(hub, options);
    const [first, second] = hub.rangesOf(large);
    expect(first).toBe('');
    const from = Number(/^bytes=(\d+)-$/.exec(second ?? '')?.[1]);
    expect(from).toBeGreaterThan(60_000);
    expect(pulled.received).toBe(300_000 - from);
    expect(await verifyModel(pulled.folder)).toMatchObject({ wrong: [] });
  }, 20_000);
});
