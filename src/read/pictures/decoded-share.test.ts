import { describe, expect, it } from 'vitest';
import { decodedShare } from './decoded-share.ts';

const picture = (colour: (x: number, y: number) => number) => {
  const data = new Uint8Array(40 * 20 * 3);
  for (let i = 0; i < 40 * 20; i++) data.fill(colour(i % 40, Math.floor(i / 40)), i * 3, i * 3 + 3);
  return { data, width: 40, height: 20 };
};

describe('decodedShare', () => {
  it('finds the undecoded band at any edge', () => {
    expect(decodedShare(picture((x, y) => (y < 5 ? x : 128)))).toBeCloseTo(0.25);
    expect(decodedShare(picture((x, y) => (y >= 15 ? x : 128)))).toBeCloseTo(0.25);
    expect(decodedShare(picture((x, y) => (x < 30 ? y : 128)))).toBeCloseTo(0.75);
    expect(decodedShare(picture((x, y) => (x >= 10 ? y : 128)))).toBeCloseTo(0.75);
  });

  it('is nothing for one colour and everything for a full picture', () => {
    expect(decodedShare(picture(() => 128))).toBe(0);
    expect(decodedShare(picture((x, y) => x + y))).toBe(1);
  });
});
