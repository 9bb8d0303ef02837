import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { drawnText, textRecognizerContract } from '../enrich/text-recognizer.contract.ts';
import { parseTsv, tesseractRecognizer } from './tesseract.ts';

textRecognizerContract('tesseract', () => tesseractRecognizer({ workers: 2 }));

const opened: { close(): Promise<void> }[] = [];
const open: typeof tesseractRecognizer = (options) => {
  const recognizer = tesseractRecognizer({ workers: 1, ...options });
  opened.push(recognizer);
  return recognizer;
};
afterAll(() => Promise.all(opened.map((each) => each.close())));

describe('tesseractRecognizer', () => {
  it('names its languages and the version in use', () => {
    const { version } = createRequire(import.meta.url)('tesseract.js/package.json') as { version: string };
    expect(open({ languages: ['eng', 'deu'] }).id).toBe(`tesseract:eng+deu@${version}`);
    expect(open({ languageFolder: '/somewhere' }).id).not.toBe(open({}).id);
  });

  it('says what to install for a language that is not there, and which codes there are for what is none', async () => {
    const image = await drawnText('Hello');
    const read = (options: Parameters<typeof open>[0]) => open(options).recognize(image, { layout: 'page' });
    await expect(read({ languages: ['eng', 'tlh'] })).rejects.toThrow(
      /tlh is not installed.*npm install @tesseract\.js-data\/tlh/,
    );
    await expect(read({ languages: ['../eng'] })).rejects.toMatchObject({ code: 'bad-option' });
    const languageFolder = await mkdtemp(join(tmpdir(), 'tesseract-'));
    await expect(read({ languageFolder })).rejects.toMatchObject({ code: 'model-missing' });
    expect(() => open({ languages: [] })).toThrow(/at least one language/);
  });

  it('stops a picture that takes too long, and replaces the thread', async () => {
    const recognizer = open({ timeoutMs: 1 });
    const page = await drawnText(...Array.from({ length: 30 }, () => 'The quick brown fox jumps over it'));
    for (let i = 0; i < 2; i++)
      await expect(recognizer.recognize(page, { layout: 'page' })).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('straightens tilted pages', async () => {
    const { default: sharp } = await import('sharp');
    const lines = Array.from({ length: 12 }, (_, i) => `Line ${i + 10} of a letter that lay askew`);
    const tilted = await sharp(await drawnText(...lines))
      .rotate(3, { background: '#fff' })
      .png()
      .toBuffer();
    const read = await open({}).recognize(tilted, { layout: 'scattered' });
    expect(read.lines.map(({ text }) => text)).toEqual(lines);
  });

  // tesseract.js prints what its engine says, and its threads keep the process alive until they are ended.
  it('prints nothing, and lets the process end without being closed', async () => {
    const script = `
      import { tesseractRecognizer } from ${JSON.stringify(fileURLToPath(new URL('./tesseract.ts', import.meta.url)))};
      const image = Buffer.from(process.env.IMAGE, 'base64');
      const { text } = await tesseractRecognizer({ workers: 1 }).recognize(image, { layout: 'scattered' });
      process.stdout.write(text);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      env: { ...process.env, IMAGE: Buffer.from(await drawnText('Hello')).toString('base64') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, output }).toEqual({ code: 0, output: 'Hello' });
  }, 20_000);
});

describe('parseTsv', () => {
  it('groups words into lines and leaves out everything else', () => {
    const rows = [
      '4\t1\t1\t1\t1\t0\t10\t20\t90\t12\t-1\t',
      '5\t1\t1\t1\t1\t1\t10\t20\t40\t12\t96.5\tHello',
      '5\t1\t1\t1\t1\t2\t60\t22\t40\t10\t50\tworld',
      '5\t1\t1\t1\t2\t1\t10\t40\t40\t12\t12\t ',
      '5\t1\t2\t1\t1\t1\t10\t60\t40\t12\t-1\tx\ty',
    ];
    expect(parseTsv(rows.join('\n'))).toEqual({
      text: 'Hello world\nx',
      confidence: (0.965 + 0.5 + 0) / 3,
      lines: [
        {
          text: 'Hello world',
          confidence: (0.965 + 0.5) / 2,
          box: { x: 10, y: 20, width: 90, height: 12 },
          words: [
            { text: 'Hello', confidence: 0.965, box: { x: 10, y: 20, width: 40, height: 12 } },
            { text: 'world', confidence: 0.5, box: { x: 60, y: 22, width: 40, height: 10 } },
          ],
        },
        {
          text: 'x',
          confidence: 0,
          box: { x: 10, y: 60, width: 40, height: 12 },
          words: [{ text: 'x', confidence: 0, box: { x: 10, y: 60, width: 40, height: 12 } }],
        },
      ],
    });
    expect(parseTsv('')).toEqual({ text: '', confidence: 0, lines: [] });
  });
});
