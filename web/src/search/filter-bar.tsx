import type { Question } from '../address/address.ts';
import { changeQuestion } from '../address/navigation.ts';
import type { Kind, Status } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { kindIcon, kindNames } from '../parts/kind-names.ts';
import { OptionsMenu } from './options-menu.tsx';
import type { SearchRun } from './search-run.ts';

interface FilterBarProps {
  readonly question: Question;
  readonly run: SearchRun;
  readonly status: Status | undefined;
  readonly why: boolean;
  readonly setWhy: (why: boolean) => void;
}

const shownKinds: readonly Kind[] = ['image', 'text', 'record', 'table', 'page', 'slide', 'frame', 'speech'];

/** What narrows the search: kinds that are there, conditions found in the question, and the options. */
export function FilterBar({ question, run, status, why, setWhy }: FilterBarProps) {
  const there = shownKinds.filter((kind) => (status?.kinds[kind] ?? 0) > 0 || question.kinds.includes(kind));
  const toggle = (kind: Kind): void =>
    changeQuestion((now) => ({
      ...now,
      kinds: now.kinds.includes(kind) ? now.kinds.filter((one) => one !== kind) : [...now.kinds, kind],
    }));
  return (
    <div class="filter-bar">
      <fieldset class="chips">
        <legend class="unseen">Kinds to show</legend>
        <button
          type="button"
          class="chip"
          aria-pressed={question.kinds.length === 0}
          onClick={() => changeQuestion((now) => ({ ...now, kinds: [] }))}
        >
          Everything
        </button>
        {there.map((kind) => (
          <button
            type="button"
            class="chip"
            key={kind}
            aria-pressed={question.kinds.includes(kind)}
            onClick={() => toggle(kind)}
          >
            <Icon name={kindIcon(kind)} size={15} /> {kindNames[kind][1]}
          </button>
        ))}
      </fieldset>
      <div class="filter-end">
        <button
          type="button"
          class="chip bare"
          title="Show why each result is here"
          aria-pressed={why}
          onClick={() => setWhy(!why)}
        >
          <Icon name="why" size={15} /> Why
        </button>
        <OptionsMenu question={question} status={status} />
      </div>
      <Conditions question={question} run={run} />
    </div>
  );
}

/** `"under $900" is read as: price below $900.` is `price below $900` where the question stands just above. */
function inShort(explanation: string): string {
  return /is read as: (.+?)\.?$/.exec(explanation)?.[1] ?? explanation;
}

/** Conditions that the question states; each can be taken back and restored. */
function Conditions({ question, run }: { readonly question: Question; readonly run: SearchRun }) {
  const constraints = run.reply?.constraints ?? [];
  // Conditions that stay while others were taken back are applied as a filter, which the server does not report.
  const without = run.without;
  if (constraints.length === 0 && without.length === 0 && question.filter === '') return null;
  return (
    <ul class="conditions" aria-label="Conditions">
      <li class="fine" aria-hidden="true">
        Only:
      </li>
      {constraints.map(({ text, filter, explanation }) => (
        <li class="condition" key={text} title={filter}>
          <span>{inShort(explanation)}</span>
          <button
            type="button"
            aria-label={`Take back: ${explanation}`}
            onClick={() => changeQuestion((now) => ({ ...now, without: [...now.without, text] }))}
          >
            <Icon name="close" size={13} />
          </button>
        </li>
      ))}
      {without.map(({ text, explanation }) => (
        <li class="condition off" key={text}>
          <span>
            <s>{inShort(explanation)}</s>
          </span>
          <button
            type="button"
            aria-label={`Apply again: ${explanation}`}
            onClick={() => changeQuestion((now) => ({ ...now, without: now.without.filter((one) => one !== text) }))}
          >
            <Icon name="again" size={13} />
          </button>
        </li>
      ))}
      {question.filter !== '' && (
        <li class="condition">
          <code>{question.filter}</code>
          <button
            type="button"
            aria-label="Remove the filter"
            onClick={() => changeQuestion((now) => ({ ...now, filter: '' }))}
          >
            <Icon name="close" size={13} />
          </button>
        </li>
      )}
    </ul>
  );
}
