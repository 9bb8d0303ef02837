import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { SightlineError } from './errors.ts';
import { imageError, openImage } from './open-image.ts';

const svg = (content: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="20">${content}</svg>`,
  );
const pixelsOf = async (bytes: Uint8Array) =>
  (await openImage(bytes, { maxPixels: 1e6 })).flatten({ background: '#fff' }).raw().toBuffer();

describe('openImage', () => {
  it('refuses pictures over the pixel limit', async () => {
    const png = await sharp({ create: { width: 100, height: 100, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await expect((await openImage(png, { maxPixels: 9_999 })).toBuffer()).rejects.toThrow(/pixel limit/);
    await expect((await openImage(png, { maxPixels: 10_000 })).toBuffer()).resolves.toBeInstanceOf(Buffer);
  });

  it('turns pictures upright', async () => {
    const turned = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { info } = await (await openImage(turned, { maxPixels: 1e6 })).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([20, 40]);
  });

  it('lets no drawing load files or URLs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'open-image-'));
    const red = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await writeFile(join(folder, 'red.png'), red);
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.end(red);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const references = [`file://${folder}/red.png`, `${folder}/red.png`, `http://127.0.0.1:${port}/red.png`];
    try {
      for (const reference of references) {
        const pixels = await pixelsOf(svg(`<image xlink:href="${reference}" width="20" height="20"/>`));
        expect(
          pixels.every((value) => value === 255),
          reference,
        ).toBe(true);
        await pixelsOf(svg(`<style>@import url("${reference}");</style><rect width="1" height="1"/>`));
      }
      expect(asked).toBe(0);
    } finally {
      server.close();
    }
  });

  it('refuses drawings with entities from files and with entities that explode', async () => {
    const entity = (definition: string) => `<!DOCTYPE svg [${definition}]>${svg('<text y="9">&x;</text>').toString()}`;
    const bomb = 'abcdefghij'
      .split('')
      .map((name, i, all) => `<!ENTITY ${name} "${i === 0 ? 'aaaaaaaaaa' : `&${all[i - 1]};`.repeat(10)}">`)
      .join('');
    await expect(pixelsOf(Buffer.from(entity('<!ENTITY x SYSTEM "file:///etc/passwd">')))).rejects.toThrow();
    await expect(pixelsOf(Buffer.from(entity(`${bomb}<!ENTITY x "&j;">`)))).rejects.toThrow();
  });
});

describe('imageError', () => {
  it.each([
    ['Input buffer contains unsupported image format', 'unsupported-type'],
    ['heif: Error while loading plugin: Support for this compression format has not been built in', 'unsupported-type'],
    ['Input image exceeds pixel limit', 'limit-exceeded'],
    ['timeout: 30% complete', 'limit-exceeded'],
    ['svgload_buffer: SVG rendering failed\nglib: exceeded more than 500000 referenced elements', 'limit-exceeded'],
    ['Input buffer has corrupt header: source: bad seek to 12\nsource: bad seek to 9', 'broken-content'],
    ['VipsJpeg: premature end of JPEG image', 'broken-content'],
  ])('calls "%s" %s', (said, code) => {
    const error = imageError(new Error(said), 'The picture x.png');
    expect(error).toMatchObject({ name: 'SightlineError', code });
    expect(error.message).toMatch(/^The picture x\.png /);
    expect(error.message).not.toMatch(/bad seek|\n/);
    expect(error.remedy).toBeTruthy();
  });

  it('passes its own kind through', () => {
    const error = new SightlineError('cancelled', 'Cancelled.');
    expect(imageError(error, 'x')).toBe(error);
  });
});
