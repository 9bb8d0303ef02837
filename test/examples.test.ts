import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sightline } from './cli-process.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'examples');

/** What each example must say; one that is not here fails the first test. */
const expected: Record<string, readonly RegExp[]> = {
  'contact-sheet': [/^catalogue\.jsonl#id=EmberRing$/m, /^5 pictures in hits\.webp$/m],
  'own-embedder': [/^NightHut\.jpg 1\.000 /, /\n.+\.jpg 0\.\d{3} .*black/],
  'own-generator': [/^RowanForge metal chair: \$129 \[\d\]$/m, /^\[1\] catalogue\.jsonl#id=/m],
  'picture-query': [/^\d+ products in /, /chairs under \$200\n {2}\w.* \(catalogue\.jsonl#id=\w+\) by image: rank 1/],
  'ten-lines': [/^catalogue\.jsonl#id=MidnightOak \d/, /zipper.*\[1\]/s, /care\/zipper-care\.md#char=\d+,\d+/],
};

let folder = '';

// They are run where a user would stand, beside `examples/`, but in a folder of their own: what they write goes with it.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-examples-'));
  await symlink(examples, join(folder, 'examples'), 'junction');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('examples', () => {
  it('are all run here', async () => {
    const files = (await readdir(examples)).filter((name) => name.endsWith('.ts'));
    expect(files.map((name) => name.replace(/\.ts$/, '')).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))('%s runs and says what it should', async (name, patterns) => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), join(examples, `${name}.ts`)],
      // The package's own name leads to the sources by the paths in tsconfig.json, so that no build is needed.
      { cwd: folder, env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') } },
    );
    expect(stderr).toBe('');
    for (const pattern of patterns) expect(stdout).toMatch(pattern);
  });

  it('are what README.md shows', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]);
    expect(blocks).toEqual([await readFile(join(examples, 'ten-lines.ts'), 'utf8')]);
  });
});

/** The words of a command line, with quotes taken away. */
const split = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

const onOneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');

it('README.md: the commands work in the order in which they stand', { timeout: 180_000 }, async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const lines = [...readme.matchAll(/^ {4}node dist\/cli\/main\.js (.+)$/gm)].map((match) => match[1] ?? '');
  // `watch` runs until it is stopped, and a model of one's own is not here.
  const runnable = lines.filter((line) => !line.startsWith('watch ') && !line.includes('--models-dirs'));
  expect(runnable.length).toBeGreaterThan(8);
  for (const line of runnable) {
    // OCR is left out for its time.
    const env = { SIGHTLINE_OCR: 'off' };
    const { code, out, err } = await sightline(split(line), { cwd: folder, env });
    expect({ line, code, err: code === 0 ? '' : err }).toEqual({
      line,
      code: line.includes('Mongolia') ? 3 : 0,
      err: '',
    });
    if (!line.startsWith('index ')) expect(out, line).not.toBe('');
    // Its answer is quoted in README.md.
    if (line.includes('zipper')) expect(onOneLine(readme)).toContain(onOneLine(out));
    if (line.startsWith('search dark brown wooden chair')) expect(out).toMatch(/1 {2}catalogue\.jsonl#id=MidnightOak/);
  }
  expect(await readdir(folder)).toContain('chair.jpg');
});
