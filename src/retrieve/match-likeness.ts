import { dot } from '../support/vector-math.ts';

/** How a query stands to a sample of what is stored; every figure is free of the model's scale. */
export interface Likeness {
  /** Mean and standard deviation of the query's similarity to the sample. */
  readonly mean: number;
  readonly deviation: number;
  /**
   * How far the query's direction is one in which the stored vectors differ: the logarithm of their variance along it, over
   * their mean variance, within the space they span. About 0 for a question on anything else, 1 to 2 for one on what they are
   * about. What a text–image model's words have in common, as against its pictures, lies outside of that space.
   */
  readonly aligned: number;
  /** How much nearer the query lies to the whole than the stored vectors lie to each other, in their standard deviations. */
  readonly near: number;
}

/** Fewer vectors than this have no shape. */
const smallestSample = 8;
/** What is added to each eigenvalue, as a share of their mean, so that directions of rounding noise do not count. */
const ridge = 1e-3;
/** Deviations of similarities below this are rounding noise. */
const noise = 1e-6;

interface Shape {
  readonly centre: Float32Array;
  /** Lower triangle of the Cholesky factor of the centred Gram matrix, row by row. */
  readonly factor: readonly Float64Array[];
  /** Sum of the centred Gram matrix's eigenvalues, and how many of them are not 0. */
  readonly trace: number;
  readonly rank: number;
  readonly means: Usual;
}

interface Usual {
  readonly mean: number;
  readonly deviation: number;
}

/** Made once for each sample: about n² dot products, 8 ms for 128 vectors of 512 dimensions. */
const shapes = new WeakMap<readonly Float32Array[], Shape>();

/** @returns undefined when the sample is too small to tell, or all its vectors are the same. */
export function likeness(sample: readonly Float32Array[], query: Float32Array): Likeness | undefined {
  if (sample.length < smallestSample) return undefined;
  const known = shapes.get(sample);
  const shape = known ?? shapeOf(sample);
  if (!known) shapes.set(sample, shape);
  if (shape.factor.length === 0) return undefined;
  const similarities = sample.map((vector) => dot(vector, query));
  const { mean, deviation } = usual(similarities);
  if (deviation < noise) return undefined;
  const offset = dot(shape.centre, query);
  const along = Float64Array.from(similarities, (similarity) => similarity - offset);
  const spread = along.reduce((sum, value) => sum + value * value, 0);
  const within = squaredLength(solveLower(shape.factor, along));
  return {
    mean,
    deviation,
    aligned: Math.log((spread * shape.rank) / (shape.trace * within)),
    near: deviationsFrom(shape.means, mean),
  };
}

function shapeOf(sample: readonly Float32Array[]): Shape {
  const n = sample.length;
  const dimensions = sample[0]?.length ?? 0;
  const centre = new Float32Array(dimensions);
  for (const vector of sample) for (let i = 0; i < dimensions; i++) centre[i] = at(centre, i) + at(vector, i) / n;
  const centred = sample.map((vector) => vector.map((value, i) => value - at(centre, i)));
  const gram = centred.map((row, i) => Float64Array.from(centred.slice(0, i + 1), (other) => dot(row, other)));
  const trace = gram.reduce((sum, row, i) => sum + at(row, i), 0);
  const rank = Math.min(n - 1, dimensions);
  for (const [i, row] of gram.entries()) row[i] = at(row, i) + (ridge * trace) / rank;
  return {
    centre,
    factor: trace > n * noise ** 2 ? cholesky(gram) : [],
    trace,
    rank,
    // Without the similarity of each to itself, which is 1.
    means: usual(sample.map((vector) => (n * dot(vector, centre) - dot(vector, vector)) / (n - 1))),
  };
}

/** Lower triangle L with L Lᵀ = the positive definite matrix given by its own lower triangle, which it overwrites. */
function cholesky(matrix: readonly Float64Array[]): readonly Float64Array[] {
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j <= i; j++) {
      const other = matrix[j] as Float64Array;
      let sum = at(row, j);
      for (let k = 0; k < j; k++) sum -= at(row, k) * at(other, k);
      row[j] = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / at(other, j);
    }
  }
  return matrix;
}

/** x with L x = b. */
function solveLower(lower: readonly Float64Array[], b: Float64Array): Float64Array {
  const x = new Float64Array(b.length);
  for (const [i, row] of lower.entries()) {
    let sum = at(b, i);
    for (let k = 0; k < i; k++) sum -= at(row, k) * at(x, k);
    x[i] = sum / at(row, i);
  }
  return x;
}

function squaredLength(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0);
}

function usual(values: readonly number[]): Usual {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** 0 where all are the same, so that nothing can be said. */
function deviationsFrom({ mean, deviation }: Usual, value: number): number {
  return deviation > noise ? (value - mean) / deviation : 0;
}

function at(values: Float32Array | Float64Array, i: number): number {
  return values[i] as number;
}
