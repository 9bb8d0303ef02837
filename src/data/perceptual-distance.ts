/** A hash (hex, a multiple of 8 digits) as 32-bit numbers, for comparing it many times. */
export type HashBits = readonly number[];

export function hashBits(hash: string): HashBits {
  return Array.from({ length: hash.length / 8 }, (_, i) => Number.parseInt(hash.slice(i * 8, i * 8 + 8), 16) | 0);
}

/** In how many bits two hashes of equal length differ. */
export function hammingDistance(a: HashBits, b: HashBits): number {
  let different = 0;
  for (let i = 0; i < a.length; i++) different += countBits((a[i] as number) ^ (b[i] as number));
  return different;
}

/** The number of ones in a 32-bit number (H. S. Warren, Hacker's Delight, 5-1). */
export function countBits(value: number): number {
  let x = value - ((value >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (((x + (x >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
