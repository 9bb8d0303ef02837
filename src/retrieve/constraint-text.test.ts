import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Filter } from '../store/filter.ts';
import { parseFilter } from '../store/parse-filter.ts';
import { filterText } from './constraint-text.ts';

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('and', 'NOT', 'true', 'price', '2024', '1e5', '.5', '2024-05', 'a.b', 'in', "it's", '"', '\\'),
);
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const condition: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    op: fc.constant('compare' as const),
    field: text,
    test: fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    value,
  }),
  fc.record({ op: fc.constant('in' as const), field: text, values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  fc.record({ op: fc.constant('contains' as const), field: text, value: text }),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    condition,
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      all: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not' as const), of: tie('filter') }),
  ),
}));

it('writes what parseFilter reads back', () => {
  fc.assert(
    fc.property(filter, (one) => {
      expect(parseFilter(filterText(one))).toEqual(one);
    }),
  );
});

it('writes it as a person would', () => {
  for (const source of [
    'price < 200 and date = 2025-03',
    '(a = 1 or b = 2) and c = x',
    'document contains .pdf',
    'kind in (image, table)',
  ])
    expect(filterText(parseFilter(source))).toBe(source);
});
