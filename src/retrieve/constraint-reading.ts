import type { Filter } from '../store/filter.ts';
import type { KnownField } from './constraint-fields.ts';

/** Words of a question, by their characters, that are read as a constraint. */
export interface Reading {
  readonly start: number;
  readonly end: number;
  readonly filter: Filter;
  /** What they are read as, for people: `price below 200`. */
  readonly meaning: string;
}

export interface ReadingContext {
  readonly fields: readonly KnownField[];
  /** Today, for "since last year"; without it such words are not read. */
  readonly now?: Date;
}

/** Finds one sort of constraint in a question. */
export type ConstraintReader = (question: string, context: ReadingContext) => Reading[];
