import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pageSizeOfPng } from './page-units.ts';

const blank = { create: { width: 1224, height: 1584, channels: 3, background: 'white' } } as const;

describe('pageSizeOfPng', () => {
  it('tells the size in points from the resolution that a PNG states', async () => {
    const size = pageSizeOfPng(await sharp(blank).withMetadata({ density: 144 }).png().toBuffer());
    expect(size?.width).toBeCloseTo(612, 0);
    expect(size?.height).toBeCloseTo(792, 0);
  });

  it('knows nothing of what states none, is no PNG, or is cut short', async () => {
    const { data, info } = await sharp(blank).raw().toBuffer({ resolveWithObject: true });
    const stated = await sharp(data, { raw: info }).withMetadata({ density: 144 }).png().toBuffer();
    expect(pageSizeOfPng(await sharp(blank).jpeg().toBuffer())).toBeUndefined();
    for (let length = 0; length < 60; length++) expect(() => pageSizeOfPng(stated.subarray(0, length))).not.toThrow();
  });
});
