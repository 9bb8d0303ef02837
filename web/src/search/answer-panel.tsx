import { useState } from 'preact/hooks';
import { show } from '../address/navigation.ts';
import type { Citation } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { Picture } from '../parts/picture.tsx';
import { shortName } from '../parts/place-text.ts';
import { answerStretches } from './answer-parts.ts';
import { pointed } from './pointed.ts';
import type { SearchRun } from './search-run.ts';

/** The answer as it is written, its claims tied to their evidence. */
export function AnswerPanel({ run }: { readonly run: SearchRun }) {
  const { answer, written, phase } = run;
  const writing = phase === 'searching' || phase === 'answering';
  const fresh = phase === 'searching';
  const citations = answer?.citations ?? [];
  const nothing = answer?.status === 'no-evidence';
  return (
    <section class={`answer${nothing ? ' nothing' : ''}`} aria-label="Answer" aria-busy={writing}>
      <header>
        <h2>
          <Icon name="answer" size={18} /> {nothing ? 'No answer here' : 'Answer'}
        </h2>
        {answer && !nothing && <CopyAnswer run={run} />}
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
        <p class="answer-text">
          {answerStretches(written, answer?.checks).map(({ parts, fault }, at) => {
            const inner = parts.map((part, index) =>
              part.type === 'text' ? (
                part.text
              ) : (
                <CiteChip
                  key={index}
                  number={part.number}
                  citation={citations.find((one) => one.number === part.number)}
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
      {nothing && written === '' && <p class="answer-text">Nothing in the collection answers that.</p>}
      {answer?.pictureAsWords && <p class="fine">The picture was read as: {answer.pictureAsWords}</p>}
      {citations.length > 0 && (
        <ol class="sources" aria-label="Sources">
          {citations.map((citation) => (
            <SourceLine key={citation.number} citation={citation} />
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

function CiteChip({ number, citation }: { readonly number: number; readonly citation?: Citation | undefined }) {
  if (!citation) return <span class="cite">{number}</span>;
  return (
    <button
      type="button"
      class="cite"
      aria-label={`Source ${number}: ${placeOf(citation)}`}
      title={citation.quote ?? placeOf(citation)}
      onClick={() => openCitation(citation)}
      {...pointing(citation.segmentId)}
    >
      {number}
    </button>
  );
}

function SourceLine({ citation }: { readonly citation: Citation }) {
  return (
    <li>
      <button type="button" class="source" onClick={() => openCitation(citation)} {...pointing(citation.segmentId)}>
        <span class="cite">{citation.number}</span>
        <span class="source-words">
          <strong>{placeOf(citation)}</strong>
          {citation.quote && <q>{citation.quote}</q>}
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
  show(citation.segmentId);
}

function placeOf({ document, place, label }: Citation): string {
  return [shortName(document), place || label].filter((part) => part !== undefined && part !== '').join(' · ');
}

function CopyAnswer({ run }: { readonly run: SearchRun }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    const sources = run.answer?.citations.map(({ number, reference }) => `[${number}] ${reference}`).join('\n');
    try {
      await navigator.clipboard.writeText(`${run.written}\n\n${sources}`);
      setCopied(true);
      setTimeout(() => setCopied(false), 1600);
    } catch {
      // The browser forbids it; the text can still be selected.
    }
  };
  return (
    <button type="button" class="plain small" onClick={copy}>
      <Icon name={copied ? 'check' : 'copy'} size={15} /> {copied ? 'Copied' : 'Copy'}
    </button>
  );
}
