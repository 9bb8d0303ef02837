import { useEffect, useState } from 'preact/hooks';
import { emptyQuestion } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { searchFor } from '../address/navigation.ts';
import { getDocument, listDocuments } from '../api/collection.ts';
import type { DocumentEntry, DocumentPart, Status } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { Picture } from '../parts/picture.tsx';
import { shortName } from '../parts/place-text.ts';

/** Below the field before anything is asked: what is here, and pictures to start from. */
export function Home({ status }: { readonly status: Status | undefined }) {
  if (!status) return null;
  if (status.documents === 0) return <EmptyIndex readOnly={status.readOnly} />;
  return (
    <>
      <p class="home-counts">
        {status.documents.toLocaleString('en')} {status.documents === 1 ? 'document' : 'documents'},{' '}
        {status.segments.toLocaleString('en')} places to find
      </p>
      <StartFrom />
      {status.notices.map((notice) => (
        <p class="home-notice fine" key={notice}>
          {notice}
        </p>
      ))}
    </>
  );
}

function EmptyIndex({ readOnly }: { readonly readOnly: boolean }) {
  return (
    <section class="empty">
      <Icon name="upload" size={34} />
      <h2>Nothing here yet</h2>
      <p>
        {readOnly
          ? 'This index is empty, and this server may not add to it.'
          : 'Drop pictures, PDFs, slides, tables or text, and search them a few seconds later.'}
      </p>
      {!readOnly && (
        <Link class="button strong" to={{ view: 'collection', text: '', offset: 0 }}>
          Add files
        </Link>
      )}
    </section>
  );
}

interface StartPicture {
  readonly name: string;
  readonly part: DocumentPart;
}

const mostStarts = 8;

/** A few pictures of the collection, spread over it. */
function StartFrom() {
  const [starts, setStarts] = useState<readonly StartPicture[]>([]);
  useEffect(() => {
    let left = false;
    findStarts().then(
      (found) => left || setStarts(found),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, []);
  if (starts.length === 0) return <div class="starts-room" />;
  return (
    <section class="starts" aria-label="Start from a picture">
      <h2>Or start from a picture</h2>
      <ul>
        {starts.map(({ name, part }) => (
          <li key={part.id}>
            <button
              type="button"
              onClick={() => searchFor({ ...emptyQuestion, pictures: [{ from: 'segment', name: part.id }] })}
            >
              <Picture url={part.picture?.url ?? ''} side={320} alt={`Find pictures like ${shortName(name)}`} eager />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const looks = 3;
const perLook = 40;
/** Photographs first; a drawing or a screenshot serves where there are too few. */
const pictureEndings = ['.jpg', '.jpeg', '.webp', '.png'];

/** Pictures from several places of the list, so that a large collection is not known by its beginning. */
async function somePictures(): Promise<readonly DocumentEntry[]> {
  const found: DocumentEntry[] = [];
  for (const text of pictureEndings) {
    const { total, documents } = await listDocuments({ offset: 0, limit: perLook, text });
    const step = Math.max(perLook, Math.floor(total / looks));
    const offsets = Array.from({ length: looks - 1 }, (_, at) => (at + 1) * step).filter((offset) => offset < total);
    const more = await Promise.all(offsets.map((offset) => listDocuments({ offset, limit: perLook, text })));
    const all = [documents, ...more.map((list) => list.documents)].flat();
    found.push(...all.filter(({ mediaType }) => /^image\/(jpeg|webp|png|avif)/.test(mediaType)));
    if (found.length >= mostStarts) break;
  }
  return found;
}

async function findStarts(): Promise<StartPicture[]> {
  const from = await somePictures();
  const step = Math.max(1, from.length / mostStarts);
  const chosen = Array.from({ length: Math.min(mostStarts, from.length) }, (_, at) => from[Math.floor(at * step)]);
  const whole = await Promise.all(
    chosen.map(async (entry) => (entry ? { name: entry.name, document: await getDocument(entry.id) } : undefined)),
  );
  return whole.flatMap((one) => {
    const part = one?.document.parts.find(({ picture }) => picture);
    return one && part ? [{ name: one.name, part }] : [];
  });
}
