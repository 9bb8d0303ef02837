import { useEffect, useRef, useState } from 'preact/hooks';
import { isAsked, type QueryPicture, type Question } from '../address/address.ts';
import { searchFor } from '../address/navigation.ts';
import { Icon } from '../parts/icon.tsx';
import { lazyPart } from '../parts/lazy-part.tsx';
import { Picture } from '../parts/picture.tsx';
import { useStore } from '../store/store.ts';
import { addPictures, changePicture, draftText, isPictureUrl, searchByFiles } from './give-pictures.ts';
import { heldPicture, pictureAddress } from './held-pictures.ts';
import { looksLikeQuestion } from './question-words.ts';

const CropDialog = lazyPart(() => import('./crop-dialog.tsx').then((part) => part.CropDialog));

interface SearchFieldProps {
  readonly question: Question;
  readonly large: boolean;
  /** It is being looked for. */
  readonly busy: boolean;
}

/** The one field: words, pictures, or both; find or ask. */
export function SearchField({ question, large, busy }: SearchFieldProps) {
  const text = useStore(draftText);
  /** Find or ask, where a person chose it; else the words decide. */
  const [chosen, setChosen] = useState<boolean | undefined>(question.ask || undefined);
  const [cropping, setCropping] = useState<number>();
  const input = useRef<HTMLInputElement>(null);
  const asks = (chosen ?? looksLikeQuestion(text)) && text.trim() !== '';

  useEffect(() => {
    draftText.set(question.text);
    setChosen(isAsked(question) ? question.ask : undefined);
  }, [question]);

  const search = (ask: boolean): void => {
    if (isPictureUrl(text.trim())) {
      draftText.set('');
      addPictures([{ from: 'url', name: text.trim() }]);
      return;
    }
    const next: Question = {
      ...question,
      text: text.trim(),
      ask,
      without: text.trim() === question.text ? question.without : [],
    };
    if (isAsked(next)) searchFor(next);
    else input.current?.focus();
  };
  const choose = (ask: boolean): void => {
    setChosen(ask);
    if (isAsked(question) && text.trim() !== '') search(ask);
    else input.current?.focus();
  };

  return (
    <search>
      <form
        class={`field${large ? ' large' : ''}`}
        onSubmit={(event) => {
          event.preventDefault();
          search(asks);
        }}
      >
        <div class="field-row">
          {question.pictures.map((picture, at) => (
            <PictureChip
              key={`${picture.name}${at}`}
              picture={picture}
              crop={() => setCropping(at)}
              remove={() => changePicture(at, () => undefined)}
            />
          ))}
          <input
            ref={input}
            type="search"
            name="q"
            value={text}
            dir="auto"
            aria-label="Search with words, a picture, or both"
            placeholder={
              question.pictures.length > 0 ? 'Add words: “but yellow”' : 'Describe it, ask it, or drop a picture'
            }
            autocomplete="off"
            enterkeyhint="search"
            maxLength={2000}
            autofocus={large}
            onInput={(event) => draftText.set(event.currentTarget.value)}
            onKeyDown={(event) => {
              // The other mode, once.
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                choose(!asks);
                search(!asks);
              }
            }}
          />
          {text !== '' && (
            <button
              type="button"
              class="clear"
              aria-label="Clear the words"
              onClick={() => {
                draftText.set('');
                input.current?.focus();
              }}
            >
              <Icon name="close" size={15} />
            </button>
          )}
        </div>
        <div class="field-tools">
          <AddPicture />
          <div class="modes" role="radiogroup" aria-label="What to do with the words">
            <label title="Show what matches">
              <input type="radio" name="mode" checked={!asks} onChange={() => choose(false)} />
              <span>Find</span>
            </label>
            <label title="Answer from what is found">
              <input type="radio" name="mode" checked={asks} onChange={() => choose(true)} />
              <span>Ask</span>
            </label>
          </div>
          <button type="submit" class={busy ? 'go busy' : 'go'} aria-label={asks ? 'Ask' : 'Search'}>
            <Icon name="search" size={20} />
          </button>
        </div>
      </form>
      {cropping !== undefined && question.pictures[cropping] && (
        <CropDialog
          picture={question.pictures[cropping]}
          close={() => setCropping(undefined)}
          done={(region) => {
            setCropping(undefined);
            changePicture(cropping, ({ from, name }) => ({ from, name, ...(region && { region }) }));
          }}
        />
      )}
    </search>
  );
}

function AddPicture() {
  const give = (event: { currentTarget: HTMLInputElement }): void => {
    const files = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = '';
    void searchByFiles(files);
  };
  return (
    <>
      <label class="tool" title="Search by a picture">
        <input class="unseen" type="file" accept="image/*,.heic,.heif" multiple onChange={give} />
        <Icon name="image" size={21} />
        <span class="unseen">Search by a picture</span>
      </label>
      <label class="tool touch-only" title="Take a photograph">
        <input class="unseen" type="file" accept="image/*" capture="environment" onChange={give} />
        <Icon name="camera" size={21} />
        <span class="unseen">Take a photograph to search by</span>
      </label>
    </>
  );
}

interface PictureChipProps {
  readonly picture: QueryPicture;
  readonly crop: () => void;
  readonly remove: () => void;
}

function PictureChip({ picture, crop, remove }: PictureChipProps) {
  const url = pictureAddress(picture, 1024);
  const name =
    picture.from === 'held' ? heldPicture(picture.name)?.name : picture.from === 'url' ? picture.name : undefined;
  const alt = name ?? 'Picture of the collection';
  return (
    <span class="query-picture">
      <button
        type="button"
        class="query-picture-crop"
        onClick={crop}
        disabled={url === undefined}
        aria-label={`${picture.region ? 'Change the part of' : 'Choose a part of'} the picture: ${alt}`}
        title={picture.region ? 'Change the part searched by' : 'Search by a part of it'}
      >
        {url === undefined ? <Icon name="image" /> : <RegionThumb picture={picture} url={url} alt={alt} />}
        <span class="query-picture-mark">
          <Icon name="crop" size={14} />
        </span>
      </button>
      <button type="button" class="query-picture-remove" onClick={remove} aria-label={`Remove the picture: ${alt}`}>
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}

/** The part of the picture that is searched by; pictures of the collection have their region in pixels of the whole. */
function RegionThumb({
  picture,
  url,
  alt,
}: {
  readonly picture: QueryPicture;
  readonly url: string;
  readonly alt: string;
}) {
  const held = picture.from === 'held' ? heldPicture(picture.name) : undefined;
  const { region } = picture;
  if (!region || !held?.width || !held.height) return <Picture url={url} alt={alt} eager />;
  const scale = 1 / Math.max(region.width, region.height);
  return (
    <span class="region-thumb" style={{ '--w': String(region.width * scale), '--h': String(region.height * scale) }}>
      <span
        style={{
          width: `${(held.width / region.width) * 100}%`,
          height: `${(held.height / region.height) * 100}%`,
          left: `${(-region.x / region.width) * 100}%`,
          top: `${(-region.y / region.height) * 100}%`,
        }}
      >
        <Picture url={url} alt={alt} eager />
      </span>
    </span>
  );
}
