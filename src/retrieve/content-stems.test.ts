import { describe, expect, it } from 'vitest';
import { contentStems, placedStems, textStems } from './content-stems.ts';

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

it('the stems of a text are the same however often, and whatever else was asked for', () => {
  const text = 'The red kayaks and the oars';
  const first = textStems(text);
  for (let i = 0; i < 50; i++) textStems(`${i} `.repeat(20_000));
  expect(textStems(text)).toEqual(first);
  expect([...first.all]).toEqual(['the', 'red', 'kayak', 'and', 'oar']);
  expect(first.content).toEqual(placedStems(text));
});
