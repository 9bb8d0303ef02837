/** The weights of the fixtures: numbers by formula, so that a test can work out by hand what a graph must give. */

/** Row `id` of a token table: eighths between -1 and 1, a row of its own for each id. */
export function tokenWeights(id: number, dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, d) => (((id + 1) * (2 * d + 3) + id * id) % 17) / 8 - 1);
}

/** Row `position` of a table of places: small beside the tokens. */
export function positionWeights(position: number, dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, d) => ((position * 5 + d * 3) % 7) / 16 - 3 / 16);
}

/** Row `r` of a square matrix: the diagonal, and a little of the neighbour. */
export function mixWeights(r: number, dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, c) => (c === r ? 1 : c === (r + 1) % dimensions ? 0.25 : 0));
}

export function table(rows: number, dimensions: number, row: (r: number, dimensions: number) => number[]): number[] {
  return Array.from({ length: rows }, (_, r) => row(r, dimensions)).flat();
}
