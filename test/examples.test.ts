import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeHttpServer } from '../src/support/fake-http-server.ts';
import { sightline } from './cli-process.ts';
import { fakeVendor } from './fixtures/vendors/fake-vendor.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'examples');

/** What each example must say; one that is not here fails the first test. */
const expected: Record<string, readonly RegExp[]> = {
  'clip-against-captions': [
    /^pixels: \d of 8 first/m,
    /^captions: [678] of 8 first, 8 among five, 55 captions for \d+ tokens$/m,
  ],
  'contact-sheet': [/^catalogue\.jsonl#id=EmberRing$/m, /^5 pictures in hits\.webp$/m],
  'fashion-search': [
    /^15 pieces$/m,
    /^red leather jacket\n {2}CinderRider red leather jacket, \$179$/m,
    /^tartan blanket\n {2}RookeryTartan/m,
  ],
  'nemo-image-query': [
    /^55 passages in a space of 2048 dimensions\n(?: {2}.*\n)*? {2}MidnightOak dining chair /,
    /^The photo, in words: A dark brown wooden dining chair/m,
    /^The closest is MidnightOak dining chair \[1\]/m,
    /^\[1\] catalogue\.jsonl#id=MidnightOak$/m,
  ],
  'own-embedder': [/^NightHut\.jpg 1\.000 /, /\n.+\.jpg 0\.\d{3} .*black/],
  'own-generator': [/^RowanForge metal chair: \$129 \[\d\]$/m, /^\[1\] catalogue\.jsonl#id=/m],
  'pdf-questions': [
    /^ {2}\[1\] page 4, Figure 2$/m,
    /Ridge pole.*RB-134.* \[2\]\n.*\n {2}\[2\] page 3, Table 1$/m,
    /^ {2}\[1\] page 6, Figure 4$/m,
    /^figure-2\.png is what Figure 2 looks like\.$/m,
  ],
  'picture-query': [/^\d+ products in /, /chairs under \$200\n {2}\w.* \(catalogue\.jsonl#id=\w+\) by image: rank 1/],
  'similar-products': [/^a photo of NightHut\n {2}NightHut family tent/m, /^a photo of SpeckleMug\n {2}SpeckleMug/m],
  'slide-questions': [/pricing\?\n {2}slide 3: Pricing/, /discount\?\n {2}slide 4: .*letter with its stamp/],
  'support-chatbot': [
    /catching\?\n.*zipper.* \[1\]/,
    /zipper-care\.md#char=/,
    /espresso machines from Mongolia\?\nI have nothing on that; the nearest is /,
  ],
  'ten-lines': [/^catalogue\.jsonl#id=MidnightOak \d/, /zipper.*\[1\]/s, /care\/zipper-care\.md#char=\d+,\d+/],
};

let folder = '';
let vendor: FakeHttpServer;
/** Keys and addresses of the models that some examples call: those of a server on this machine. */
const environments: Record<string, Record<string, string>> = {};

// They are run where a user would stand, beside `examples/`, but in a folder of their own: what they write goes with it.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-examples-'));
  await symlink(examples, join(folder, 'examples'), 'junction');
  vendor = await fakeVendor();
  const url = `${vendor.url}/v1`;
  environments['nemo-image-query'] = { NVIDIA_BASE_URL: url };
  environments['clip-against-captions'] = { OPENAI_BASE_URL: url, SIGHTLINE_CAPTIONER: 'openai:gpt-4o' };
});
afterAll(async () => {
  await vendor.close();
  await rm(folder, { recursive: true, force: true });
});

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
      { cwd: folder, env: { ...process.env, ...environments[name], TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') } },
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
