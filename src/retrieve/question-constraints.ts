import type { Filter } from '../store/filter.ts';
import { readDates } from './constraint-dates.ts';
import type { KnownField } from './constraint-fields.ts';
import { readKinds } from './constraint-kinds.ts';
import { readMeasures } from './constraint-measures.ts';
import { readPrices } from './constraint-prices.ts';
import type { Reading } from './constraint-reading.ts';
import { withoutReadings } from './constraint-rest.ts';
import { filterText } from './constraint-text.ts';
import { readTruths } from './constraint-truths.ts';

export { type KnownField, knownFields } from './constraint-fields.ts';
export { mayStateConstraint, sampleFields } from './constraint-sample.ts';

export interface QuestionConstraint {
  /** The words of the question that say it. */
  readonly text: string;
  /** In the filter language. */
  readonly filter: string;
  /** A sentence for people. */
  readonly explanation: string;
}

export interface QuestionConstraints {
  /** All that was found, together; undefined where nothing was. */
  readonly filter?: Filter;
  /** The question without the words that became a constraint. */
  readonly rest: string;
  readonly found: readonly QuestionConstraint[];
}

/** A longer text is a passage that something is sought for, and its prices and dates are part of what it tells. */
const maxLength = 300;

/** In this order of trust: what is claimed by one is not read by the next. */
const readers = [readDates, readMeasures, readPrices, readKinds, readTruths];

/**
 * Constraints that a question states itself: prices, weights and lengths, dates, kinds and being in stock, in English and
 * some German. Only what a field of the index can answer is read, and only where there is one reading: a constraint that is
 * missed costs a place in the order, one that was not meant hides the answer.
 *
 * @param fields what the index holds (`knownFields`).
 * @param options.now today, for "since last year"; such words are left alone without it.
 */
export function questionConstraints(
  question: string,
  fields: readonly KnownField[],
  options: { readonly now?: Date } = {},
): QuestionConstraints {
  const nothing = { rest: question, found: [] };
  if (question.length > maxLength) return nothing;
  const taken: Reading[] = [];
  for (const read of readers) {
    for (const reading of read(question, { fields, ...options })) {
      if (taken.every((one) => reading.end <= one.start || one.end <= reading.start)) taken.push(reading);
    }
  }
  const readings = withoutAlternatives(
    question,
    taken.sort((a, b) => a.start - b.start),
  );
  const parts = readings.flatMap(({ filter }) => (filter.op === 'and' ? filter.all : [filter]));
  const [only] = parts;
  if (!only) return nothing;
  return {
    filter: parts.length === 1 ? only : { op: 'and', all: parts },
    rest: withoutReadings(question, readings),
    found: readings.map(({ start, end, filter, meaning }) => {
      const text = question.slice(start, end);
      return { text, filter: filterText(filter), explanation: `"${text}" is read as: ${meaning}.` };
    }),
  };
}

/** `under $50 or from 2020` is not both: neither is a constraint. */
function withoutAlternatives(question: string, readings: readonly Reading[]): Reading[] {
  const isOr = (one: Reading | undefined, next: Reading | undefined): boolean =>
    one !== undefined &&
    next !== undefined &&
    /^\W*(?:or|oder|and\/or)\W*$/iu.test(question.slice(one.end, next.start));
  return readings.filter((one, i) => !isOr(readings[i - 1], one) && !isOr(one, readings[i + 1]));
}
