/** Dot product; for vectors of length 1, their cosine similarity. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The vector at length 1 (L2); the zero vector stays as it is. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}

/**
 * The joint vector of several vectors of one space: their weighted average at length 1. Parts that are missing take no
 * part, so a picture without words keeps its own vector instead of being drawn halfway to the origin.
 *
 * @returns undefined when every part is missing.
 */
export function jointVector(
  parts: readonly { readonly vector: Float32Array | undefined; readonly weight: number }[],
): Float32Array | undefined {
  const present = parts.filter((part) => part.vector !== undefined && part.weight > 0);
  const first = present[0]?.vector;
  if (!first) return undefined;
  const sum = new Float32Array(first.length);
  for (const { vector, weight } of present) {
    if (vector) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (vector[i] as number);
  }
  return normalise(sum);
}
