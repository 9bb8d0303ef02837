import { describe, expect, it } from 'vitest';
import { contentStems, placedStems } from './content-stems.ts';

describe('content stems', () => {
  it('keep order and repeats, and leave function words out', () => {
    expect(contentStems('What are the flows on heated plates, and the flow?')).toEqual([
      'flow',
      'heat',
      'plate',
      'flow',
    ]);
  });

  it('have places counted without function words', () => {
    const { places, length } = placedStems('The flow over the plate is a flow.');
    expect(length).toBe(3);
    expect([...places]).toEqual([
      ['flow', [0, 2]],
      ['plate', [1]],
    ]);
  });

  it('know words that objects have by nature', () => {
    expect(placedStems('constructor constructor').places.get(contentStems('constructor')[0] ?? '')).toEqual([0, 1]);
  });
});
