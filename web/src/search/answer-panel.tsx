import { show } from '../address/navigation.ts';
import type { Citation, HitView } from '../api/types.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { FailureNotice } from '../parts/failure-notice.tsx';
import { Icon } from '../parts/icon.tsx';
import { Picture } from '../parts/picture.tsx';
import { lastHeading, shortName } from '../parts/place-text.ts';
import { answerStretches } from './answer-parts.ts';
import { pointed } from './pointed.ts';
import { type SearchRun, stopSearch } from './search-run.ts';

/** The answer as it is written, its claims tied to their evidence. */
export function AnswerPanel({ run, retry }: { readonly run: SearchRun; readonly retry: () => void }) {
  const { answer, written, phase, failure, stopped } = run;
  const writing = phase === 'searching' || phase === 'answering';
  const fresh = phase === 'searching';
  const citations = answer?.citations ?? [];
  const hits = run.reply?.hits ?? [];
  const nothing = answer?.status === 'no-evidence';
  return (
    <section class={`answer${nothing ? ' nothing' : ''}`} aria-label="Answer" aria-busy={writing}>
      <header>
        <h2>
          <Icon name="answer" size={18} /> {nothing ? 'No answer here' : 'Answer'}
        </h2>
        {answer && !nothing && (
          <CopyButton label="Copy" title="Copy the answer with its sources" text={() => answerToCopy(run)} />
        )}
        {writing && (
          <button type="button" class="plain small" onClick={stopSearch}>
            <Icon name="stop" size={15} /> Stop
          </button>
        )}
      </header>
      {(fresh || (writing && written === '')) && (
        <div class="lines" role="presentation">
          {run.rounds.map(({ query }, at) => (
            <p class="round-note" key={at}>
              Searching again: {query}
            </p>
          ))}
          <i />
          <i />
          <i />
        </div>
      )}
      {!fresh && written !== '' && (
        <p class="answer-text" dir="auto">
          {answerStretches(written, answer?.checks).map(({ parts, fault }, at) => {
            const inner = parts.map((part, index) =>
              part.type === 'text' ? (
                part.text
              ) : (
                <CiteChip
                  key={index}
                  number={part.number}
                  citation={citations.find((one) => one.number === part.number)}
                  hits={hits}
                />
              ),
            );
            return fault ? (
              <span class="unbacked" key={at}>
                {inner}
                <span class="unbacked-note">
                  {' '}
                  <Icon name="warning" size={13} />
                  {fault.verdict === 'uncited' ? 'no source' : 'not in its source'}
                  {fault.reasons.length > 0 && `: ${fault.reasons.join('; ')}`}
                </span>
              </span>
            ) : (
              <span key={at}>{inner}</span>
            );
          })}
          {phase === 'answering' && <span class="caret" aria-hidden="true" />}
        </p>
      )}
      {failure && <FailureNotice failure={failure} retry={retry} />}
      {stopped && (
        <p class="stopped">
          Stopped{written === '' && ' before there was an answer'}.
          <button type="button" class="plain small" onClick={retry}>
            <Icon name="again" size={15} /> Ask again
          </button>
        </p>
      )}
      {nothing && written === '' && <p class="answer-text">Nothing in the collection answers that.</p>}
      {answer?.pictureAsWords && <p class="fine">The picture was read as: {answer.pictureAsWords}</p>}
      {citations.length > 0 && (
        <ol class="sources" aria-label="Sources">
          {citations.map((citation) => (
            <SourceLine key={citation.number} citation={citation} hits={hits} />
          ))}
        </ol>
      )}
      {answer?.rounds && answer.rounds.length > 0 && (
        <details class="fine">
          <summary>
            Searched {answer.rounds.length} {answer.rounds.length === 1 ? 'more time' : 'more times'}
          </summary>
          <ul>
            {answer.rounds.map(({ query, why, found, problem }, at) => (
              <li key={at} title={why}>
                {query}
                {problem ? `: ${problem}` : found !== undefined && `: ${found} found`}
              </li>
            ))}
          </ul>
        </details>
      )}
      {answer?.notes?.map((note) => (
        <p class="fine" key={note}>
          {note}
        </p>
      ))}
      {answer && !nothing && (
        <p class="fine">
          {answer.by === 'extractive' ? 'In the words of the sources' : `Written by ${answer.by}`}
          {answer.usage?.outputTokens !== undefined &&
            ` · ${(answer.usage.inputTokens ?? 0) + answer.usage.outputTokens} tokens`}
        </p>
      )}
    </section>
  );
}

function pointing(id: string) {
  const point = (event: FocusEvent): void => {
    pointed.set(id);
    // Only for the keyboard: what is pressed must not move away under the finger.
    if (!(event.currentTarget instanceof Element && event.currentTarget.matches(':focus-visible'))) return;
    const card = document.querySelector(`[data-segment="${CSS.escape(id)}"]`);
    card?.scrollIntoView({ block: 'nearest', behavior: 'auto' });
  };
  const leave = (): void => {
    if (pointed.get() === id) pointed.set(undefined);
  };
  return {
    onMouseEnter: () => pointed.set(id),
    onMouseLeave: leave,
    onFocus: point,
    onBlur: leave,
  };
}

interface CiteChipProps {
  readonly number: number;
  readonly citation?: Citation | undefined;
  readonly hits: readonly HitView[];
}

function CiteChip({ number, citation, hits }: CiteChipProps) {
  if (!citation) return <span class="cite">{number}</span>;
  return (
    <button
      type="button"
      class="cite"
      aria-label={`Source ${number}: ${placeOf(citation, hits)}`}
      title={citation.quote ?? placeOf(citation, hits)}
      onClick={() => openCitation(citation)}
      {...pointing(citation.segmentId)}
    >
      {number}
    </button>
  );
}

function SourceLine({ citation, hits }: { readonly citation: Citation; readonly hits: readonly HitView[] }) {
  return (
    <li>
      <button type="button" class="source" onClick={() => openCitation(citation)} {...pointing(citation.segmentId)}>
        <span class="cite">{citation.number}</span>
        <span class="source-words">
          <strong>{placeOf(citation, hits)}</strong>
          {citation.quote && <q dir="auto">{citation.quote}</q>}
        </span>
        {citation.picture && (
          <span class="source-picture">
            <Picture url={citation.picture.url} side={160} alt="" />
          </span>
        )}
      </button>
    </li>
  );
}

function openCitation(citation: Citation): void {
  pointed.set(undefined);
  show(citation.segmentId, citation.number);
}

/** The document and the place in it; for a passage of a text the heading that it stands under. */
function placeOf({ document, place, label, segmentId }: Citation, hits: readonly HitView[]): string {
  const heading = hits.find(({ id }) => id === segmentId)?.words.heading;
  const within = place || label || (heading && lastHeading(heading));
  return [shortName(document), within].filter((part) => part !== undefined && part !== '').join(' · ');
}

/** The answer as plain text, with what its marks stand for below it. */
function answerToCopy({ written, answer }: SearchRun): string {
  const sources = answer?.citations.map(({ number, reference }) => `[${number}] ${reference}`) ?? [];
  return [written, ...(sources.length > 0 ? [sources.join('\n')] : [])].join('\n\n');
}
