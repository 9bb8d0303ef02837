import { InvalidArgumentError } from 'commander';
import type { EvaluationReport } from '../evaluate/report.ts';

/** What a run must reach for the command to succeed. */
export interface Minimum {
  /** A measure (`ndcg@10`), or `answered` or `refused`. */
  readonly name: string;
  readonly least: number;
}

export interface CheckedMinimum extends Minimum {
  /** Absent when there was nothing to measure. */
  readonly actual?: number;
  readonly met: boolean;
}

/** Shares that are measured when the queries are asked as well. */
export const answerShares = ['answered', 'refused'] as const;

/** Parses `ndcg@10=0.5,recall@5=0.8`; the flag may be repeated. */
export function parseMinimums(text: string, before: readonly Minimum[] = []): readonly Minimum[] {
  const minimums = text.split(',').map((part): Minimum => {
    const [, name = '', value = ''] = /^\s*([a-z]+(?:@\d+)?)\s*>?=\s*(\d*\.?\d+)\s*$/i.exec(part) ?? [];
    const least = Number(value);
    if (name === '' || value === '' || least > 1)
      throw new InvalidArgumentError('It takes measures with a value from 0 to 1: ndcg@10=0.5,recall@5=0.8');
    return { name: name.toLowerCase(), least };
  });
  return [...before, ...minimums];
}

/** Holds a report to its minimums. What could not be measured does not meet any. */
export function checkMinimums(
  { measures, answers, k }: EvaluationReport,
  minimums: readonly Minimum[],
  fullName: (name: string, k: number) => string,
): CheckedMinimum[] {
  return minimums.map(({ name, least }) => {
    const share = answerShares.find((one) => one === name);
    const full = share ?? fullName(name, k);
    const estimate = share ? answers?.[share] : measures[full];
    const actual = estimate && estimate.queries > 0 ? estimate.mean : undefined;
    // 0.8 of 10 queries may be 0.7999… after adding up.
    const met = actual !== undefined && actual >= least - 1e-9;
    return { name: full, least, met, ...(actual === undefined ? {} : { actual }) };
  });
}
