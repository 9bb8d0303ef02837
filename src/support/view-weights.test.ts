import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewNames } from '../data/segment.ts';
import { describeWeights, parseWeights } from './view-weights.ts';

describe('parseWeights', () => {
  it('takes what a person writes, JSON, and an object', () => {
    const weights = { text: 2, image: 0.5 };
    expect(parseWeights('text:2,image:0.5')).toEqual(weights);
    expect(parseWeights(' Image = .5 , text=2 ')).toEqual(weights);
    expect(parseWeights('{"text": 2, "image": 0.5}')).toEqual(weights);
    expect(parseWeights(weights)).toEqual(weights);
    expect(parseWeights({})).toEqual({});
    expect(parseWeights('keyword:0,text:0')).toEqual({ keyword: 0, text: 0 });
  });

  it.each([
    ['a view there is not', 'words:2'],
    ['a weight below 0', 'text:-1'],
    ['a weight that is not a number', { text: Number.NaN }],
    ['a weight without end', { text: Number.POSITIVE_INFINITY }],
    ['text in place of a number', { text: '2' }],
    ['one view twice', 'text:1,text:2'],
    ['nothing', ''],
    ['half of JSON', '{"text":'],
    ['a list', [1, 2, 3]],
    ['no view left', { keyword: 0, text: 0, image: 0 }],
    ['a name of every object', 'constructor:1'],
    ['nothing at all', undefined],
  ])('refuses %s', (_, given) => {
    expect(() => parseWeights(given)).toThrow(expect.objectContaining({ code: 'bad-option' }));
  });

  it('takes what describeWeights writes', () => {
    const factor = fc.constantFrom(0.25, 0.5, 1, 2, 4);
    fc.assert(
      fc.property(fc.record(Object.fromEntries(viewNames.map((view) => [view, factor]))), (weights) => {
        expect(parseWeights(describeWeights(weights))).toEqual(weights);
      }),
    );
    expect(describeWeights({ image: 2, keyword: 1 }, ' ', ', ')).toBe('keyword 1, image 2');
  });
});
