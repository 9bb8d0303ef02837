import { useEffect, useState } from 'preact/hooks';
import { type Address, emptyQuestion } from './address/address.ts';
import { Link } from './address/link.tsx';
import { address } from './address/navigation.ts';
import { accessKey } from './api/access-key.ts';
import type { RequestFailure } from './api/request-failure.ts';
import { collectionStatus, loadStatus } from './collection/collection-status.ts';
import { Announcer } from './parts/announce.tsx';
import { DropZone } from './parts/drop-zone.tsx';
import { FailureNotice } from './parts/failure-notice.tsx';
import { Icon } from './parts/icon.tsx';
import { KeyDialog } from './parts/key-dialog.tsx';
import { lazyPart } from './parts/lazy-part.tsx';
import { usePageKeys } from './parts/page-keys.ts';
import { ThemeSwitch } from './parts/theme-switch.tsx';
import { Toasts } from './parts/toasts.tsx';
import { asFailure } from './search/search-run.ts';
import { SearchView } from './search/search-view.tsx';
import { useStore } from './store/store.ts';

const Viewer = lazyPart(() => import('./viewer/viewer.tsx').then((part) => part.Viewer));
const CollectionView = lazyPart(() => import('./collection/collection-view.tsx').then((part) => part.CollectionView));
const DocumentView = lazyPart(() => import('./collection/document-view.tsx').then((part) => part.DocumentView));
const Shortcuts = lazyPart(() => import('./parts/shortcuts.tsx').then((part) => part.Shortcuts));
const ReportsView = lazyPart(() => import('./reports/reports-view.tsx').then((part) => part.ReportsView));

/** The frame of the page: head, the view that the address names, and what lies above it. */
export function App() {
  const where = useStore(address);
  const { wanted } = useStore(accessKey);
  const status = useStore(collectionStatus);
  const [failure, setFailure] = useState<RequestFailure>();
  const [keysShown, setKeysShown] = useState(false);
  usePageKeys(() => setKeysShown(true));
  const load = (): void => {
    loadStatus().then(
      () => setFailure(undefined),
      (error) => setFailure(asFailure(error)),
    );
  };
  useEffect(load, []);
  useEffect(() => {
    document.title = titleOf(where);
  }, [where]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        To the content
      </button>
      <Header where={where} showKeys={() => setKeysShown(true)} />
      <main id="main" tabIndex={-1}>
        {failure && failure.status !== 401 && !status && <FailureNotice failure={failure} retry={load} />}
        {where.view === 'search' && <SearchView question={where.question} status={status} />}
        {where.view === 'collection' && <CollectionView text={where.text} offset={where.offset} />}
        {where.view === 'document' && <DocumentView key={where.id} id={where.id} />}
        {where.view === 'reports' && <ReportsView id={where.id} />}
      </main>
      {where.shown !== undefined && <Viewer id={where.shown} />}
      {keysShown && <Shortcuts close={() => setKeysShown(false)} />}
      {wanted && <KeyDialog />}
      <DropZone view={where.view} readOnly={status?.readOnly ?? false} />
      <Toasts />
      <Announcer />
    </>
  );
}

function Header({ where, showKeys }: { readonly where: Address; readonly showKeys: () => void }) {
  const collection = where.view === 'collection' || where.view === 'document';
  return (
    <header class="page-head">
      <Link class="brand" to={{ view: 'search', question: emptyQuestion }} aria-label="Sightline, start page">
        <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
          <circle cx="12" cy="16" r="8" />
          <circle class="pupil" cx="12" cy="16" r="2.6" />
          <path d="M20 16h11" />
        </svg>
        <span>Sightline</span>
      </Link>
      <nav aria-label="Main">
        <Link
          to={{ view: 'search', question: emptyQuestion }}
          aria-current={where.view === 'search' ? 'page' : undefined}
        >
          Search
        </Link>
        <Link to={{ view: 'collection', text: '', offset: 0 }} aria-current={collection ? 'page' : undefined}>
          Collection
        </Link>
        <Link to={{ view: 'reports' }} aria-current={where.view === 'reports' ? 'page' : undefined}>
          Reports
        </Link>
      </nav>
      <button type="button" class="round keys" aria-label="Keyboard" title="Keyboard (?)" onClick={showKeys}>
        <Icon name="keyboard" size={19} />
      </button>
      <ThemeSwitch />
    </header>
  );
}

function titleOf(where: Address): string {
  if (where.view === 'collection') return 'Collection · Sightline';
  if (where.view === 'document') return 'Document · Sightline';
  if (where.view === 'reports') return 'Reports · Sightline';
  const { text, pictures } = where.question;
  const asked = [text, pictures.length > 0 ? (pictures.length > 1 ? `${pictures.length} pictures` : 'a picture') : '']
    .filter((part) => part !== '')
    .join(' + ');
  return asked === '' ? 'Sightline' : `${asked} · Sightline`;
}
