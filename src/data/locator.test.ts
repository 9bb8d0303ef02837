import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLocator, parseLocator } from './locator.ts';

const count = fc.integer({ min: 1, max: 100_000 });
const units = fc.double({ min: 0, max: 1e6, noNaN: true });
const locators = fc.record(
  {
    page: count,
    slide: count,
    id: fc.string({ minLength: 1, unit: 'grapheme' }),
    char: fc.record({ start: count, end: count }),
    time: fc.record({ startSeconds: units, endSeconds: units }),
    box: fc.record({ x: units, y: units, width: units, height: units }),
  },
  { requiredKeys: [] },
);

describe('locators as URL fragments', () => {
  it.each([
    [{ page: 12, box: { x: 72, y: 90, width: 300, height: 180 } }, '#page=12&xywh=72,90,300,180'],
    [{ time: { startSeconds: 12.5, endSeconds: 15 } }, '#t=12.5,15'],
    [{ slide: 4 }, '#slide=4'],
    [{ id: 'Midnight Oak & co' }, '#id=Midnight%20Oak%20%26%20co'],
    [{ char: { start: 120, end: 480 } }, '#char=120,480'],
    [{}, ''],
  ])('writes %j as %s', (locator, fragment) => {
    expect(formatLocator(locator)).toBe(fragment);
    expect(parseLocator(fragment)).toEqual(locator);
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(locators, (locator) => {
        expect(parseLocator(formatLocator(locator))).toEqual(locator);
      }),
    );
  });

  it('takes rubbish without complaint', () => {
    expect(parseLocator('#page=x&xywh=1,2&&=&t=&id=%E0%A4%A')).toEqual({ id: '%E0%A4%A' });
    fc.assert(fc.property(fc.string(), (text) => void parseLocator(text)));
  });
});
