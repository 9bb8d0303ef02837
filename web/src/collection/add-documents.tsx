import { useState } from 'preact/hooks';
import type { Status } from '../api/types.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useStore } from '../store/store.ts';
import { sizeWords } from './media-type-words.ts';
import { addAddresses, type Batch, batches, cancel, dismiss, type FileState, summary, upload } from './upload-run.ts';

/** Ways to add to the collection: files dropped or chosen, and addresses of the web. */
export function AddDocuments({ status }: { readonly status: Status | undefined }) {
  const [url, setUrl] = useState('');
  const all = useStore(batches);
  const limits = status?.limits;
  return (
    <section class="adding" aria-label="Add to the collection">
      <div class="adding-ways">
        <label class="adding-drop">
          <input
            class="unseen"
            type="file"
            multiple
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])];
              event.currentTarget.value = '';
              void upload(files);
            }}
          />
          <Icon name="upload" size={26} />
          <span>
            <strong>Drop files anywhere, or choose them</strong>
            <span class="fine">
              Pictures, PDF, slides, tables, text, mail, web pages
              {limits && `; up to ${sizeWords(limits.maxFileBytes)} each, ${limits.maxUploadFiles} at a time`}
            </span>
          </span>
        </label>
        <form
          class="adding-url"
          onSubmit={(event) => {
            event.preventDefault();
            const urls = url.split(/\s+/).filter((part) => part !== '');
            if (urls.length === 0) return;
            setUrl('');
            void addAddresses(urls);
          }}
        >
          <label>
            <span class="fine">Or an address of the web</span>
            <input
              type="url"
              name="url"
              value={url}
              placeholder="https://…"
              autocomplete="off"
              onInput={(event) => setUrl(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="button">
            Add
          </button>
        </form>
      </div>
      {all.map((batch) => (
        <BatchProgress key={batch.id} batch={batch} />
      ))}
    </section>
  );
}

const stateWords: Readonly<Record<FileState, string>> = {
  sending: 'being sent',
  waiting: 'waiting',
  indexed: 'added',
  unchanged: 'already there',
  removed: 'gone',
  failed: 'failed',
};
const stateIcons: Partial<Record<FileState, IconName>> = { indexed: 'check', unchanged: 'check', failed: 'warning' };
/** Failures come first, and of the rest no more than this is listed. */
const mostListed = 60;

function BatchProgress({ batch }: { readonly batch: Batch }) {
  const over = batch.state === 'done' || batch.state === 'failed' || batch.state === 'cancelled';
  const finished = batch.files.filter(({ state }) => state !== 'sending' && state !== 'waiting').length;
  const failed = batch.files.filter(({ state }) => state === 'failed').length;
  const sorted = [
    ...batch.files.filter(({ state }) => state === 'failed'),
    ...batch.files.filter(({ state }) => state !== 'failed'),
  ];
  return (
    <div class={`batch ${batch.state}`}>
      <header>
        <h3>
          {over
            ? summary(batch)
            : batch.state === 'sending'
              ? 'Sending…'
              : `Reading ${finished} of ${batch.files.length}…`}
        </h3>
        {over ? (
          <button type="button" class="round" aria-label="Close this list" onClick={() => dismiss(batch.id)}>
            <Icon name="close" size={16} />
          </button>
        ) : (
          <button type="button" class="plain small" disabled={batch.job === undefined} onClick={() => cancel(batch)}>
            Stop
          </button>
        )}
      </header>
      <progress
        class={failed > 0 && over ? 'with-failures' : ''}
        max={batch.files.length}
        value={batch.state === 'sending' ? undefined : finished}
        aria-label="Files read"
      />
      {batch.reason && <p class="batch-reason">{batch.reason}</p>}
      <ul>
        {sorted.slice(0, mostListed).map((file, at) => (
          <li key={`${file.name}${at}`} class={file.state}>
            <span class="batch-mark">
              {stateIcons[file.state] ? (
                <Icon name={stateIcons[file.state] ?? 'check'} size={16} />
              ) : (
                <i class="pulse" />
              )}
            </span>
            <span class="batch-name">{file.name}</span>
            <span class="fine">
              {file.state === 'indexed' && file.segments !== undefined
                ? `${file.segments} ${file.segments === 1 ? 'place' : 'places'}`
                : stateWords[file.state]}
            </span>
            {file.reason && <span class="batch-reason">{file.reason}</span>}
          </li>
        ))}
      </ul>
      {sorted.length > mostListed && <p class="fine">and {sorted.length - mostListed} more</p>}
      {batch.notes.map((note) => (
        <p class="fine" key={note}>
          {note}
        </p>
      ))}
    </div>
  );
}
