import { isAsked, type Question, questionKey } from '../address/address.ts';
import { ask, search } from '../api/ask.ts';
import { RequestFailure } from '../api/request-failure.ts';
import type { Answer, Constraint, Round, SearchBody, SearchReply } from '../api/types.ts';
import { announce } from '../parts/announce.tsx';
import { createStore } from '../store/store.ts';
import { pictureBody } from './held-pictures.ts';
import { withoutConstraints } from './without-constraints.ts';

export type Phase = 'idle' | 'searching' | 'answering' | 'done' | 'failed';

/** One search and what has come of it so far. */
export interface SearchRun {
  readonly key: string;
  readonly phase: Phase;
  readonly reply?: SearchReply;
  /** The text of the answer as it is written. */
  readonly written: string;
  readonly answer?: Answer;
  /** Further searches of the generator. */
  readonly rounds: readonly Round[];
  readonly failure?: RequestFailure;
  /** A person stopped it; what had come by then stays. */
  readonly stopped?: boolean;
  /** Conditions of the question that were taken back. */
  readonly without: readonly Constraint[];
}

const idle: SearchRun = { key: '', phase: 'idle', written: '', rounds: [], without: [] };
export const searchRun = createStore<SearchRun>(idle);

/** Finished searches, so that going back shows them at once. */
const finished = new Map<string, SearchRun>();
const mostFinished = 30;
let running: AbortController | undefined;

export const usualHits = 24;
/** An answer's evidence is also what a model has to read. */
export const usualEvidence = 12;

/** Searches; a search that is still running gives way. */
export async function startSearch(question: Question, { anew = false } = {}): Promise<void> {
  const key = questionKey(question);
  const now = searchRun.get();
  if (!anew && now.key === key && now.phase !== 'failed') return;
  running?.abort();
  if (!isAsked(question)) {
    searchRun.set(idle);
    return;
  }
  const known = finished.get(key);
  if (known && !anew) {
    searchRun.set(known);
    return;
  }
  const controller = new AbortController();
  running = controller;
  // What was found before stays in sight, dimmed, until the new hits are there.
  searchRun.set({ ...idle, key, phase: 'searching', ...(now.reply && { reply: now.reply }) });
  const change = (part: Partial<SearchRun>): void => {
    if (!controller.signal.aborted) searchRun.update((run) => ({ ...run, ...part }));
  };
  const patience = setTimeout(() => announce('Searching…'), 1_000);
  try {
    await runSearch(question, change, controller.signal);
    change({ phase: 'done' });
    if (!controller.signal.aborted) remember(key);
  } catch (error) {
    if (controller.signal.aborted) return;
    // Hits and words that had come stay; those of the search before do not.
    searchRun.set({ ...ownPart(searchRun.get()), phase: 'failed', failure: asFailure(error) });
    announce(`The search failed: ${asFailure(error).message}`);
  } finally {
    clearTimeout(patience);
  }
}

/** Ends the search that is running; what it has found and written so far stays. */
export function stopSearch(): void {
  running?.abort();
  searchRun.set({ ...ownPart(searchRun.get()), phase: 'done', stopped: true });
  announce('Stopped.');
}

/** Without the hits of the search before, which are in sight while a search has none yet. */
function ownPart(run: SearchRun): SearchRun {
  const { reply: _before, ...rest } = run;
  return run.phase === 'searching' ? rest : run;
}

async function runSearch(
  question: Question,
  change: (part: Partial<SearchRun>) => void,
  signal: AbortSignal,
): Promise<void> {
  let body = searchBody(question);
  let without: readonly Constraint[] = [];
  if (question.without.length > 0) {
    const { constraints } = await search({ ...body, k: 1 }, signal);
    without = constraints.filter(({ text }) => question.without.includes(text));
    body = withoutConstraints(body, constraints, without);
  }
  const found = (reply: SearchReply): void => {
    change({ reply, without, phase: question.ask ? 'answering' : 'done' });
    const count = reply.hits.length;
    announce(
      count === 0
        ? 'Nothing found.'
        : `${count} ${count === 1 ? 'hit' : 'hits'}.${(reply.match?.isMatch ?? true) ? '' : ' None of them seems to answer.'}`,
    );
  };
  if (!question.ask) {
    found(await search(body, signal));
    return;
  }
  let written = '';
  let rounds: readonly Round[] = [];
  await ask(
    question.deep ? { ...body, agentic: true } : body,
    {
      hits: found,
      text(piece) {
        written += piece;
        change({ written });
      },
      round(round) {
        rounds = [...rounds, round];
        change({ rounds });
      },
      answer(answer) {
        change({ answer, written: answer.text });
        announce(answer.status === 'answered' ? `Answer: ${answer.text}` : 'Nothing in the collection answers that.');
      },
    },
    signal,
  );
}

/** @throws RequestFailure when a picture of the question is not in this browser any more. */
export function searchBody(question: Question): SearchBody {
  const pictures = question.pictures.map(pictureBody);
  const there = pictures.filter((picture) => picture !== undefined);
  if (there.length < pictures.length) {
    throw new RequestFailure(
      0,
      'The picture of this search is gone',
      'Pictures you search by stay in the browser that they were given to.',
      'Take it out of the search field and drop it there again.',
    );
  }
  const text = question.text.trim();
  return {
    ...(text !== '' && { text }),
    ...(there.length > 0 && { pictures: there }),
    k: question.k ?? (question.ask ? usualEvidence : usualHits),
    ...(question.kinds.length > 0 && { kinds: question.kinds }),
    ...(question.filter !== '' && { filter: question.filter }),
    ...(question.strategy !== '' && { strategy: question.strategy }),
    ...(question.fusion !== '' && { fusion: question.fusion }),
    ...(question.diversity > 0 && { diversity: question.diversity }),
    ...(question.grouped && { groupByDocument: true }),
  };
}

function remember(key: string): void {
  finished.delete(key);
  finished.set(key, searchRun.get());
  const [oldest] = finished.keys();
  if (finished.size > mostFinished && oldest !== undefined) finished.delete(oldest);
}

/** After the collection changed, what was found before may be wrong. */
export function forgetSearches(): void {
  finished.clear();
  if (searchRun.get().phase !== 'searching') searchRun.set(idle);
}

export function asFailure(error: unknown): RequestFailure {
  if (error instanceof RequestFailure) return error;
  return new RequestFailure(
    0,
    'The page has a fault',
    error instanceof Error ? error.message : String(error),
    'Load the page anew; if it stays, please report it.',
  );
}
