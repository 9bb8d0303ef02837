import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lancedbStore } from '../src/store/lancedb.ts';

const script = fileURLToPath(new URL('./fixtures/crash/index-once.ts', import.meta.url));
const kills = 30;
let root: string;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-crash-'));
  folder = join(root, 'files');
  await mkdir(folder);
  // Each picture has a colour of its own, so that each is embedded once and none stands in for another.
  for (let i = 0; i < 500; i++) {
    const background = { r: i % 256, g: (i * 7) % 256, b: Math.floor(i / 256) * 100 };
    await sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toFile(join(folder, `p${i}.png`));
  }
  for (let i = 0; i < 100; i++)
    await writeFile(join(folder, `t${i}.txt`), `Note number ${i} about subject ${i * 31}.\n`);
  // Files changed a moment before they are indexed are stamped as doubtful, which would tell the runs apart.
  const past = new Date(Date.now() - 3_600_000);
  for (const name of await readdir(folder)) await utimes(join(folder, name), past, past);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs the indexing process; kills it after `killAfterMs` from its start of work, unless it has ended by then. */
function indexOnce(index: string, log: string, killAfterMs?: number): Promise<'finished' | 'killed'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, index, folder, log], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (killAfterMs !== undefined && out.includes('started')) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0 && out.includes('finished')) resolve('finished');
      else reject(new Error(`The indexing process ended with ${code ?? signal}:\n${errors}`));
    });
  });
}

const hashes = async (log: string): Promise<string[]> =>
  (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(Boolean);

/** Everything an index holds, in an order of its own, without the times. */
async function contents(index: string) {
  const store = await lancedbStore(join(index, 'vectors'), { dimensions: { text: 8, image: 8 } });
  const documents = (await store.documents())
    .map(({ indexedAt: _, ...record }) => record)
    .sort((a, b) => (a.source < b.source ? -1 : 1));
  const segments = (await store.list(100_000)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const query = Float32Array.from([1, 0, 0, 0, 0, 0, 0, 0]);
  const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
  const vectors = {
    text: (await store.nearest('text', query, 10_000)).sort(byId),
    image: (await store.nearest('image', query, 10_000)).sort(byId),
  };
  const words = (await store.keyword('note', 10_000)).map((hit) => hit.id).sort();
  await store.close();
  return { documents, segments, vectors, words };
}

it(`after ${kills} kills at random moments, every document is there once, and nothing finished was embedded again`, {
  timeout: 300_000,
}, async () => {
  const calm = { index: join(root, 'calm'), log: join(root, 'calm.log') };
  const rough = { index: join(root, 'rough'), log: join(root, 'rough.log') };
  expect(await indexOnce(calm.index, calm.log)).toBe('finished');

  let killed = 0;
  for (let i = 0; i < kills; i++) {
    if ((await indexOnce(rough.index, rough.log, Math.random() * 700)) === 'killed') killed++;
  }
  expect(await indexOnce(rough.index, rough.log)).toBe('finished');
  const [wanted, found] = [await contents(calm.index), await contents(rough.index)];
  expect(found).toEqual(wanted);
  expect(new Set(found.documents.map((record) => record.source)).size).toBe(600);

  const embedded = await hashes(rough.log);
  const again = embedded.length - new Set(embedded).size;
  console.log(
    `${killed} of ${kills} runs were killed at work; ${new Set(embedded).size} items, ${again} embedded again`,
  );
  expect(killed).toBeGreaterThan(kills / 2);
  expect(new Set(embedded)).toEqual(new Set(await hashes(calm.log)));
  // One item is in the model when the process dies, and one may be on its way into the cache.
  expect(again).toBeLessThanOrEqual(2 * killed);
});
