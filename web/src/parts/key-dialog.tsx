import { useState } from 'preact/hooks';
import { accessKey, keepKey } from '../api/access-key.ts';
import { Icon } from './icon.tsx';
import { Modal } from './modal.tsx';

/** Asks for the server's key. */
export function KeyDialog() {
  const [key, setKey] = useState('');
  const refused = accessKey.get().key !== undefined;
  return (
    <Modal label="The server wants a key" className="key-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() === '') return;
          keepKey(key.trim());
          // Everything is fetched anew, with it.
          location.reload();
        }}
      >
        <Icon name="key" size={30} />
        <h2>{refused ? 'That key was refused' : 'A key is needed'}</h2>
        <p>Whoever runs this server has it: it is the value of SIGHTLINE_API_KEY. It is kept in this tab only.</p>
        <label>
          <span>Key</span>
          <input
            type="password"
            name="key"
            value={key}
            autocomplete="current-password"
            onInput={(event) => setKey(event.currentTarget.value)}
            autofocus
          />
        </label>
        <button type="submit" class="button strong">
          Continue
        </button>
      </form>
    </Modal>
  );
}
