/** One judged query as numbers: its signs, whether it has an answer, and how much it counts. */
export interface Sample {
  readonly signs: Readonly<Record<string, number>>;
  readonly isAnswerable: boolean;
  readonly weight: number;
}

/** How much large coefficients are held back, against the mean loss of a sample. */
const ridge = 3e-4;
const rounds = 100;

/**
 * Logistic regression in which no sign counts against a match, as more evidence is never less: signs whose coefficients come out
 * below 0 are left out, one after the other. Coefficients of `free` signs may be anything.
 */
export function fitSigns(
  samples: readonly Sample[],
  names: readonly string[],
  free: ReadonlySet<string>,
): Record<string, number> {
  const fitted = fitLogistic(samples, names, free);
  const [worst] = names
    .filter((name) => !free.has(name) && (fitted[name] ?? 0) < 0)
    .sort((a, b) => (fitted[a] ?? 0) - (fitted[b] ?? 0));
  if (worst === undefined) return fitted;
  const rest = names.filter((name) => name !== worst);
  return { ...fitSigns(samples, rest, free), [worst]: 0 };
}

/**
 * Without an intercept, so that no signs at all mean one half; ridge on the coefficients in units of each sign's deviation, next to
 * none on `free` ones. By Newton's method.
 */
function fitLogistic(
  samples: readonly Sample[],
  names: readonly string[],
  free: ReadonlySet<string>,
): Record<string, number> {
  const total = sum(samples.map(({ weight }) => weight));
  const scales = names.map((name) => {
    const values = samples.map(({ signs }) => signs[name] ?? 0);
    const mean = sum(values) / values.length;
    return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length) || 1;
  });
  const rows = samples.map(({ signs, isAnswerable, weight }) => ({
    x: names.map((name, i) => (signs[name] ?? 0) / (scales[i] as number)),
    y: isAnswerable ? 1 : 0,
    w: weight / total,
  }));
  const held = names.map((name) => (free.has(name) ? ridge / 100 : ridge));
  let b = names.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    const gradient = b.map((value, i) => 2 * (held[i] as number) * value);
    const hessian = b.map((_, i) => b.map((__, j) => (i === j ? 2 * (held[i] as number) : 0)));
    for (const { x, y, w } of rows) {
      const p = logistic(sum(x.map((value, i) => value * (b[i] as number))));
      for (const [i, value] of x.entries()) {
        gradient[i] = (gradient[i] as number) + w * (p - y) * value;
        const row = hessian[i] as number[];
        for (const [j, other] of x.entries()) row[j] = (row[j] as number) + w * p * (1 - p) * value * other;
      }
    }
    const step = solve(hessian, gradient);
    b = b.map((value, i) => value - (step[i] as number));
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  return Object.fromEntries(names.map((name, i) => [name, (b[i] as number) / (scales[i] as number)]));
}

export function confidenceOf(
  signs: Readonly<Record<string, number>>,
  coefficients: Readonly<Record<string, number>>,
): number {
  return logistic(sum(Object.entries(signs).map(([name, value]) => value * (coefficients[name] ?? 0))));
}

/** The chance that an answerable query scores above one that is not; ties count half. Samples count by their weight. */
export function auroc(samples: readonly { score: number; isAnswerable: boolean; weight: number }[]): number {
  const sorted = [...samples].sort((a, b) => a.score - b.score);
  let below = 0;
  let won = 0;
  let i = 0;
  while (i < sorted.length) {
    const score = sorted[i]?.score;
    const tied = [];
    while (i < sorted.length && sorted[i]?.score === score) tied.push(sorted[i++] as (typeof sorted)[number]);
    const negative = sum(tied.filter((one) => !one.isAnswerable).map(({ weight }) => weight));
    won += sum(tied.filter((one) => one.isAnswerable).map(({ weight }) => weight)) * (below + negative / 2);
    below += negative;
  }
  return won / (below * sum(samples.filter((one) => one.isAnswerable).map(({ weight }) => weight)));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** x with matrix x = right, by Gaussian elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] as number]);
  const n = rows.length;
  const at = (i: number, j: number): number => rows[i]?.[j] as number;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) if (Math.abs(at(i, column)) > Math.abs(at(pivot, column))) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const factor = at(i, column) / at(column, column);
      rows[i] = (rows[i] as number[]).map((value, j) => value - factor * at(column, j));
    }
  }
  return rows.map((row, i) => (row[n] as number) / at(i, i));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
