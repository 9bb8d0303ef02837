import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flattenRecord, readMoney, typedCell } from './flat-record.ts';

describe('typedCell', () => {
  it.each<[string, unknown]>([
    ['12', 12],
    ['-0.5', -0.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['39,788', 39788],
    ['1,299.50', 1299.5],
    ['TRUE', true],
    ['007', '007'],
    ['12,50', '12,50'],
    ['1.2.3', '1.2.3'],
    ['12345678901234567890', '12345678901234567890'],
    ['e5', 'e5'],
    ['.', '.'],
    ['1,2,3', '1,2,3'],
    ['NaN', 'NaN'],
  ])('%s means %j', (text, value) => {
    expect(typedCell(text, false)).toBe(value);
  });

  it('takes the comma for the decimal mark where it is one', () => {
    expect(typedCell('143,1', true)).toBe(143.1);
    expect(typedCell('-814,38', true)).toBe(-814.38);
  });

  it('never makes up a number that is not finite', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789.,eE+-'.split('')) }),
        fc.boolean(),
        (text, comma) => {
          const value = typedCell(text, comma);
          expect(typeof value === 'string' || Number.isFinite(value)).toBe(true);
        },
      ),
    );
  });
});

describe('readMoney', () => {
  it.each<[string, number, string]>([
    ['$189', 189, '$'],
    ['$1,299.00', 1299, '$'],
    ['1.299,50 €', 1299.5, '€'],
    ['12,50€', 12.5, '€'],
    ['€ 1.299', 1299, '€'],
    ['£1,299', 1299, '£'],
    ["CHF 1'299.50", 1299.5, 'CHF'],
    ['US$ 5', 5, 'US$'],
    ['-3.20 EUR', -3.2, 'EUR'],
    ['¥12000', 12000, '¥'],
  ])('%s is %d %s', (text, amount, currency) => {
    expect(readMoney(text)).toEqual({ amount, currency });
  });

  it.each(['12', '$', '$10 - $20', 'about $10', '10 apples', 'EUR', '$1.2.3'])('%s is no amount of money', (text) => {
    expect(readMoney(text)).toBeUndefined();
  });
});

describe('flattenRecord', () => {
  it('gives flat values for any JSON, few enough, with whole characters', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const flat = flattenRecord(record);
        expect(flat.size).toBeLessThanOrEqual(300);
        for (const [column, value] of flat) {
          expect(column.trim()).not.toBe('');
          const scalars = typeof value === 'object' ? value : [value];
          for (const scalar of scalars) expect(typeof scalar === 'number' ? Number.isFinite(scalar) : true).toBe(true);
        }
      }),
    );
  });
});
