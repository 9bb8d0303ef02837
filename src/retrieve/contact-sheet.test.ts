import { describe, expect, it } from 'vitest';
import type { Pixels } from '../data/picture.ts';
import { contactSheet } from './contact-sheet.ts';

function plain(width: number, height: number, colour: readonly [number, number, number]): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) data.set(colour, i);
  return { data, width, height };
}

function colourAt({ data, width }: Pixels, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

/** How many pixels of a part are black. */
function ink(sheet: Pixels, left: number, top: number, side: number): number {
  let black = 0;
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) if (colourAt(sheet, x, y).every((value) => value === 0)) black++;
  }
  return black;
}

describe('contactSheet', () => {
  it('lays pictures row by row, each in its shape, on white', async () => {
    const sheet = await contactSheet(
      [
        { number: 1, pixels: plain(400, 400, [200, 0, 0]) },
        { number: 2, pixels: plain(400, 200, [0, 200, 0]) },
        { number: 3, pixels: plain(400, 400, [0, 0, 200]) },
      ],
      206,
    );
    expect([sheet.width, sheet.height]).toEqual([206, 206]);
    expect(sheet.data).toHaveLength(206 * 206 * 3);
    expect(colourAt(sheet, 90, 90)).toEqual([200, 0, 0]);
    expect(colourAt(sheet, 103, 50)).toEqual([255, 255, 255]);
    expect(colourAt(sheet, 190, 40)).toEqual([0, 200, 0]);
    expect(colourAt(sheet, 190, 60)).toEqual([255, 255, 255]);
    expect(colourAt(sheet, 90, 190)).toEqual([0, 0, 200]);
    expect(colourAt(sheet, 190, 190)).toEqual([255, 255, 255]);
  });

  it('numbers them, with different signs for different numbers', async () => {
    const pictures = Array.from({ length: 10 }, (_, i) => ({ number: i + 1, pixels: plain(300, 300, [90, 160, 90]) }));
    const sheet = await contactSheet(pictures, 1024);
    const cell = Math.floor((1024 - 3 * 6) / 4);
    const marks = pictures.map((_, i) => {
      const [left, top] = [(i % 4) * (cell + 6), Math.floor(i / 4) * (cell + 6)];
      expect(ink(sheet, left + 100, top + 100, 60)).toBe(0);
      return ink(sheet, left, top, 60);
    });
    for (const mark of marks) expect(mark).toBeGreaterThan(50);
    expect(new Set(marks).size).toBeGreaterThan(5);
  });

  it('takes pictures that are smaller than their cell, and cells that are smaller than a number', async () => {
    const tiny = Array.from({ length: 9 }, (_, i) => ({ number: i + 1, pixels: plain(2, 1, [0, 0, 9]) }));
    expect((await contactSheet(tiny, 24)).width).toBeLessThanOrEqual(24);
    expect((await contactSheet(tiny, 1)).width).toBeGreaterThan(0);
  });
});
