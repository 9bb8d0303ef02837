/** Whole numbers drawn at random, the same ones for the same seed: from 0 to below `limit`, which is at most 2^32. */
export type DrawBelow = (limit: number) => number;

/**
 * A generator of our own, so that the same judgements give the same interval on every machine and in every run:
 * xoshiro128** by Blackman and Vigna (Scrambled linear pseudorandom number generators, ACM TOMS 47(4), 2021), whose state
 * is filled from the seed by steps of Weyl's sequence through the finalizer of MurmurHash3. Not for secrets.
 */
export function seededRandom(seed: number): DrawBelow {
  let weyl = seed >>> 0;
  const fill = (): number => {
    weyl = (weyl + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(weyl ^ (weyl >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  // A state of zeros would stay so.
  if ((a | b | c | d) === 0) d = 1;

  const next = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
  // Multiplying keeps the high bits; the unevenness is below limit / 2^32.
  return (limit) => Math.floor((next() / 2 ** 32) * limit);
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
