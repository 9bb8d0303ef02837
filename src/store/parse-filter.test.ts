import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SightlineError } from '../support/errors.ts';
import { parseFilter } from './parse-filter.ts';

describe('parseFilter', () => {
  it.each([
    ['price < 200', { op: 'compare', field: 'price', test: '<', value: 200 }],
    ['category="dining chairs"', { op: 'compare', field: 'category', test: '=', value: 'dining chairs' }],
    ["name contains 'it\\'s'", { op: 'contains', field: 'name', value: "it's" }],
    ['kind in (image, record)', { op: 'in', field: 'kind', values: ['image', 'record'] }],
    ['sold = true', { op: 'compare', field: 'sold', test: '=', value: true }],
    ['"Class Name (str)" = x', { op: 'compare', field: 'Class Name (str)', test: '=', value: 'x' }],
    ['not a = 1', { op: 'not', of: { op: 'compare', field: 'a', test: '=', value: 1 } }],
  ])('reads %s', (source, wanted) => {
    expect(parseFilter(source)).toEqual(wanted);
  });

  it('binds "not" before "and" before "or"', () => {
    expect(parseFilter('a = 1 or b = 2 and not c = 3')).toEqual(parseFilter('a = 1 or (b = 2 and (not (c = 3)))'));
    expect(parseFilter('A = 1 OR b = 2 AND c = 3')).toMatchObject({ op: 'or' });
  });

  it.each([
    '',
    'price',
    'price <',
    'price < 1 and',
    '(a = 1',
    'a = 1)',
    'a in ()',
    'a in (1',
    'a = "open',
    'a ! 1',
    '= 1',
    'a = 1 b = 2',
    '('.repeat(1000),
  ])('refuses %j and points at the place', (source) => {
    expect(() => parseFilter(source)).toThrow(/character \d+/);
  });

  it('never throws anything but its own error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({
            unit: fc.constantFrom('a', ' ', '(', ')', '=', '<', '"', "'", ',', '\\', 'in ', 'not ', 'and '),
          }),
        ),
        (source) => {
          try {
            parseFilter(source);
          } catch (error) {
            expect(error).toBeInstanceOf(SightlineError);
          }
        },
      ),
    );
  });
});
