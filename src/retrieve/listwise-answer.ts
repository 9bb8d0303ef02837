import { z } from 'zod';

/** The best grade there is; 0 is the least. */
export const bestGrade = 3;
/** No answer names more candidates than this. */
const mostEntries = 100;

/** What a model is asked for. Servers hold it to this schema where they can. */
const asked = z.unknown().meta({
  type: 'object',
  properties: {
    ranking: {
      type: 'array',
      items: {
        type: 'object',
        properties: { number: { type: 'integer' }, grade: { type: 'integer', enum: [3, 2, 1, 0] } },
        required: ['number', 'grade'],
        additionalProperties: false,
      },
    },
  },
  required: ['ranking'],
  additionalProperties: false,
});

export interface RankedEntry {
  /** Counted from 1, as the model gave it: perhaps of no candidate, perhaps named before. */
  readonly number: number;
  readonly grade?: number;
}

/** A whole number, also as models write it: `"2"`, `"[2]"`, `"Candidate 2"`. */
const whole = z.union([z.number(), z.string().max(40)]).transform((value, context) => {
  const found = typeof value === 'number' ? value : Number(/^\D*(\d{1,6})\D*$/.exec(value)?.[1] ?? Number.NaN);
  if (Number.isInteger(found)) return found;
  context.addIssue({ code: 'custom', message: 'no whole number' });
  return z.NEVER;
});
const entry = z.union([
  whole.transform((number): RankedEntry => ({ number })),
  z.looseObject({ number: whole, grade: whole.optional().catch(undefined) }).transform(
    ({ number, grade }): RankedEntry => ({
      number,
      ...(grade === undefined ? {} : { grade: Math.min(bestGrade, Math.max(0, grade)) }),
    }),
  ),
]);

/** An answer as it came, with all in it that can be understood. */
export const listwiseAnswer = asked.transform((value, context): readonly RankedEntry[] => {
  const ranking = z.looseObject({ ranking: z.array(z.unknown()) }).safeParse(value).data?.ranking;
  const entries = ranking?.slice(0, mostEntries).flatMap((one) => entry.safeParse(one).data ?? []) ?? [];
  if (entries.length > 0) return entries;
  context.addIssue({ code: 'custom', message: 'no ranking' });
  return z.NEVER;
});

/** A candidate's place among `count`, counted from 0, and its grade. */
export interface Graded {
  readonly place: number;
  readonly grade: number;
}

/**
 * The order of `count` candidates by a model's answer, whatever is wrong with it: numbers that are no candidate's and
 * repeated ones are passed over, and candidates that it left out follow in their order with grade 0. Where every entry is
 * graded, the grades come first: small models grade soundly, but list the candidates in the order in which they saw them.
 *
 * @returns undefined when the answer names no candidate at all.
 */
export function repairedOrder(entries: readonly RankedEntry[], count: number): Graded[] | undefined {
  const named = new Map<number, number | undefined>();
  for (const { number, grade } of entries) {
    if (number >= 1 && number <= count && !named.has(number - 1)) named.set(number - 1, grade);
  }
  if (named.size === 0) return undefined;
  let last = bestGrade;
  const listed = [...named].map(([place, grade]): Graded => {
    last = grade ?? last;
    return { place, grade: last };
  });
  if ([...named.values()].every((grade) => grade !== undefined)) listed.sort((a, b) => b.grade - a.grade);
  const missing = Array.from({ length: count }, (_, place) => place).filter((place) => !named.has(place));
  return [...listed, ...missing.map((place): Graded => ({ place, grade: 0 }))];
}
