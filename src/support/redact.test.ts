import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

/** What is left, with each bar as one mark. */
const left = (text: string): string => redact(text).replace(/█+/g, '[gone]');

describe('redact', () => {
  it.each([
    ['Write to jane.doe+offers@mail.example.co.uk.', 'Write to [gone].'],
    ['Call +44 20 7946 0958 or (555) 234-5678.', 'Call [gone] or [gone].'],
    ['Call 0049 (0)30 1234567 today', 'Call [gone] today'],
    // Numbers that card networks publish for tests.
    ['Paid with 4111 1111 1111 1111, then 378282246310005.', 'Paid with [gone], then [gone].'],
    ['IBAN GB82 WEST 1234 5698 7654 32, DE89370400440532013000', 'IBAN [gone], [gone]'],
    ['SSN 219-09-9999, NI AB 12 34 56 C', 'SSN [gone], NI [gone]'],
  ])('takes out what identifies people: %s', (text, expected) => {
    expect(left(text)).toBe(expected);
    // What stands behind keeps its place.
    expect(redact(text)).toHaveLength(text.length);
  });

  it.each([
    'It costs $1,299.00 and weighs 1.25 kg.',
    'From 2024-05-01 to 2024-06-30, 10:15 to 11:45.',
    'Order 4111 1111 1111 1112 has no valid check digit.',
    'Error PX-4471, part 000-12-3456, serial 0000000000000000.',
    'ISBN 978-3-16-148410-0, version 10.4.0, IP 192.168.100.200.',
    'DE00 3704 0044 0532 0130 00 is no account.',
    'Follow @sightline; 3 @ 5 each.',
    'pi is 3.14159265358979323846',
  ])('leaves alone what only looks like it: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('takes out only the kinds that are asked for, and nothing more the second time', () => {
    const text = 'a@b.example 4111111111111111';
    expect(redact(text, ['card'])).toBe(`a@b.example ${'█'.repeat(16)}`);
    expect(redact(redact(text))).toBe(redact(text));
  });

  it('takes time in proportion to the text, whatever that is', () => {
    const parts = fc.constantFrom('1', '-', ' ', '.', '@', 'a', '+', '(', ')', 'AB12 ');
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 12 }), (pieces) => {
        const text = pieces.join('').repeat(Math.ceil(20_000 / pieces.join('').length));
        const from = performance.now();
        redact(text);
        expect(performance.now() - from).toBeLessThan(1_500);
      }),
      { numRuns: 60 },
    );
  });
});
