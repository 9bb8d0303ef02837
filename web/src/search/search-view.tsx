import { useEffect, useState } from 'preact/hooks';
import { isAsked, type Question } from '../address/address.ts';
import { changeQuestion } from '../address/navigation.ts';
import type { Status } from '../api/types.ts';
import { FailureNotice } from '../parts/failure-notice.tsx';
import { useStore } from '../store/store.ts';
import { AnswerPanel } from './answer-panel.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Home } from './home.tsx';
import { SearchField } from './search-field.tsx';
import { type SearchRun, searchRun, startSearch, usualEvidence, usualHits } from './search-run.ts';
import { Wall, WallSkeleton } from './wall.tsx';

const mostHits = 192;

/** Searching: the field, the answer, and the wall of what was found. */
export function SearchView({ question, status }: { readonly question: Question; readonly status: Status | undefined }) {
  const run = useStore(searchRun);
  const [why, setWhy] = useState(false);
  const asked = isAsked(question);
  useEffect(() => void startSearch(question), [question]);
  return (
    <>
      <div class={asked ? 'top' : 'top home'}>
        {!asked && (
          <div class="hero">
            <h1>What are you looking for?</h1>
            <p>Words, a picture, or both. Everything found says where it comes from.</p>
          </div>
        )}
        <SearchField question={question} large={!asked} busy={run.phase === 'searching'} />
        {!asked && <Home status={status} />}
      </div>
      {asked && (
        <>
          <h1 class="unseen">Search: {question.text || 'by picture'}</h1>
          <FilterBar question={question} run={run} status={status} why={why} setWhy={setWhy} />
          <Results question={question} run={run} why={why} />
        </>
      )}
    </>
  );
}

function Results({
  question,
  run,
  why,
}: {
  readonly question: Question;
  readonly run: SearchRun;
  readonly why: boolean;
}) {
  const { reply, phase, failure, answer, stopped } = run;
  const searching = phase === 'searching' || phase === 'idle';
  const lastK = question.k ?? (question.ask ? usualEvidence : usualHits);
  const more = !searching && !question.ask && reply && reply.hits.length >= lastK && lastK < mostHits;
  const retry = (): void => void startSearch(question, { anew: true });
  return (
    <div class={question.ask ? 'results with-answer' : 'results'}>
      {question.ask && (!failure || reply) && <AnswerPanel run={run} retry={retry} />}
      <section class="found" aria-label="Results">
        <h2 class="unseen">Results</h2>
        {failure && !reply && <FailureNotice failure={failure} retry={retry} />}
        {reply && !searching && <Verdict run={run} question={question} />}
        {!failure && !reply && !stopped && <WallSkeleton />}
        {reply && <Wall hits={reply.hits} question={question.text} answer={answer} why={why} stale={searching} />}
        {more && (
          <p class="more">
            <button
              type="button"
              class="button"
              onClick={() => changeQuestion((now) => ({ ...now, k: Math.min(mostHits, lastK * 2) }), { replace: true })}
            >
              Show more
            </button>
          </p>
        )}
        {reply && phase === 'done' && <Fine run={run} />}
      </section>
    </div>
  );
}

/** Says when what is shown is only the nearest to what was asked. */
function Verdict({ run: { reply, answer }, question }: { readonly run: SearchRun; readonly question: Question }) {
  if (!reply) return null;
  if (reply.hits.length === 0) {
    return (
      <div class="verdict none">
        <h2>Nothing found</h2>
        <p>
          {question.kinds.length > 0 || question.filter !== '' || reply.constraints.length > 0
            ? 'Nothing meets all conditions. Take one back above.'
            : 'Nothing in the collection comes near. Try other words, or a picture.'}
        </p>
      </div>
    );
  }
  const nothing = answer?.status === 'no-evidence';
  if ((reply.match?.isMatch ?? true) && !nothing) return null;
  return (
    <div class="verdict">
      <h2>Nothing here seems to match. The nearest are:</h2>
    </div>
  );
}

/** What a curious person wants to know, small. */
function Fine({ run: { reply } }: { readonly run: SearchRun }) {
  if (!reply) return null;
  const { timings, strategy, notes, hits } = reply;
  const total = timings.total ?? timings.totalMs ?? Object.values(timings).reduce((sum, ms) => sum + ms, 0);
  return (
    <footer class="fine found-fine">
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <p
        title={Object.entries(timings)
          .map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`)
          .join('\n')}
      >
        {hits.length} {hits.length === 1 ? 'hit' : 'hits'} in {total < 10 ? total.toFixed(1) : Math.round(total)} ms
        {strategy !== undefined && ` · ${strategy}`}
      </p>
    </footer>
  );
}
