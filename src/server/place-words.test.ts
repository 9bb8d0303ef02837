import { describe, expect, it } from 'vitest';
import { placeWords } from './place-words.ts';

describe('placeWords', () => {
  it('names label, page, slide, record and time as one says them', () => {
    expect(placeWords({ page: 3, box: { x: 1, y: 2, width: 3, height: 4 } }, 'Figure 2')).toBe('Figure 2, page 3');
    expect(placeWords({ slide: 4 })).toBe('slide 4');
    expect(placeWords({ id: 'MidnightOak' })).toBe('MidnightOak');
    expect(placeWords({ time: { startSeconds: 59.6, endSeconds: 3675 } })).toBe('0:59 to 1:01:15');
    expect(placeWords({})).toBe('');
  });

  it('finds a passage of a text by its own heading, as nobody counts characters', () => {
    const locator = { char: { start: 120, end: 480 } };
    expect(placeWords(locator, undefined, 'Care › Zippers › Clean and lubricate')).toBe('Clean and lubricate');
    expect(placeWords(locator)).toBe('');
    expect(placeWords(locator, 'Table 1', 'Care')).toBe('Table 1');
    expect(placeWords({ page: 2 }, undefined, 'Care')).toBe('page 2');
  });
});
