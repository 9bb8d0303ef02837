import { useEffect, useState } from 'preact/hooks';
import { Link } from '../address/link.tsx';
import { go, show } from '../address/navigation.ts';
import { getDocument } from '../api/collection.ts';
import type { RequestFailure } from '../api/request-failure.ts';
import type { DocumentPart, WholeDocument } from '../api/types.ts';
import { FailureNotice } from '../parts/failure-notice.tsx';
import { flowing } from '../parts/flowing-text.ts';
import { Icon } from '../parts/icon.tsx';
import { kindIcon, kindName } from '../parts/kind-names.ts';
import { OriginalLink } from '../parts/original-link.tsx';
import { Picture } from '../parts/picture.tsx';
import { shortName } from '../parts/place-text.ts';
import { PipeTable, readPipeTable } from '../search/pipe-table.tsx';
import { asFailure } from '../search/search-run.ts';
import { useStore } from '../store/store.ts';
import { shownParts } from '../viewer/shown-parts.ts';
import { collectionStatus } from './collection-status.ts';
import { deleteLater } from './delete-later.ts';
import { dateWords, mediaTypeWords, sizeWords } from './media-type-words.ts';
import '../style/collection.css';

/** One document and the places in it that can be found. */
export function DocumentView({ id }: { readonly id: string }) {
  const status = useStore(collectionStatus);
  const [whole, setWhole] = useState<WholeDocument>();
  const [failure, setFailure] = useState<RequestFailure>();
  useEffect(() => {
    const controller = new AbortController();
    getDocument(id, controller.signal).then(
      (found) => {
        setWhole(found);
        shownParts.set(found.parts.map((part) => part.id));
        document.title = `${shortName(found.name)} · Sightline`;
      },
      (error) => controller.signal.aborted || setFailure(asFailure(error)),
    );
    return () => controller.abort();
  }, [id]);
  if (failure) return <FailureNotice failure={failure} />;
  if (!whole) return <p class="notice">Loading…</p>;
  const facts = [
    mediaTypeWords(whole.mediaType)[0],
    `${whole.segments} ${whole.segments === 1 ? 'place' : 'places'}`,
    whole.bytes === undefined ? '' : sizeWords(whole.bytes),
    dateWords(whole.indexedAt),
  ].filter((part) => part !== '');
  return (
    <div class="collection">
      <header class="view-head">
        <Link class="back" to={{ view: 'collection', text: '', offset: 0 }}>
          <Icon name="left" size={16} /> Collection
        </Link>
        <h1>{whole.name}</h1>
        <p class="fine">{facts.join(' · ')}</p>
        <div class="head-actions">
          {whole.original && <OriginalLink path={whole.original.url} name={shortName(whole.name)} />}
          {status && !status.readOnly && (
            <button
              type="button"
              class="button danger"
              onClick={() => {
                deleteLater(id, whole.name);
                go({ view: 'collection', text: '', offset: 0 });
              }}
            >
              <Icon name="trash" size={16} /> Delete
            </button>
          )}
        </div>
      </header>
      {whole.warnings.map(({ message, at }) => (
        <p class="notice" key={`${message}${at}`}>
          {at && `${at}: `}
          {message}
        </p>
      ))}
      {groups(whole.parts).map(({ place, parts }, at) => (
        <section class="part-group" key={`${place}${at}`}>
          {place !== '' && <h2>{place}</h2>}
          <ul class="parts">
            {parts.map((part) => (
              <PartRow key={part.id} part={part} />
            ))}
          </ul>
        </section>
      ))}
      {whole.segments > whole.parts.length && (
        <p class="fine">The first {whole.parts.length} are shown; search finds the others.</p>
      )}
    </div>
  );
}

/** Parts of one page or slide stand together. */
function groups(parts: readonly DocumentPart[]): { readonly place: string; readonly parts: readonly DocumentPart[] }[] {
  const found: { place: string; parts: DocumentPart[] }[] = [];
  for (const part of parts) {
    const page = /(?:page|slide) \d+/.exec(part.place)?.[0] ?? '';
    const last = found.at(-1);
    if (last && last.place === page) last.parts.push(part);
    else found.push({ place: page, parts: [part] });
  }
  return found;
}

function PartRow({ part }: { readonly part: DocumentPart }) {
  const rows = part.kind === 'table' ? readPipeTable(part.snippet) : undefined;
  const text = flowing(part.snippet);
  return (
    <li>
      {part.picture && (
        <span class="part-picture">
          <Picture url={part.picture.url} side={320} alt="" />
        </span>
      )}
      <div>
        <button
          type="button"
          class="cover"
          aria-label={`${kindName(part.kind)}${text === '' ? '' : `: ${text.slice(0, 80)}`}`}
          onClick={() => show(part.id)}
        >
          <Icon name={kindIcon(part.kind)} size={16} />
          {part.kind !== 'text' && <span class="fine">{kindName(part.kind)}</span>}
        </button>
        {rows ? <PipeTable rows={rows} question="" /> : text !== '' && <p>{text}</p>}
      </div>
    </li>
  );
}
