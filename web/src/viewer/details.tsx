import { useState } from 'preact/hooks';
import { type Address, emptyQuestion, type QueryPicture, writeAddress } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { address, searchFor } from '../address/navigation.ts';
import {
  type Citation,
  type HitView,
  type MetadataValue,
  type ShownSegment,
  type Words,
  wordsSources,
} from '../api/types.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { flowing, withoutFacts } from '../parts/flowing-text.ts';
import { Icon } from '../parts/icon.tsx';
import { kindIcon, kindName } from '../parts/kind-names.ts';
import { lazyPart } from '../parts/lazy-part.tsx';
import { OriginalLink } from '../parts/original-link.tsx';
import { priceOf, shortName } from '../parts/place-text.ts';
import { Marked } from '../search/marked.tsx';
import { WhyBars } from '../search/why-bars.tsx';

const CropDialog = lazyPart(() => import('../search/crop-dialog.tsx').then((part) => part.CropDialog));

const sourceLabels: Readonly<Record<keyof Words, string>> = {
  heading: 'Section',
  body: 'Text',
  caption: 'Caption',
  alt: 'Alternative text',
  description: 'Described by a model',
  ocr: 'Read in the picture',
  transcript: 'Transcript',
  colour: 'Colours',
  name: 'Names',
};

interface DetailsProps {
  readonly segment: ShownSegment;
  readonly hit: HitView | undefined;
  readonly citation: Citation | undefined;
  readonly question: string;
}

/** Beside the evidence: what is known of it, why it was found, and where to go from here. */
export function Details({ segment, hit, citation, question }: DetailsProps) {
  const [cropping, setCropping] = useState(false);
  const picture: QueryPicture = { from: 'segment', name: segment.id };
  const price = priceOf(segment);
  return (
    <aside class="details" aria-label="Details">
      <p class="details-kind">
        <Icon name={kindIcon(segment.kind)} size={16} /> {kindName(segment.kind)}
        {segment.label && ` · ${segment.label}`}
        {price && <span class="price">{price}</span>}
      </p>
      {citation?.quote && (
        <blockquote dir="auto">
          <span class="cite">{citation.number}</span> {flowing(citation.quote)}
        </blockquote>
      )}
      <div class="details-actions">
        {segment.picture && (
          <>
            <button type="button" class="button" onClick={() => searchFor({ ...emptyQuestion, pictures: [picture] })}>
              <Icon name="similar" size={16} /> Find similar
            </button>
            <button type="button" class="button" onClick={() => setCropping(true)}>
              <Icon name="crop" size={16} /> Search by a part
            </button>
          </>
        )}
        {segment.original && <OriginalLink path={segment.original.url} name={shortName(segment.document.name)} />}
        <Link class="button" to={{ view: 'document', id: segment.document.id }}>
          <Icon name="page" size={16} /> Whole document
        </Link>
      </div>
      {hit && (
        <section>
          <h3>Why it is here</h3>
          <WhyBars hit={hit} question={question} />
        </section>
      )}
      {hit?.others && hit.others.length > 0 && (
        <p class="fine">{hit.others.length} more of this document were found.</p>
      )}
      <WordsOf words={wordsBeside(segment)} question={question} />
      <Facts metadata={segment.metadata} />
      <div class="reference">
        <code>{segment.reference}</code>
        <CopyButton label="Copy link" icon="link" title="A link that opens this place" text={linkHere} />
        <CopyButton label="Copy reference" title="The file and the place in it" text={() => segment.reference} />
      </div>
      {cropping && (
        <CropDialog
          picture={picture}
          close={() => setCropping(false)}
          done={(region) => searchFor({ ...emptyQuestion, pictures: [{ ...picture, ...(region && { region }) }] })}
        />
      )}
    </aside>
  );
}

/** The address as it is; pictures that only this browser holds would lead nowhere, so the place alone is linked then. */
function linkHere(): string {
  const now = address.get();
  const isShared = now.view !== 'search' || now.question.pictures.every(({ from }) => from !== 'held');
  const shown = now.shown === undefined ? {} : { shown: now.shown };
  const to: Address = isShared ? now : { view: 'search', question: emptyQuestion, ...shown };
  return new URL(writeAddress(to), document.baseURI).href;
}

/** What the evidence itself shows large is not said again: the text of a sheet, the facts of a record. */
function wordsBeside(segment: ShownSegment): Words {
  const { body, heading, name: _name, ...rest } = segment.words;
  if (!segment.page) return rest;
  const text = body === undefined ? undefined : withoutFacts(body, segment);
  return { ...(heading !== undefined && { heading }), ...(text !== undefined && { body: text }), ...rest };
}

function WordsOf({ words, question }: { readonly words: Words; readonly question: string }) {
  return (
    <section class="details-words">
      {wordsSources.map((source) => {
        const text = words[source];
        if (text === undefined || text === '') return null;
        return (
          <div key={source}>
            <h3>{sourceLabels[source]}</h3>
            <p dir="auto">
              <Marked text={flowing(text)} question={question} />
            </p>
          </div>
        );
      })}
    </section>
  );
}

/** A moment as `2026-01-12T08:00:00.000Z` is shown by its day. */
function factWords(value: MetadataValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z?$/.test(value)) return value.slice(0, 10);
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function Facts({ metadata }: { readonly metadata: Readonly<Record<string, MetadataValue>> }) {
  // What the words say already is not said twice.
  const facts = Object.entries(metadata).filter(([name]) => name !== 'description' && name !== 'label');
  if (facts.length === 0) return null;
  return (
    <section>
      <h3>Facts</h3>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd>{factWords(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
