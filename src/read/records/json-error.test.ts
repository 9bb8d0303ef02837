import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError, lineAndColumn } from './json-error.ts';

describe('findJsonError', () => {
  it('agrees with JSON.parse on what is JSON', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"',
      '1',
      '-0.5e3',
      '01',
      'true',
      'nul',
      ' ',
      '\n',
      '\\',
      '"\\u12"',
      '"\\n"',
    );
    const text = fc.oneof(
      fc.json(),
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        let parses = true;
        try {
          JSON.parse(source);
        } catch {
          parses = false;
        }
        const offset = findJsonError(source);
        expect(offset === undefined, `${source} at ${offset}`).toBe(parses);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the place where a change broke it', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (source, seed) => {
        const at = seed % (source.length + 1);
        const offset = findJsonError(`${source.slice(0, at)}\u0001${source.slice(at)}`);
        // A number or literal is wrong from its start.
        expect(offset).toBeLessThanOrEqual(at);
        expect(source.slice(offset, at)).toMatch(/^\\?[\w.+-]*$/);
      }),
    );
  });

  it('is quick and safe on long strings and deep nesting', () => {
    expect(findJsonError(`"${'a\\n'.repeat(1_000_000)}`)).toBe(3_000_001);
    expect(findJsonError('['.repeat(1_000_000))).toBe(1_000_000);
  });
});

describe('lineAndColumn', () => {
  it('counts from 1', () => {
    expect(lineAndColumn('ab\ncd', 0)).toBe('line 1, column 1');
    expect(lineAndColumn('ab\ncd', 4)).toBe('line 2, column 2');
  });
});
