import { Icon } from './icon.tsx';
import { Modal } from './modal.tsx';

type Keys = readonly string[];
const groups: readonly (readonly [title: string, rows: readonly (readonly [keys: Keys, what: string])[]])[] = [
  [
    'Everywhere',
    [
      [['/'], 'Go to the search field'],
      [['?'], 'Show these keys'],
      [['Esc'], 'Close what lies on top'],
      [['Ctrl', 'V'], 'Search by the picture in the clipboard'],
    ],
  ],
  [
    'Searching',
    [
      [['Enter'], 'Find, or ask where the words are a question'],
      [['Ctrl', 'Enter'], 'The other of the two'],
      [['←', '→', '↑', '↓'], 'From result to result'],
      [['Enter'], 'Open the result'],
    ],
  ],
  [
    'Looking at a place',
    [
      [['←', '→'], 'The result before, the next one'],
      [['+', '−'], 'Zoom'],
      [['Shift', '←'], 'Move the page, in every direction'],
      [['Z'], 'Zoom to the place'],
      [['0'], 'Show the whole'],
    ],
  ],
];

/** The keys that the page knows. */
export function Shortcuts({ close }: { readonly close: () => void }) {
  return (
    <Modal label="Keyboard" className="shortcuts" close={close}>
      <header>
        <h2>Keyboard</h2>
        <button type="button" class="round" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {groups.map(([title, rows]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {rows.map(([keys, what]) => (
              <div key={what}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
