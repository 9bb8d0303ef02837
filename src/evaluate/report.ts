import { bootstrapMean, type Estimate } from './bootstrap.ts';
import type { Measure } from './measures.ts';
import { percentile } from './percentile.ts';

/** What came of one query. */
export interface QueryOutcome {
  readonly id: string;
  readonly kind: string;
  readonly text?: string;
  /** Path or URL of its picture; `data:` alone where the picture itself was given. */
  readonly image?: string;
  /** By the names of the measures: `recall@10`. */
  readonly values: Readonly<Record<string, number>>;
  /** How long the search took. */
  readonly ms: number;
  /** What is relevant, and the place it was first found at, counted from 1. At most 100 of them. */
  readonly judged: readonly { readonly reference: string; readonly grade: number; readonly foundAt?: number }[];
  /** Why it could not be answered; its values are 0 then. */
  readonly failure?: string;
}

export interface ShownHit {
  readonly reference: string;
  readonly segmentId: string;
  readonly kind: string;
  readonly score: number;
  readonly relevant: boolean;
  readonly hasPicture: boolean;
  /** The beginning of its words. */
  readonly words: string;
}

/** A query that was not answered well, with the hits that were found instead, best first. */
export interface WorstQuery extends QueryOutcome {
  readonly hits: readonly ShownHit[];
}

/** Times of single queries in milliseconds. */
export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Means over queries by the names of the measures. */
export type Estimates = Readonly<Record<string, Estimate>>;

export interface Summary {
  /** How many queries were measured. */
  readonly queries: number;
  /** Of these, how many failed and count as having found nothing. */
  readonly failed: number;
  readonly measures: Estimates;
  readonly byKind: readonly { readonly kind: string; readonly queries: number; readonly measures: Estimates }[];
  readonly latency?: Latency;
}

export interface AnswerOutcome {
  readonly id: string;
  readonly text?: string;
  readonly answerable: boolean;
  readonly status?: 'answered' | 'no-evidence';
  readonly ms: number;
  readonly failure?: string;
}

export interface AnswerReport {
  /** The share of answerable queries that got an answer. Whether it is right is not looked at. */
  readonly answered: Estimate;
  /** The share of unanswerable queries for which it said that nothing answers them. */
  readonly refused: Estimate;
  readonly latency?: Latency;
  /** Queries that got an answer where there is none, none where there is one, or failed. */
  readonly wrong: readonly AnswerOutcome[];
}

export interface EvaluationReport extends Summary {
  readonly k: number;
  /** How many hits were asked for. */
  readonly depth: number;
  readonly seconds: number;
  /** Queries that nothing in the index answers, which the measures leave out. */
  readonly unanswerable: number;
  readonly outcomes: readonly QueryOutcome[];
  readonly worst: readonly WorstQuery[];
  readonly answers?: AnswerReport;
  /** What the searches said of themselves, each once with the number of queries it was said of; 20 at most. */
  readonly notes: readonly { readonly note: string; readonly queries: number }[];
}

/** Kinds that are told apart; the rest are one. */
const mostKinds = 40;
const otherKinds = 'other kinds';

/** The means of all queries and of each kind of query, kinds in the order in which they come up. */
export function summarize(outcomes: readonly QueryOutcome[], measures: readonly Measure[]): Summary {
  const names = measures.map((measure) => measure.name);
  const kinds = new Map<string, QueryOutcome[]>();
  for (const outcome of outcomes) {
    const kind = kinds.has(outcome.kind) || kinds.size < mostKinds ? outcome.kind : otherKinds;
    const group = kinds.get(kind);
    if (group) group.push(outcome);
    else kinds.set(kind, [outcome]);
  }
  const latency = latencyOf(outcomes);
  return {
    queries: outcomes.length,
    failed: outcomes.filter((outcome) => outcome.failure !== undefined).length,
    measures: estimates(outcomes, names),
    byKind: [...kinds].map(([kind, own]) => ({ kind, queries: own.length, measures: estimates(own, names) })),
    ...(latency ? { latency } : {}),
  };
}

/** How often it was right to answer, or to say that nothing answers. A failed question was not. */
export function answerReport(outcomes: readonly AnswerOutcome[]): AnswerReport {
  const right = ({ answerable, status }: AnswerOutcome): boolean =>
    status === (answerable ? 'answered' : 'no-evidence');
  const share = (answerable: boolean): Estimate =>
    bootstrapMean(outcomes.filter((one) => one.answerable === answerable).map((one) => Number(right(one))));
  const latency = latencyOf(outcomes);
  return {
    answered: share(true),
    refused: share(false),
    ...(latency ? { latency } : {}),
    wrong: outcomes.filter((one) => !right(one)),
  };
}

function estimates(outcomes: readonly QueryOutcome[], names: readonly string[]): Estimates {
  if (outcomes.length === 0) return {};
  return Object.fromEntries(
    names.map((name) => [name, bootstrapMean(outcomes.map((outcome) => outcome.values[name] ?? 0))]),
  );
}

function latencyOf(outcomes: readonly { readonly ms: number; readonly failure?: string }[]): Latency | undefined {
  // How soon something fails says nothing about a search.
  const times = outcomes
    .filter((one) => one.failure === undefined)
    .map((one) => one.ms)
    .sort((a, b) => a - b);
  const [p50Ms, p95Ms] = [percentile(times, 0.5), percentile(times, 0.95)];
  return p50Ms === undefined || p95Ms === undefined ? undefined : { p50Ms, p95Ms };
}
