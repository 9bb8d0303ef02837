import { describe, expect, it } from 'vitest';
import { rateLimit } from './rate-limit.ts';

describe('rateLimit', () => {
  it('lets a burst through, then as many as flow in, and says when to come again', () => {
    let now = 0;
    const limit = rateLimit({ perMinute: 60, burst: 3 }, () => now);
    expect([1, 2, 3, 4].map(() => limit.take('a'))).toEqual([0, 0, 0, 1]);
    expect(limit.take('b')).toBe(0);
    now = 1_000;
    expect([limit.take('a'), limit.take('a')]).toEqual([0, 1]);
    now = 100_000;
    expect([1, 2, 3, 4].map(() => limit.take('a'))).toEqual([0, 0, 0, 1]);
  });

  it('takes no memory for very many clients', () => {
    const limit = rateLimit({ perMinute: 60, burst: 1 }, () => 0);
    for (let i = 0; i < 30_000; i++) expect(limit.take(`client ${i}`)).toBe(0);
    // Long forgotten, and so with a full bucket.
    expect(limit.take('client 0')).toBe(0);
    expect(limit.take('client 29999')).toBe(1);
  });
});
