import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strategyNames } from '../src/data/strategy.ts';
import { drawPicture, type Finished, sightline, writeFiles } from './cli-process.ts';

let cwd = '';
const run = (line: string, more: readonly string[] = []): Promise<Finished> =>
  sightline([...line.split(' '), ...more], { cwd });
const names = ({ out }: Finished): string[] =>
  (JSON.parse(out) as { hits: { segment: { documentName: string } }[] }).hits.map((hit) => hit.segment.documentName);

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sightline-strategies-'));
  const [red, green] = [await drawPicture(200, 20, 20), await drawPicture(20, 180, 40)];
  const left = await sharp(red).resize(100, 100, { fit: 'fill' }).toBuffer();
  const right = await sharp(green).resize(100, 100, { fit: 'fill' }).toBuffer();
  await writeFiles(cwd, {
    'shop/red.png': red,
    'shop/green.png': green,
    'shop/blue.png': await drawPicture(20, 40, 200),
    'shop/tent.txt': 'The tent weighs 2.4 kilograms with its poles.',
    'both.png': await sharp({ create: { width: 200, height: 100, channels: 3, background: '#fff' } })
      .composite([
        { input: left, left: 0, top: 0 },
        { input: right, left: 100, top: 0 },
      ])
      .png()
      .toBuffer(),
  });
  await run('index shop --ocr off');
}, 60_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe.concurrent('a query', () => {
  it('can be a region of a picture', async () => {
    const pictures = '--json --kind image -k 1';
    expect(names(await run(`search --image both.png --region 0,0,100,100 ${pictures}`))).toEqual(['red.png']);
    expect(names(await run(`search --image both.png#xywh=100,0,100,100 ${pictures}`))).toEqual(['green.png']);
  });

  it('is told what is wrong with a region', async () => {
    const outside = await run('search --image both.png --region 500,0,10,10');
    expect(outside.code).toBe(64);
    expect(outside.err).toContain('The picture is 200 × 100 pixels');
    expect((await run('search --image both.png --region 1,2,3')).code).toBe(64);
    const two = await run('search --image both.png --image shop/red.png --region 0,0,9,9');
    expect(two.err).toContain('--image FILE#xywh=');
  });

  it('can have several pictures', async () => {
    const found = names(await run('search --image shop/red.png --image shop/green.png --json --kind image -k 2'));
    expect(found.toSorted()).toEqual(['green.png', 'red.png']);
  });
}, 60_000);

describe.concurrent('--strategy', () => {
  it.each(strategyNames.filter((name) => name !== 'translate'))(
    '%s finds what looks alike, and says its name',
    async (name) => {
      const result = await run(`search --image shop/blue.png --strategy ${name} -v --kind image -k 1`);
      expect(result.out).toMatch(/^ 1 {2}blue\.png/);
      expect(result.err).toContain(`strategy ${name}`);
    },
  );

  it('auto says what it chose, and why', async () => {
    const { err } = await run('search tent --strategy auto');
    expect(err).toMatch(/Searched by the strategy late, as .+\./);
  });

  it('translate needs a generator, and says so', async () => {
    const { err, code } = await run('search --image shop/blue.png --strategy translate');
    expect(code).toBe(64);
    expect(err).toContain('--generator');
  });

  it('refuses one that there is not', async () => {
    const { err, code } = await run('search tent --strategy best');
    expect(code).toBe(64);
    expect(err).toContain('cascade');
  });

  it('goes with weights, fusion by score, diversity and groups', async () => {
    const more = '--weights keyword:2,image:0.5 --fusion score --diversity 0.5 --group --budget-ms 60000';
    expect(names(await run(`search tent weighs ${more} --json`))[0]).toBe('tent.txt');
    expect((await run('search tent --weights looks:2')).err).toContain('keyword, text, image');
  });
}, 60_000);
