import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stampOf } from './stamp.ts';

const nowMs = 1_800_000_000_000;
const old = { sizeBytes: 10, mtimeMs: nowMs - 60_000.25 };

describe('stampOf', () => {
  it('is the same for the same files and other for every other size, time or companion', () => {
    const file = fc.record({ sizeBytes: fc.nat(5), mtimeMs: fc.nat(5) });
    fc.assert(
      fc.property(file, fc.array(file, { maxLength: 3 }), file, fc.array(file, { maxLength: 3 }), (a, as, b, bs) => {
        const same = JSON.stringify([a, as]) === JSON.stringify([b, bs]);
        expect(stampOf(a, as, nowMs) === stampOf(b, bs, nowMs)).toBe(same);
      }),
    );
  });

  it('never equals another while a file or companion was written within two seconds', () => {
    const fresh = { sizeBytes: 10, mtimeMs: nowMs - 1_999 };
    expect(stampOf(fresh, [], nowMs)).toContain('~');
    expect(stampOf(fresh, [], nowMs)).not.toBe(stampOf(fresh, [], nowMs));
    expect(stampOf(old, [fresh], nowMs)).not.toBe(stampOf(old, [fresh], nowMs));
  });

  it('is plain two seconds after, and for files dated far into the future', () => {
    expect(stampOf({ sizeBytes: 10, mtimeMs: nowMs - 2_000 }, [], nowMs)).not.toContain('~');
    const future = { sizeBytes: 10, mtimeMs: nowMs + 86_400_000 };
    expect(stampOf(future, [], nowMs)).toBe(stampOf(future, [], nowMs));
  });
});
