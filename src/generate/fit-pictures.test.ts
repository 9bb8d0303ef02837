import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSharp } from '../support/load-sharp.ts';
import { fakePicture } from './fake-picture.ts';
import { fitPictures } from './fit-pictures.ts';
import type { Message, PicturePart, TextPart } from './generator.ts';

const roomy = { pictures: 20, pictureSide: 1568, pictureBytes: 3_000_000 };
const text = (value: string): TextPart => ({ type: 'text', text: value });
const user = (...parts: readonly (TextPart | PicturePart)[]): Message => ({ role: 'user', parts });
const sharp = await loadSharp();

async function fitOne(picture: PicturePart, limits = roomy): Promise<PicturePart | TextPart | undefined> {
  const [message] = await fitPictures([user(picture)], limits);
  return message?.role === 'user' ? message.parts[0] : undefined;
}

async function fittedPicture(picture: PicturePart, limits = roomy): Promise<PicturePart> {
  const part = await fitOne(picture, limits);
  if (part?.type !== 'picture') throw new Error('It gave way.');
  return part;
}

function labels(messages: readonly Message[]): string[] {
  return messages.flatMap((message) =>
    message.role === 'user'
      ? message.parts.map((part) => (part.type === 'text' ? part.text : `[${part.standIn}]`))
      : [message.role],
  );
}

describe('fitPictures', () => {
  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('leaves a %s that fits byte for byte', async (format) => {
    const picture = await fakePicture(300, 200, { format });
    expect(await fitOne(picture)).toEqual(picture);
  });

  it('brings a picture of 9000 px down to the longest side and keeps its shape', async () => {
    const { bytes, mediaType } = await fittedPicture(await fakePicture(9000, 300, { format: 'jpeg' }));
    const { width, height } = await sharp(bytes).metadata();
    expect([width, height, mediaType]).toEqual([1568, 52, 'image/jpeg']);
  });

  it('lowers the quality, and then the size, until a picture is light enough', async () => {
    const noise = await fakePicture(400, 400, { noise: true });
    const lighter = await fittedPicture(noise, { ...roomy, pictureBytes: 100_000 });
    expect(lighter.bytes.length).toBeLessThanOrEqual(100_000);
    expect((await sharp(lighter.bytes).metadata()).width).toBe(400);
    const lightest = await fittedPicture(noise, { ...roomy, pictureBytes: 5_000 });
    expect(lightest.bytes.length).toBeLessThanOrEqual(5_000);
    expect((await sharp(lightest.bytes).metadata()).width).toBeLessThan(400);
  });

  it('keeps a drawing a PNG when it is made smaller', async () => {
    expect((await fittedPicture(await fakePicture(3000, 1000))).mediaType).toBe('image/png');
  });

  it.each(['avif', 'tiff'] as const)('makes of %s what models take', async (format) => {
    const { bytes, mediaType } = await fittedPicture(await fakePicture(64, 48, { format }));
    expect(mediaType).toBe('image/jpeg');
    expect((await sharp(bytes).metadata()).format).toBe('jpeg');
  });

  it('corrects a media type that is not true', async () => {
    const jpeg = await fakePicture(64, 48, { format: 'jpeg' });
    expect(await fittedPicture({ ...jpeg, mediaType: 'image/png' })).toEqual(jpeg);
  });

  it('turns upright what is upright by its EXIF only', async () => {
    const { bytes } = await fakePicture(60, 20, { format: 'jpeg' });
    const turned = await sharp(bytes).withMetadata({ orientation: 6 }).toBuffer();
    const fit = await fittedPicture({ type: 'picture', bytes: turned, mediaType: 'image/jpeg' });
    const { width, height, orientation } = await sharp(fit.bytes).metadata();
    expect([width, height, orientation ?? 1]).toEqual([20, 60, 1]);
  });

  it('lays transparency on white', async () => {
    const background = { r: 0, g: 0, b: 0, alpha: 0 };
    const clear = await sharp({ create: { width: 2000, height: 20, channels: 4, background } })
      .png()
      .toBuffer();
    const { bytes } = await fittedPicture({ type: 'picture', bytes: clear, mediaType: 'image/png' });
    expect([...(await sharp(bytes).raw().toBuffer()).subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  it('shows the first picture of an animation', async () => {
    const frames = Buffer.alloc(20 * 40 * 3);
    frames.fill(250, 0, 20 * 20 * 3);
    const moving = await sharp(frames, { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } })
      .gif({ delay: [100, 100] })
      .toBuffer();
    expect((await sharp(moving).metadata()).pages).toBe(2);
    const { bytes } = await fittedPicture({ type: 'picture', bytes: moving, mediaType: 'image/gif' });
    expect((await sharp(bytes).metadata()).pages ?? 1).toBe(1);
    expect((await sharp(bytes).removeAlpha().raw().toBuffer())[0]).toBe(250);
  });

  it('lets what cannot be decoded give way to its words, or to nothing', async () => {
    const broken: PicturePart = { type: 'picture', bytes: Buffer.from('not a picture'), mediaType: 'image/png' };
    const messages = [user(text('a'), { ...broken, standIn: 'a red tent' }, broken, text('b'))];
    expect(labels(await fitPictures(messages, roomy))).toEqual(['a', 'a red tent', 'b']);
  });

  it('does not count what cannot be decoded', async () => {
    const broken: PicturePart = { type: 'picture', bytes: Buffer.alloc(0), mediaType: 'image/png', standIn: 'broken' };
    const good = await fakePicture(10, 10, { standIn: 'good' });
    expect(labels(await fitPictures([user(broken, good)], { ...roomy, pictures: 1 }))).toEqual(['broken', '[good]']);
  });

  it('saves what it can of a picture that is cut short, so that no server refuses it', async () => {
    const { bytes } = await fakePicture(200, 200, { format: 'jpeg', noise: true });
    const cut = bytes.subarray(0, bytes.length / 2);
    const fit = await fittedPicture({ type: 'picture', bytes: cut, mediaType: 'image/jpeg' });
    expect(fit.bytes).not.toEqual(cut);
    await expect(sharp(fit.bytes, { failOn: 'warning' }).raw().toBuffer()).resolves.toBeInstanceOf(Buffer);
  });

  it('keeps of too many pictures the first of the last message', async () => {
    const pictures = await Promise.all(
      ['old', 'asked', 'best', 'next'].map((standIn) => fakePicture(8, 8, { standIn })),
    );
    const [old, asked, best, next] = pictures as [PicturePart, PicturePart, PicturePart, PicturePart];
    const messages = [user(old), { role: 'assistant', text: '' } as const, user(text('which?'), asked, best, next)];
    expect(labels(await fitPictures(messages, { ...roomy, pictures: 2 }))).toEqual([
      'old',
      'assistant',
      'which?',
      '[asked]',
      '[best]',
      'next',
    ]);
    expect(labels(await fitPictures(messages, { ...roomy, pictures: 4 }))).toContain('[old]');
  });

  it('shows a model that cannot see words alone, and decodes nothing for it', async () => {
    const bytes = new Proxy(new Uint8Array(), {
      get: () => {
        throw new Error('It was read.');
      },
    });
    const picture: PicturePart = { type: 'picture', bytes, mediaType: 'image/png', standIn: 'a tent' };
    expect(labels(await fitPictures([user(picture)], { ...roomy, pictures: 0 }))).toEqual(['a tent']);
  });

  it('stops when told', async () => {
    const messages = [user(await fakePicture(8, 8))];
    await expect(fitPictures(messages, roomy, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('never sends too many, too large or too heavy pictures, and keeps the order', async () => {
    const kinds = await Promise.all([
      fakePicture(5, 300),
      fakePicture(120, 90, { noise: true }),
      fakePicture(90, 120, { noise: true, format: 'webp' }),
      fakePicture(40, 40, { format: 'tiff' }),
    ]);
    const kind = fc.constantFrom<PicturePart>(...kinds, {
      type: 'picture',
      bytes: Buffer.from('GIF89a'),
      mediaType: 'image/gif',
    });
    const limits = fc.record({
      pictures: fc.integer({ min: 0, max: 4 }),
      pictureSide: fc.integer({ min: 16, max: 200 }),
      pictureBytes: fc.integer({ min: 300, max: 20_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(kind, { maxLength: 4 }), { maxLength: 3 }), limits, async (drawn, given) => {
        let number = 0;
        const messages = drawn.map((parts) => user(...parts.map((part) => ({ ...part, standIn: `${number++}` }))));
        const fitted = await fitPictures(messages, given);
        const parts = fitted.flatMap((message) => (message.role === 'user' ? message.parts : []));
        expect(parts.map((part) => (part.type === 'text' ? part.text : part.standIn))).toEqual(
          Array.from({ length: number }, (_, i) => `${i}`),
        );
        const pictures = parts.filter((part) => part.type === 'picture');
        expect(pictures.length).toBeLessThanOrEqual(given.pictures);
        for (const { bytes } of pictures) {
          const { width, height } = await sharp(bytes).metadata();
          expect(Math.max(width, height)).toBeLessThanOrEqual(given.pictureSide);
          expect(bytes.length).toBeLessThanOrEqual(given.pictureBytes);
        }
      }),
      { numRuns: 40 },
    );
  });
});
