import { useEffect, useRef, useState } from 'preact/hooks';
import { Link } from '../address/link.tsx';
import { go } from '../address/navigation.ts';
import { listDocuments } from '../api/collection.ts';
import type { RequestFailure } from '../api/request-failure.ts';
import type { DocumentEntry, DocumentList, Status } from '../api/types.ts';
import { FailureNotice } from '../parts/failure-notice.tsx';
import { Icon } from '../parts/icon.tsx';
import { shortName } from '../parts/place-text.ts';
import { asFailure } from '../search/search-run.ts';
import { useStore } from '../store/store.ts';
import { AddDocuments } from './add-documents.tsx';
import { collectionChanges, collectionStatus } from './collection-status.ts';
import { deleteLater, leaving } from './delete-later.ts';
import { dateWords, mediaTypeWords, sizeWords } from './media-type-words.ts';
import { indexAgain } from './upload-run.ts';
import '../style/collection.css';

const pageSize = 50;

/** What the index holds: to look through, add to, and take from. */
export function CollectionView({ text, offset }: { readonly text: string; readonly offset: number }) {
  const status = useStore(collectionStatus);
  const changes = useStore(collectionChanges);
  const [list, setList] = useState<DocumentList>();
  const [failure, setFailure] = useState<RequestFailure>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    listDocuments({ offset, limit: pageSize, text }, controller.signal).then(
      (found) => {
        setFailure(undefined);
        setList(found);
      },
      (error) => controller.signal.aborted || setFailure(asFailure(error)),
    );
    return () => controller.abort();
  }, [text, offset, changes, tries]);
  const retry = (): void => setTries((count) => count + 1);
  return (
    <div class="collection">
      <header class="view-head">
        <h1>Collection</h1>
        <p class="fine">
          {status ? (
            <>
              {status.documents.toLocaleString('en')} {status.documents === 1 ? 'document' : 'documents'} ·{' '}
              {status.segments.toLocaleString('en')} places
              {status.models.embedder && ` · ${status.models.embedder}`}
            </>
          ) : (
            '\u00a0'
          )}
        </p>
      </header>
      {status && <Documents status={status} text={text} offset={offset} list={list} failure={failure} retry={retry} />}
    </div>
  );
}

interface DocumentsProps {
  readonly status: Status;
  readonly text: string;
  readonly offset: number;
  readonly list: DocumentList | undefined;
  readonly failure: RequestFailure | undefined;
  readonly retry: () => void;
}

/** All at once when it is known what the server allows, so that nothing is pushed away by what comes later. */
function Documents({ status, text, offset, list, failure, retry }: DocumentsProps) {
  const { problems } = status;
  return (
    <>
      {!status.readOnly && <AddDocuments status={status} />}
      {status.readOnly && <p class="notice">This server only reads: nothing can be added or deleted here.</p>}
      {status.notices.map((notice) => (
        <p class="fine collection-notice" key={notice}>
          {notice}
        </p>
      ))}
      {problems.length > 0 && (
        <details class="problems">
          <summary>
            <Icon name="warning" size={16} /> {problems.length} {problems.length === 1 ? 'file' : 'files'} could not be
            read
          </summary>
          <ul>
            {problems.map(({ name, reason }) => (
              <li key={name}>
                <strong>{name}</strong> <span>{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <FilterField text={text} />
      {failure && <FailureNotice failure={failure} retry={retry} />}
      {!failure && list && <DocumentTable list={list} text={text} readOnly={status.readOnly} />}
      {!list && !failure && (
        <ul key="loading" class="documents loading" aria-hidden="true">
          {[1, 2, 3, 4, 5, 6].map((row) => (
            <li key={row} />
          ))}
        </ul>
      )}
      {list && list.total > pageSize && <Pager text={text} offset={offset} total={list.total} />}
    </>
  );
}

function FilterField({ text }: { readonly text: string }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  return (
    <search class="document-filter">
      <Icon name="search" size={18} />
      <input
        type="search"
        aria-label="Filter documents by name"
        placeholder="Filter by name"
        value={typed}
        autocomplete="off"
        onInput={(event) => {
          const { value } = event.currentTarget;
          setTyped(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => go({ view: 'collection', text: value, offset: 0 }, { replace: true }), 180);
        }}
      />
    </search>
  );
}

interface DocumentTableProps {
  readonly list: DocumentList;
  readonly text: string;
  readonly readOnly: boolean;
}

function DocumentTable({ list, text, readOnly }: DocumentTableProps) {
  const gone = useStore(leaving);
  const shown = list.documents.filter(({ id }) => !gone.has(id));
  if (shown.length === 0) {
    return (
      <p class="no-documents">
        {text !== '' ? `No document has “${text}” in its name.` : 'Nothing here yet. Drop some files on this page.'}
      </p>
    );
  }
  return (
    <ul class="documents" aria-label="Documents">
      {shown.map((entry) => (
        <DocumentRow key={entry.id} entry={entry} readOnly={readOnly} />
      ))}
    </ul>
  );
}

function DocumentRow({ entry, readOnly }: { readonly entry: DocumentEntry; readonly readOnly: boolean }) {
  const [words, icon] = mediaTypeWords(entry.mediaType);
  const name = shortName(entry.name);
  const folder = entry.name.slice(0, entry.name.length - name.length);
  return (
    <li>
      <span class="document-icon">
        <Icon name={icon} size={20} />
      </span>
      <div class="document-name">
        <Link to={{ view: 'document', id: entry.id }}>
          {folder && <span class="folder">{folder}</span>}
          {name}
        </Link>
        {entry.warnings.length > 0 && (
          <span class="document-warning" title={entry.warnings.map(({ message }) => message).join('\n')}>
            <Icon name="warning" size={14} /> {entry.warnings.length}
            <span class="unseen"> {entry.warnings.length === 1 ? 'warning' : 'warnings'}</span>
          </span>
        )}
      </div>
      <span class="fine document-facts">
        <span>{words}</span>
        <span>
          {entry.segments} {entry.segments === 1 ? 'place' : 'places'}
        </span>
        <span>{entry.bytes === undefined ? '' : sizeWords(entry.bytes)}</span>
        <span>{dateWords(entry.indexedAt)}</span>
      </span>
      {!readOnly && (
        <span class="document-actions">
          <button
            type="button"
            class="round"
            aria-label={`Read ${name} again`}
            title="Read again"
            onClick={() => void indexAgain(entry.id, entry.name)}
          >
            <Icon name="again" size={17} />
          </button>
          <button
            type="button"
            class="round"
            aria-label={`Delete ${name}`}
            title="Delete from the collection"
            onClick={() => deleteLater(entry.id, entry.name)}
          >
            <Icon name="trash" size={17} />
          </button>
        </span>
      )}
    </li>
  );
}

function Pager({ text, offset, total }: { readonly text: string; readonly offset: number; readonly total: number }) {
  const last = Math.min(total, offset + pageSize);
  const turn = (to: number): void => {
    go({ view: 'collection', text, offset: Math.max(0, to) });
    window.scrollTo(0, 0);
  };
  return (
    <nav class="pager" aria-label="Pages of the list">
      <button type="button" class="button" disabled={offset === 0} onClick={() => turn(offset - pageSize)}>
        <Icon name="left" size={16} /> Before
      </button>
      <span class="fine">
        {offset + 1} to {last} of {total}
      </span>
      <button type="button" class="button" disabled={last >= total} onClick={() => turn(offset + pageSize)}>
        Next <Icon name="right" size={16} />
      </button>
    </nav>
  );
}
