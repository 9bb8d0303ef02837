import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Florence, openFlorence } from './local-florence.ts';
import type { ProviderContext } from './provider.ts';

const models = fileURLToPath(new URL('../../test/fixtures/models', import.meta.url));
const context: ProviderContext = {
  ...{ modelsDirs: [models], offline: true, threads: 1, precision: 'auto', device: 'cpu', vendor: {}, environment: {} },
};

async function solid(background: string, width = 200, height = 100): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

let florence: Florence;
beforeAll(async () => {
  florence = await openFlorence('florence2', context);
});
afterAll(() => florence.close());

test('describes a picture: caption, objects, text', async () => {
  const { description, usage } = await florence.caption(await solid('#f00'), 'image/png');
  expect(description).toEqual({
    caption: 'The red side middle shade s9 pictures 1 last crimson after n3 said',
    ...{ objects: ['chair', 'window'], text: 'EXIT\nONLY', colours: [], kind: '' },
  });
  // Five places of the picture with each of the three prompts, which are spelled out for want of words.
  const prompts = [
    'Describe with a paragraph what is shown in the image.',
    'Locate the objects with category name in the image.',
    'What is the text in the image?',
  ];
  expect(usage.inputTokens).toBeGreaterThan(3 * 5 + 3);
  expect(usage.inputTokens).toBeLessThan(3 * 5 + prompts.join('').length);
  expect(usage.outputTokens).toBeGreaterThan(14 + 10 + 3);
  expect((await florence.caption(await solid('#00f'), 'image/png')).description.caption).toMatch(/^The blue .* navy /);
});

test.each([110, 120, 128])('normalises a grey of %i with mean and deviation of each channel', async (grey) => {
  const value = grey / 255;
  const mean = ((value - 0.485) / 0.229 + (value - 0.456) / 0.224 + (value - 0.406) / 0.225) / 3;
  const { description } = await florence.caption(await solid(`rgb(${grey},${grey},${grey})`), 'image/png');
  expect(description.caption).toContain(` shade s${Math.round(mean * 20 + 20)} `);
});

test('gives regions in pixels of the picture', async () => {
  // In the answer a place is a thousandth of the picture, wide as it is.
  const objects = await florence.regions(await solid('#f00', 2000, 1000), 'objects');
  expect(objects.map(({ label }) => label)).toEqual(['chair', 'window']);
  expect(objects[0]?.box.x).toBeCloseTo(201);
  expect(objects[0]?.box.y).toBeCloseTo(200.5);
  expect(objects[0]?.box.width).toBeCloseTo(400);
  expect(objects[0]?.box.height).toBeCloseTo(200);
  expect(objects[1]?.box).toMatchObject({ width: expect.closeTo(40), height: expect.closeTo(20) });
});

test('of a picture that is turned, and of one too large to be looked at whole', async () => {
  const turned = await sharp(await solid('#f00', 1000, 2000))
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  expect((await florence.regions(turned, 'objects'))[0]?.box).toMatchObject({
    ...{ x: expect.closeTo(201), y: expect.closeTo(200.5), width: expect.closeTo(400), height: expect.closeTo(200) },
  });
  const [, window] = await florence.regions(await solid('#f00', 10_000, 100), 'objects');
  expect(window?.box).toMatchObject({ x: expect.closeTo(5005), width: expect.closeTo(200) });
});

test('gives lines of text by the box around their corners', async () => {
  const [line, ...more] = await florence.regions(await solid('#fff', 1000, 1000), 'text');
  expect(more).toEqual([]);
  expect(line?.label).toBe('Platform');
  // Corners at 700, 710; 720, 730; 740, 750; 760, 770.
  expect(line?.box).toMatchObject({ x: 700.5, y: 710.5, width: expect.closeTo(60), height: expect.closeTo(60) });
});

test('gives phrases about parts of a picture, inside its bounds', async () => {
  const [region] = await florence.regions(await solid('#fff', 50, 10), 'descriptions');
  expect(region?.label).toBe('seat');
  const { x, y, width, height } = region?.box ?? { x: -1, y: -1, width: 99, height: 99 };
  expect(x).toBeGreaterThanOrEqual(0);
  expect(y).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(50);
  expect(y + height).toBeLessThanOrEqual(10);
});

test('a signal stops it between two tokens, and the next picture is described', async () => {
  const stop = new AbortController();
  const image = await solid('#f00');
  const captioned = florence.caption(image, 'image/png', stop.signal);
  setTimeout(() => stop.abort(), 2);
  await expect(captioned).rejects.toMatchObject({ code: 'cancelled' });
  expect((await florence.caption(image, 'image/png')).description.caption).toMatch(/^The red /);
});
