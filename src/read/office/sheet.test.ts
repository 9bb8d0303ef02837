import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnLetters, parseCell, parseCellRange, rangeName } from './sheet.ts';

describe('places of cells', () => {
  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.nat(16_383), fc.integer({ min: 1, max: 1_048_576 }), (column, row) => {
        expect(parseCell(`${columnLetters(column)}${row}`)).toEqual({ column, row });
      }),
    );
    expect(parseCell('$AB$12')).toEqual({ column: 27, row: 12 });
    for (const wrong of ['', 'A', '12', 'A0', 'ABCD1', 'A1:B2', '1A']) expect(parseCell(wrong)).toBeUndefined();
  });

  it('name a range whichever corners it was given by', () => {
    const range = { top: 2, left: 0, bottom: 9, right: 2 };
    expect(parseCellRange('A2:C9')).toEqual(range);
    expect(parseCellRange('C2:A9')).toEqual(range);
    expect(parseCellRange('B7')).toEqual({ top: 7, left: 1, bottom: 7, right: 1 });
    expect(parseCellRange('A2:x')).toBeUndefined();
  });

  it('quote the names of sheets as Excel does', () => {
    const cell = { top: 5, left: 0, bottom: 5, right: 5 };
    expect(rangeName('Prices', cell)).toBe('Prices!A5:F5');
    expect(rangeName('My prices', cell)).toBe("'My prices'!A5:F5");
    expect(rangeName("Bob's", cell)).toBe("'Bob''s'!A5:F5");
    expect(rangeName('Q1', { ...cell, right: 0 })).toBe("'Q1'!A5");
    expect(rangeName('2024', cell)).toBe("'2024'!A5:F5");
    expect(rangeName('Preise_ä', cell)).toBe('Preise_ä!A5:F5');
  });
});
