import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measures, sameMeasure } from './claim-measures.ts';

const agree = (a: string, b: string, isGerman: readonly [boolean, boolean] = [false, false]): boolean => {
  const [one, other] = [measures(a, isGerman[0]), measures(b, isGerman[1])];
  return one.length > 0 && one.every((left) => other.some((right) => sameMeasure(left, right)));
};

describe('measures', () => {
  it.each([
    ['1,200', '1200'],
    ['1 200 kg', '1200 kg'],
    ['1’200', '1200'],
    ['1,234,567.5', '1234567.5'],
    ['1.234.567', '1234567'],
    ['1.234,5', '1234.5'],
    ['45 cm', '0.45 m'],
    ['45cm', '450 mm'],
    ['$1,200', '1200 USD'],
    ['$12.50', '12.5 dollars'],
    ['30 %', '30 percent'],
    ['60 °C', '60 degrees Celsius'],
    ['25 degrees', '25°'],
    ['212 °F', '100 °C'],
    ['12 months', '1 year'],
    ['90 minutes', '1.5 hours'],
    ['a week', '7 days'],
    ['four weeks', '28 days'],
    ['Twelve pegs', '12'],
    ['twenty-five', '25'],
    ['2.5 million', '2,500,000'],
    ['14 March 2026', '2026-03-14'],
    ['March 14th, 2026', '14.03.2026'],
    ['14 March', '2026-03-14'],
    ['2026', '14 March 2026'],
    ['2:30 pm', '14:30'],
    ['4 by 5 metres', '400 cm and 500 cm'],
    ['15 working days', '15 days'],
    ['1½ litres', '1.5 l'],
    ['weight_kg: 6.2', '6200 g'],
    ['5 ft', '1.52 m'],
  ])('%s is %s', (a, b) => {
    expect(agree(a, b)).toBe(true);
  });

  it.each([
    ['249', '189'],
    ['45 cm', '45 mm'],
    ['$189', '€189'],
    ['1.200', '1200'],
    ['30 minutes', '30 hours'],
    ['-5 °C', '5 °C'],
    ['60 °C', '60 °F'],
    ['14 March 2026', '14 April 2026'],
    ['14 March 2026', '14 March 2025'],
    ['1.2.3', '1.2.4'],
    ['4 weeks', '1 month'],
  ])('%s is not %s', (a, b) => {
    expect(agree(a, b)).toBe(false);
  });

  it('reads 1.200 as German where the text is', () => {
    expect(agree('1.200', '1200', [true, false])).toBe(true);
    expect(agree('1,5 kg', '1.5 kg', [true, false])).toBe(true);
    expect(agree('1.200,50 Euro', '€1200.5', [true, false])).toBe(true);
    expect(agree('14. März 2026', '2026-03-14', [true, false])).toBe(true);
  });

  it('takes no number out of a name', () => {
    for (const text of ['RB-101', 'PX4471', '3D', 'R5b']) expect(measures(text)).toEqual([]);
  });

  it('reads every whole number the same with and without separators', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (value) => {
        expect(agree(`has ${value.toLocaleString('en-US')} parts`, `${value}`)).toBe(true);
        expect(agree(`hat ${value.toLocaleString('de-DE')} Teile`, `${value}`, [true, false])).toBe(true);
      }),
    );
  });

  it('reads lengths and weights the same in every unit, and other values as others', () => {
    const units = fc.constantFrom(['cm', 'm', 100], ['mm', 'cm', 10], ['g', 'kg', 1000], ['minutes', 'hours', 60]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), units, fc.integer({ min: 1, max: 50 }), (value, unit, more) => {
        const [small, large, factor] = unit as [string, string, number];
        expect(agree(`${value} ${large}`, `${value * factor} ${small}`)).toBe(true);
        expect(agree(`${value} ${large}`, `${(value + more) * factor} ${small}`)).toBe(false);
      }),
    );
  });

  it('gives places in the text, whatever it holds, in bounded time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (text) => {
        for (const { start, end, text: own } of measures(`${text} 5 cm ${text}`)) {
          expect(`${text} 5 cm ${text}`.slice(start, end)).toContain(own.trim());
        }
      }),
    );
    const started = performance.now();
    for (const text of [
      '1,'.repeat(3000),
      '1 '.repeat(3000),
      '9'.repeat(6000),
      '1.1.2020 '.repeat(600),
      '$ '.repeat(3000),
      '1 000 '.repeat(1000),
    ])
      measures(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
