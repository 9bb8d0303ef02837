import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { open } from 'sightline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashEmbedder } from './fixtures/crash/hash-embedder.ts';

const script = fileURLToPath(new URL('./fixtures/crash/reembed-once.ts', import.meta.url));
const kills = 12;
const documents = { texts: 280, pictures: 40 };
let root: string;
let index: string;
let files: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-reembed-crash-'));
  index = join(root, 'index');
  files = join(root, 'files');
  await mkdir(files);
  for (let i = 0; i < documents.texts; i++) await writeFile(join(files, `t${i}.txt`), `Note number ${i}.\n`);
  for (let i = 0; i < documents.pictures; i++) {
    const background = { r: i * 6, g: 255 - i * 6, b: 90 };
    await sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toFile(join(files, `p${i}.png`));
  }
  const engine = await open({ index, ownEmbedder: hashEmbedder('test:0'), ocr: 'off' });
  await engine.add(files).finished();
  await engine.close();
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs the process; kills it so many milliseconds after it has said `moment`, unless it has ended by then. */
function reembedOnce(model: string, log: string, moment?: string, delayMs = 0): Promise<'ended' | 'killed'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, index, model, log], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let errors = '';
    let timed = false;
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (moment === undefined || timed || !out.includes(moment)) return;
      timed = true;
      setTimeout(() => child.kill('SIGKILL'), delayMs);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0 && out.includes('ended')) resolve('ended');
      else reject(new Error(`The process ended with ${code ?? signal}:\n${errors}`));
    });
  });
}

/** Opens the index with the model it says it has, finds everything in it, and gives that model's name. */
async function checked(): Promise<string> {
  const { spaces } = JSON.parse(await readFile(join(index, 'index.json'), 'utf8'));
  const model: string = spaces.image.model;
  const engine = await open({ index, ownEmbedder: hashEmbedder(model), ocr: 'off' });
  const { texts, pictures } = documents;
  expect(await engine.status()).toMatchObject({
    documents: texts + pictures,
    vectors: { text: texts, image: pictures },
  });
  const { hits } = await engine.search({ text: 'Note number 7.', k: 5 });
  expect(hits[0]?.segment.documentName).toBe('t7.txt');
  // The same words have the same vector only while model and vectors belong together.
  expect(hits[0]?.views.text?.score).toBeCloseTo(1, 3);
  await engine.close();
  return model;
}

it(`after ${kills} kills at random moments the index is whole with its old model or the new one`, {
  timeout: 300_000,
}, async () => {
  let number = 1;
  let killed = 0;
  let switched = 0;
  for (let i = 0; i < kills; i++) {
    const model = `test:${number}`;
    const log = join(root, `${number}.log`);
    // At work, and around the switch, which is a matter of milliseconds.
    const end =
      i % 2 === 0
        ? await reembedOnce(model, log, 'started', Math.random() * 900)
        : await reembedOnce(model, log, 'optimizing', Math.random() * 60);
    if (end === 'killed') killed++;
    const now = await checked();
    if (end === 'ended') expect(now).toBe(model);
    if (now !== model) continue;
    if (end === 'killed') switched++;
    number++;
  }
  console.log(`${killed} runs were killed, ${switched} of them after the switch`);
  expect(killed).toBeGreaterThan(kills / 3);

  const model = `test:${number}`;
  expect(await reembedOnce(model, join(root, `${number}.log`))).toBe('ended');
  expect(await checked()).toBe(model);
  for (let one = 1; one <= number; one++) {
    const hashes = (await readFile(join(root, `${one}.log`), 'utf8')).split('\n').filter(Boolean);
    expect(new Set(hashes).size).toBe(documents.texts + documents.pictures);
    // Each kill may lose the item that is in the model, and one on its way into the cache.
    expect(hashes.length - new Set(hashes).size).toBeLessThanOrEqual(2 * killed);
  }

  const engine = await open({ index, ownEmbedder: hashEmbedder(model), ocr: 'off' });
  await engine.add(files).finished();
  await engine.close();
  const { vectors, retired } = JSON.parse(await readFile(join(index, 'index.json'), 'utf8'));
  expect((await readdir(index)).filter((name) => name.startsWith('vectors'))).toEqual([vectors]);
  expect(retired).toEqual([]);
});
