import { expect, test } from 'vitest';
import { normalise } from '../support/vector-math.ts';
import { likeness } from './match-likeness.ts';

const dimensions = 64;

/** Vectors that share one direction and differ in the first few dimensions only, as those of one collection do. */
function collection(size: number, gap = 0): Float32Array[] {
  return Array.from({ length: size }, (_, i) => {
    const vector = new Float32Array(dimensions);
    vector[dimensions - 1] = 1 + gap;
    for (let d = 0; d < 6; d++) vector[d] = Math.sin((i + 1) * (d + 1) * 1.7);
    for (let d = 6; d < 60; d++) vector[d] = 0.08 * Math.sin((i + 3) * (d + 2) * 2.3);
    return normalise(vector);
  });
}

function along(first: number, last: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (let d = first; d <= last; d++) vector[d] = Math.cos(d * 1.3) + 0.2;
  vector[dimensions - 1] = 0.5;
  return normalise(vector);
}

test('a question on what sets the documents apart is aligned, another one is not', () => {
  const sample = collection(100);
  const onTopic = likeness(sample, along(0, 5));
  const offTopic = likeness(sample, along(20, 50));
  expect(onTopic?.aligned).toBeGreaterThan(1);
  expect(offTopic?.aligned).toBeLessThan(0);
});

test('what all queries of a model share does not change how aligned one is', () => {
  const sample = collection(100);
  const query = along(0, 5);
  const shifted = new Float32Array(query);
  // A direction in which no stored vector differs: the gap between words and pictures.
  shifted[62] = 2;
  const [plain, moved] = [likeness(sample, query), likeness(sample, normalise(shifted))];
  expect(moved?.aligned).toBeCloseTo(plain?.aligned ?? Number.NaN, 2);
  expect(moved?.deviation).toBeLessThan((plain?.deviation ?? 0) / 1.5);
});

test('a stored vector is as near to the others as they are to each other', () => {
  const sample = collection(60);
  const [member, far] = [sample[7] as Float32Array, along(30, 40)];
  const own = likeness(sample, member);
  const other = likeness(sample, far);
  expect(Math.abs(own?.near ?? Number.NaN)).toBeLessThan(3);
  expect(other?.near).toBeLessThan((own?.near ?? 0) - 1);
});

test('too few vectors, and vectors that are all the same, tell nothing', () => {
  const query = along(0, 5);
  expect(likeness(collection(7), query)).toBeUndefined();
  const same = collection(1)[0] as Float32Array;
  expect(
    likeness(
      Array.from({ length: 20 }, () => same),
      query,
    ),
  ).toBeUndefined();
});

test('more vectors than dimensions, and repeated ones, give finite figures', () => {
  const sample = [...collection(100), ...collection(28)];
  for (const vector of [along(0, 5), along(20, 50), sample[0] as Float32Array]) {
    for (const figure of Object.values(likeness(sample, vector) ?? { none: Number.NaN })) {
      expect(Number.isFinite(figure)).toBe(true);
    }
  }
});
