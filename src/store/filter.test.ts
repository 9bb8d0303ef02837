import { describe, expect, it } from 'vitest';
import type { Metadata } from '../data/segment.ts';
import { dateOf, matches } from './filter.ts';
import { parseFilter } from './parse-filter.ts';
import { type SampleSegment, sampleDocument } from './store.contract.ts';

function holds(source: string, metadata: Metadata): boolean {
  const sample: SampleSegment = { id: 'one', metadata };
  return sampleDocument('a', [sample]).segments.some(({ segment }) => matches(parseFilter(source), segment));
}

describe('dates in filters', () => {
  it.each([
    ['date = 2024', '2024-05-01', true],
    ['date = 2024', '2025-01-01', false],
    ['date = 2024-05', '2024-05-31T23:00:00Z', true],
    ['date = 2024-05-01', '2024-05', false],
    ['date <= 2024', '2024-12-31', true],
    ['date > 2024', '2024-12-31', false],
    ['date > 2024', '2025-01-01', true],
    ['date >= 2024', '2024', true],
    ['date < 2024', '2023-12-31T23:59', true],
    ['date <= 2024-05-01', '2024-05-01T10:00:00', true],
    ['date < 2024-01-01', '2024', false],
    ['date >= 2024-01-01', 2024, true],
    ['date >= 2024-01-02', 2024, false],
    ['date < "2024-05-01 10:00"', '2024-05-01T09:59:59+02:00', true],
    ['date in (2023, 2024)', '2024-05-01', true],
    ['date != 2024', '2024-05-01', false],
    ['price < 200', '189', false],
    ['price > "1"', 189, false],
    ['date < 2024', 'early', false],
  ] as const)('%s of %s is %s', (source, value, wanted) => {
    const field = source.startsWith('price') ? 'price' : 'date';
    expect(holds(source, { [field]: value })).toBe(wanted);
  });

  it('takes for a date only what is written as one', () => {
    for (const value of [
      '2024-13',
      '2024-00-01',
      '24',
      '0999',
      '3024',
      '2024-5-1',
      '20240501',
      '2024-05-01x',
      2024.5,
      -2024,
    ])
      expect(dateOf(value), String(value)).toBeUndefined();
    expect(dateOf(' 2024-05-01 10:00:00.5+02:00')).toBe('2024-05-01t10:00:00');
    expect(dateOf('2024-05-01T10:00Z')).toBe('2024-05-01t10:00');
  });
});
