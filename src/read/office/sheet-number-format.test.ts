import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInFormat, numberFormat, plainNumber } from './sheet-number-format.ts';

const show = (code: string, value: number, date1904 = false) => numberFormat(code).show(value, date1904);

describe('numberFormat', () => {
  it.each([
    ['General', 1234.5, '1234.5'],
    ['General', 0.1 + 0.2, '0.3'],
    ['0', 2.5, '3'],
    ['0.00', 1.005, '1.01'],
    ['#,##0', 1234567, '1,234,567'],
    ['#,##0.00;(#,##0.00)', -1234.5, '(1,234.50)'],
    ['#,##0.00;[Red]-#,##0.00', -1234.5, '-1,234.50'],
    ['0%', 0.125, '13%'],
    ['0.0%', 0.125, '12.5%'],
    ['$#,##0.00', 1299, '$1,299.00'],
    ['$#,##0.00', -5, '-$5.00'],
    ['#,##0.00\\ [$€-407]', 12.5, '12.50 €'],
    ['"CHF" 0.00', 3, 'CHF 3.00'],
    ['_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)', 0, '$-'],
    ['00000', 123, '00123'],
    ['0.##', 1.5, '1.5'],
    ['0.##', 2, '2'],
    ['0.00E+00', 12345, '1.23E+4'],
    ['0.0,,"M"', 12_300_000, '12.3M'],
    ['0" pcs"', 12, '12 pcs'],
    ['# ?/?', 0.5, '0.5'],
    ['@', 7, '7'],
    ['', 7, '7'],
    [';;;', 7, ''],
  ])('%s shows %d as %s', (code, value, shown) => {
    expect(show(code, value)).toBe(shown);
  });

  it.each([
    ['yyyy-mm-dd', 45_000, '2023-03-15'],
    ['dd/mm/yyyy', 45_000, '2023-03-15'],
    ['[$-409]d-mmm-yy;@', 45_000, '2023-03-15'],
    ['mmm-yy', 45_000, '2023-03'],
    ['yyyy', 45_000, '2023'],
    ['m/d/yy h:mm', 45_000.75, '2023-03-15 18:00'],
    ['h:mm:ss', 0.5, '12:00:00'],
    ['[h]:mm', 1.5, '36:00'],
    ['mm:ss', 0.5 / 24, '00:30:00'],
    ['yyyy-mm-dd', 1, '1900-01-01'],
    ['yyyy-mm-dd', 61, '1900-03-01'],
  ])('%s shows day %d as %s', (code, value, shown) => {
    expect(show(code, value)).toBe(shown);
    expect(numberFormat(code).date).toBe(true);
  });

  it('counts days from 1904 where the workbook does', () => {
    expect(show('yyyy-mm-dd', 0, true)).toBe('1904-01-01');
    expect(show('yyyy-mm-dd', 43_538, true)).toBe('2023-03-15');
  });

  it('tells the currency', () => {
    expect(numberFormat('#,##0.00 [$€-407]').currency).toBe('€');
    expect(numberFormat('[$CHF] 0.00').currency).toBe('CHF');
    expect(numberFormat('"Total:" 0').currency).toBe('');
  });

  it('shows something for any code and number, in little time', () => {
    const letters = fc.constantFrom(...'0#?.,;%@_*\\"[]$€-+E/ ymdhsGeneralAMP()');
    const code = fc.oneof(fc.string({ unit: letters, maxLength: 40 }), fc.string({ maxLength: 40 }));
    fc.assert(
      fc.property(code, fc.double(), fc.boolean(), (written, value, date1904) => {
        expect(numberFormat(written).show(value, date1904)).toBeTypeOf('string');
      }),
      { numRuns: 500 },
    );
    const started = performance.now();
    numberFormat('0;'.repeat(100_000)).show(1, false);
    numberFormat('"'.repeat(100_000)).show(1, false);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('has a code for every number of the standard', () => {
    for (let id = 0; id < 100; id++) expect(show(builtInFormat(id), 1.5)).not.toBe('');
    expect(plainNumber(1 / 3)).toBe('0.333333333333333');
  });
});
