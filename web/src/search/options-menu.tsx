import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Question } from '../address/address.ts';
import { changeQuestion } from '../address/navigation.ts';
import type { Status } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';

/** What each way of searching does, in a few words. */
const strategyWords: Readonly<Record<string, string>> = {
  auto: 'chosen for the question',
  late: 'every view by itself, then fused',
  unified: 'words and pictures in one space',
  early: 'words and picture joined first',
  cascade: 'one view picks, the others order',
  translate: 'the picture put into words',
};

/** Settings for those who want them; they stay in the address, so that a link searches the same way. */
export function OptionsMenu({
  question,
  status,
}: {
  readonly question: Question;
  readonly status: Status | undefined;
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const changed =
    [question.strategy, question.fusion, question.filter].filter((value) => value !== '').length +
    (question.diversity > 0 ? 1 : 0) +
    (question.grouped ? 1 : 0) +
    (question.deep ? 1 : 0) +
    (question.k === undefined ? 0 : 1);

  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    const onPress = (event: Event): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPress);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPress);
    };
  }, [open]);

  const change = (part: Partial<Question>): void => changeQuestion((now) => ({ ...now, ...part }));
  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class="chip bare"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen((now) => !now)}
      >
        <Icon name="options" size={15} /> Options{changed > 0 && <span class="count">{changed}</span>}
      </button>
      {open && (
        <section class="menu-sheet" id={id} aria-label="Options">
          <label>
            <span>How to search</span>
            <select value={question.strategy} onChange={(event) => change({ strategy: event.currentTarget.value })}>
              <option value="">As the server is set</option>
              {(status?.strategies ?? []).map((name) => (
                <option key={name} value={name}>
                  {name}
                  {strategyWords[name] ? `: ${strategyWords[name]}` : ''}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>Join the views by</span>
            <select value={question.fusion} onChange={(event) => change({ fusion: event.currentTarget.value })}>
              <option value="">As the server is set</option>
              <option value="both">ranks and scores</option>
              <option value="rank">their ranks</option>
              <option value="score">their scores</option>
            </select>
          </label>
          <label>
            <span>How many</span>
            <select
              value={question.k ?? ''}
              onChange={(event) => {
                const { k: _k, ...rest } = question;
                const chosen = Number(event.currentTarget.value);
                changeQuestion(() => ({ ...rest, ...(chosen > 0 && { k: chosen }) }));
              }}
            >
              <option value="">As usual</option>
              {[6, 12, 24, 48, 96].map((k) => (
                <option key={k} value={k}>
                  {k}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>
              Variety <output>{question.diversity === 0 ? 'off' : question.diversity}</output>
            </span>
            <input
              type="range"
              min="0"
              max="0.9"
              step="0.1"
              value={question.diversity}
              onChange={(event) => change({ diversity: Number(event.currentTarget.value) })}
            />
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={question.grouped}
              onChange={(event) => change({ grouped: event.currentTarget.checked })}
            />
            <span>Each document once</span>
          </label>
          {status?.models.generator && (
            <label class="check">
              <input
                type="checkbox"
                checked={question.deep}
                onChange={(event) => change({ deep: event.currentTarget.checked })}
              />
              <span>Search again before answering, where needed</span>
            </label>
          )}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              const value = new FormData(event.currentTarget).get('filter');
              change({ filter: typeof value === 'string' ? value.trim() : '' });
            }}
          >
            <label>
              <span>Filter</span>
              <input
                type="text"
                name="filter"
                value={question.filter}
                placeholder="price &lt; 200 and category = &quot;chairs&quot;"
                spellcheck={false}
                autocomplete="off"
              />
            </label>
            <button type="submit" class="button small">
              Apply
            </button>
          </form>
        </section>
      )}
    </div>
  );
}
