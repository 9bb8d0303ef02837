import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, jointVector, normalise } from './vector-math.ts';

const vectors = fc
  .array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: 4, maxLength: 4 })
  .filter((v) => Math.hypot(...v) > 0.1);

describe('jointVector', () => {
  it('keeps the direction of the only part there is', () => {
    fc.assert(
      fc.property(vectors, fc.double({ min: 0.1, max: 5, noNaN: true }), (values, weight) => {
        const vector = normalise(Float32Array.from(values));
        const joint = jointVector([
          { vector, weight },
          { vector: undefined, weight: 9 },
        ]);
        expect(dot(joint as Float32Array, vector)).toBeCloseTo(1, 4);
      }),
    );
  });

  it('lies between its parts, nearer to the heavier', () => {
    const [a, b] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const joint = jointVector([
      { vector: a, weight: 3 },
      { vector: b, weight: 1 },
    ]) as Float32Array;
    expect(dot(joint, joint)).toBeCloseTo(1, 5);
    expect(dot(joint, a)).toBeGreaterThan(dot(joint, b));
    expect(dot(joint, a)).toBeCloseTo(3 / Math.sqrt(10), 5);
  });

  it('is nothing when every part is missing', () => {
    expect(jointVector([{ vector: undefined, weight: 1 }])).toBeUndefined();
    expect(jointVector([])).toBeUndefined();
  });
});

it('normalise leaves the zero vector alone', () => {
  expect([...normalise(new Float32Array(3))]).toEqual([0, 0, 0]);
});
