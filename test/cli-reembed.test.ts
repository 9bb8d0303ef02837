import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawPicture, sightline, writeFiles } from './cli-process.ts';

const tiny = `local:${fileURLToPath(new URL('fixtures/models/clip', import.meta.url))}`;
const words = `local:${fileURLToPath(new URL('fixtures/models/minilm', import.meta.url))}`;
let cwd: string;

const model = async () => JSON.parse(await readFile(join(cwd, '.sightline', 'index.json'), 'utf8')).spaces.image.model;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sightline-cli-reembed-'));
  const pictures = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => [`p${i}.png`, await drawPicture(i * 4, 255 - i * 3, (i * 37) % 255)]),
  );
  await writeFiles(join(cwd, 'files'), {
    ...Object.fromEntries(pictures),
    'note.txt': 'A note about oak.\n',
  });
  const made = await sightline(['index', 'files', '--embedder', tiny, '--ocr', 'off'], { cwd });
  expect(made.code, made.err).toBe(0);
}, 60_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

it('stops at Ctrl-C with the old model in place, goes on when called again, and the index uses the new model', {
  timeout: 120_000,
}, async () => {
  let asked = false;
  const stopped = await sightline(['reembed', '--with', 'builtin'], {
    cwd,
    onOutput(_, err, child) {
      if (!asked && err.includes('From ')) asked = child.kill('SIGINT');
    },
  });
  expect(stopped.code, stopped.err).toBe(130);
  expect(stopped.err).toContain('the same command goes on');
  expect(await model()).toBe(tiny);

  const done = await sightline(['reembed', '--with', 'builtin'], { cwd });
  expect(done.code, done.err).toBe(0);
  expect(done.out).toMatch(/Embedded 61 documents \(61 segments\) again in .*; vectors: \d+ computed/);
  expect(done.out).toContain('The index now uses builtin.');
  expect(await model()).toBe('builtin');
  const indexed = await sightline(['index', 'files', '--ocr', 'off'], { cwd });
  expect(indexed.code, indexed.err).toBe(0);
  expect((await readdir(join(cwd, '.sightline'))).filter((name) => name.startsWith('vectors'))).toHaveLength(1);
});

it('tells programs by events, people of settings that name another model, and of what it needs', {
  timeout: 120_000,
}, async () => {
  await writeFile(join(cwd, 'sightline.config.json'), JSON.stringify({ embedder: 'builtin' }));
  const run = await sightline(['reembed', '--text-with', words, '--json'], { cwd });
  expect(run.code, run.err).toBe(0);
  const events = run.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({ type: 'started', segments: 61 });
  expect(events.at(-1)).toMatchObject({ type: 'finished', changed: true, models: { text: words }, picturesMissing: 0 });
  expect(run.err).toContain('name another embedder');
  await rm(join(cwd, 'sightline.config.json'));
  const nothing = await sightline(['reembed'], { cwd });
  expect(nothing.code).toBe(64);
  expect(nothing.err).toContain('--with');
});
