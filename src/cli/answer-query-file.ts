import { open } from 'node:fs/promises';
import type { SearchResult } from '../data/hit.ts';
import type { Query } from '../data/query.ts';
import type { SearchOptions, Sightline } from '../engine/engine.ts';
import { mapConcurrent } from '../support/concurrency.ts';
import { type ErrorCode, reasonOf, SightlineError } from '../support/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { counted, duration } from './numbers.ts';
import { progressLine } from './progress.ts';
import { type FileQuery, type QueryLine, readQueryFile } from './query-file.ts';
import { stderr, stdout } from './terminal.ts';
import { safeJson, safeLine, safeName } from './terminal-text.ts';
import { trecLines } from './trec-run.ts';

export interface QueryFileOptions {
  readonly queries: string;
  /** File for a TREC run; `-` for standard output. */
  readonly run?: string;
  readonly tag: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** What every query has beside its words and picture. */
  readonly rest: Omit<Query, 'text' | 'image'>;
  readonly search: SearchOptions;
  /** Draws a result for a person. */
  print(query: FileQuery, result: SearchResult): Promise<void>;
}

/** Queries under way at once: one query's picture is decoded while another searches. */
const underWay = 2;

type Outcome =
  | { readonly query: FileQuery; readonly result: SearchResult }
  | { readonly line: number; readonly problem: string };

/** Answers a file of queries in one process, each as soon as it is its turn; broken ones are named and left out. */
export async function answerQueryFile(index: Sightline, options: QueryFileOptions): Promise<ExitCode> {
  const { queries, run, json, quiet } = options;
  const started = performance.now();
  const writer = run === undefined ? undefined : await runWriter(run);
  const showsResults = run === undefined || json === true;
  const progress = progressLine(stderr, !quiet && !(showsResults && stdout.isTerminal));
  const state = { done: 0, found: 0, foundAll: false, latest: '', unit: 'query' };
  let broken = 0;
  let written = 0;

  async function* counting(): AsyncGenerator<QueryLine> {
    for await (const line of readQueryFile(queries)) {
      state.found++;
      yield line;
    }
    state.foundAll = true;
  }
  const answer = async (line: QueryLine): Promise<Outcome> => {
    if (!('query' in line)) return line;
    const { query } = line;
    const { text, image } = query;
    try {
      const full: Query = { ...options.rest, ...(text ? { text } : {}), ...(image ? { image } : {}) };
      return { query, result: await index.search(full, options.search) };
    } catch (error) {
      if (concernsAll(error)) throw error;
      return { line: query.line, problem: reasonOf(error) };
    }
  };

  try {
    for await (const outcome of mapConcurrent(counting(), underWay, answer, options.search.signal)) {
      state.done++;
      if ('problem' in outcome) {
        broken++;
        progress.above(
          `${stderr.colours.red('failed')}   ${safeName(queries)}, line ${outcome.line}: ${safeLine(outcome.problem)}`,
        );
        continue;
      }
      const { query, result } = outcome;
      state.latest = safeLine(query.text ?? query.id);
      progress.update(state);
      const lines = writer ? trecLines(query.id, result.hits, options.tag) : [];
      written += lines.length;
      await writer?.write(lines);
      if (json) stdout.print(safeJson({ id: query.id, ...result }));
      else if (!writer) await options.print(query, result);
    }
  } finally {
    progress.clear();
    await writer?.close();
  }
  if (!quiet && run !== undefined) {
    const where = run === '-' ? '' : ` to ${safeName(run)}`;
    const seconds = (performance.now() - started) / 1000;
    const answered = counted(state.done - broken, 'query', 'queries');
    stderr.print(`Answered ${answered} in ${duration(seconds)}; wrote ${counted(written, 'line')}${where}.`);
  }
  return broken > 0 ? exitCodes.someFailed : exitCodes.ok;
}

/** Trouble that every further query would meet as well. */
const fatal: readonly ErrorCode[] = [
  'cancelled',
  'closed',
  'bad-filter',
  'bad-option',
  'index-missing',
  'index-corrupt',
  'index-mismatch',
  'index-locked',
  'model-missing',
  'disk-full',
];

function concernsAll(error: unknown): boolean {
  return !(error instanceof SightlineError) || fatal.includes(error.code);
}

interface RunWriter {
  write(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

async function runWriter(file: string): Promise<RunWriter> {
  if (file === '-') return { write: async (lines) => stdout.print(...lines), close: async () => undefined };
  try {
    const handle = await open(file, 'w');
    return {
      write: async (lines) => void (await handle.write(lines.map((line) => `${line}\n`).join(''))),
      close: () => handle.close(),
    };
  } catch (error) {
    throw new SightlineError('unreadable-file', `The run file ${file} cannot be written: ${reasonOf(error)}.`, {
      remedy: 'Name a file in a folder that is there, or - for standard output.',
      cause: error,
    });
  }
}
