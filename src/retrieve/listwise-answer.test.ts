import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listwiseAnswer, repairedOrder } from './listwise-answer.ts';

const placesOf = (entries: Parameters<typeof repairedOrder>[0], count: number) =>
  repairedOrder(entries, count)?.map(({ place }) => place);

describe('listwiseAnswer', () => {
  it('asks servers for a closed schema', () => {
    expect(z.toJSONSchema(listwiseAnswer, { target: 'draft-7', io: 'input' })).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['ranking'],
      properties: { ranking: { items: { required: ['number', 'grade'], additionalProperties: false } } },
    });
  });

  it.each([
    ['as asked', { ranking: [{ number: 2, grade: 3 }] }, [{ number: 2, grade: 3 }]],
    ['bare numbers', { ranking: [2, 1] }, [{ number: 2 }, { number: 1 }]],
    [
      'numbers in words',
      { ranking: ['[2]', 'Candidate 1', { number: '3', grade: '0' }] },
      [{ number: 2 }, { number: 1 }, { number: 3, grade: 0 }],
    ],
    ['with reasons', { note: 'x', ranking: [{ number: 1, grade: 2, why: 'y' }] }, [{ number: 1, grade: 2 }]],
    ['grades beyond the scale', { ranking: [{ number: 1, grade: 10 }] }, [{ number: 1, grade: 3 }]],
    ['grades that are none', { ranking: [{ number: 1, grade: 'good' }] }, [{ number: 1 }]],
    ['with rubbish between', { ranking: [null, {}, 'none', 1.5, '1 or 2', [3], 4] }, [{ number: 4 }]],
  ])('understands answers %s', (_, answer, entries) => {
    expect(listwiseAnswer.parse(answer)).toEqual(entries);
  });

  it.each([[null], ['text'], [{}], [{ ranking: 'first 2' }], [{ ranking: [] }], [{ ranking: [{}] }], [[1, 2]]])(
    'refuses %j, which ranks nothing',
    (answer) => {
      expect(listwiseAnswer.safeParse(answer).success).toBe(false);
    },
  );

  it('takes no more of an endless answer than a window can need', () => {
    expect(listwiseAnswer.parse({ ranking: Array.from({ length: 100_000 }, () => 1) }).length).toBeLessThan(1000);
  });
});

describe('repairedOrder', () => {
  it('takes the order, and puts what was left out behind it', () => {
    expect(placesOf([{ number: 3 }, { number: 1 }], 4)).toEqual([2, 0, 1, 3]);
  });

  it('passes over what is repeated and what is no candidate', () => {
    expect(placesOf([{ number: 9 }, { number: 2 }, { number: 0 }, { number: 2 }, { number: -1 }], 3)).toEqual([
      1, 0, 2,
    ]);
  });

  it('goes by the grades where all are graded: a list in the order of the numbers may be graded well', () => {
    const entries = [1, 0, 3, 3].map((grade, i) => ({ number: i + 1, grade }));
    expect(repairedOrder(entries, 5)).toEqual([
      { place: 2, grade: 3 },
      { place: 3, grade: 3 },
      { place: 0, grade: 1 },
      { place: 1, grade: 0 },
      { place: 4, grade: 0 },
    ]);
  });

  it('goes by the list where grades are missing, each as good as the one before', () => {
    expect(repairedOrder([{ number: 2 }, { number: 1, grade: 1 }, { number: 3 }], 3)).toEqual([
      { place: 1, grade: 3 },
      { place: 0, grade: 1 },
      { place: 2, grade: 1 },
    ]);
  });

  it('gives each candidate once, whatever was answered', () => {
    const entries = fc.array(
      fc.record(
        { number: fc.integer({ min: -2, max: 14 }), grade: fc.integer({ min: 0, max: 3 }) },
        { requiredKeys: ['number'] },
      ),
    );
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 12 }), (answered, count) => {
        const places = placesOf(answered, count);
        const isUseful = answered.some(({ number }) => number >= 1 && number <= count);
        if (!isUseful) expect(places).toBeUndefined();
        else expect(places?.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });
});
