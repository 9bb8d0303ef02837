import { useState } from 'preact/hooks';
import { emptyQuestion } from '../address/address.ts';
import { searchFor, show } from '../address/navigation.ts';
import type { HitView } from '../api/types.ts';
import { flowing, withoutFacts } from '../parts/flowing-text.ts';
import { Icon } from '../parts/icon.tsx';
import { kindIcon, kindName } from '../parts/kind-names.ts';
import { Picture } from '../parts/picture.tsx';
import { altOf, priceOf, titleOf, whereOf } from '../parts/place-text.ts';
import { Marked } from './marked.tsx';
import { PipeTable, readPipeTable, tellingRows } from './pipe-table.tsx';
import { WhyBars } from './why-bars.tsx';

interface HitCardProps {
  readonly hit: HitView;
  readonly question: string;
  /** The numbers it is cited by in the answer beside it. */
  readonly cited: readonly number[];
  readonly pointed: boolean;
  readonly why: boolean;
  readonly eager: boolean;
}

/** One hit of the wall: a picture tile, or a card to read. */
export function HitCard({ hit, question, cited, pointed, why, eager }: HitCardProps) {
  const [whyHere, setWhyHere] = useState(false);
  const { picture } = hit;
  const title = titleOf(hit);
  const price = priceOf(hit);
  // A figure of a page is shown whole, on paper; a photograph fills its tile.
  const figure = hit.locator.page !== undefined || hit.locator.slide !== undefined;
  const ratio = picture
    ? Math.min(2.3, Math.max(0.7, (picture.width ?? 4) / Math.max(1, picture.height ?? 3)))
    : shapeToRead(hit);
  return (
    <li
      class={`card ${picture ? 'with-picture' : 'to-read'} kind-${hit.kind}${pointed ? ' pointed' : ''}`}
      style={{ '--ratio': String(ratio) }}
      data-segment={hit.id}
    >
      <article>
        {picture && (
          <div class={figure ? 'card-picture figure' : 'card-picture'}>
            <Picture url={picture.url} side={ratio > 1.7 ? 960 : 512} alt={altOf(hit)} eager={eager} />
          </div>
        )}
        <div class="card-words">
          <h3>
            <button type="button" class="cover" onClick={() => show(hit.id)}>
              {!picture && <Icon name={kindIcon(hit.kind)} size={16} />}
              <span class="card-title" dir="auto" title={title}>
                {title}
              </span>
            </button>
            {price && <span class="price">{price}</span>}
            {!picture && <CitedBy numbers={cited} />}
          </h3>
          <p class="where">
            {picture && <span class="unseen">{kindName(hit.kind)}: </span>}
            {whereOf(hit) || kindName(hit.kind)}
            {hit.duplicates.length > 0 && (
              <span title={hit.duplicates.map(({ reference }) => reference).join('\n')}>
                {' '}
                · +{hit.duplicates.length} alike
              </span>
            )}
          </p>
          {!picture && <Excerpt hit={hit} question={question} />}
        </div>
        {picture && <CitedBy numbers={cited} />}
        <div class="card-actions">
          {picture && (
            <button
              type="button"
              class="round"
              aria-label={`Find pictures like ${title}`}
              title="Find pictures like this"
              onClick={() => searchFor({ ...emptyQuestion, pictures: [{ from: 'segment', name: hit.id }] })}
            >
              <Icon name="similar" size={16} />
            </button>
          )}
          {!why && (
            <button
              type="button"
              class="round"
              aria-pressed={whyHere}
              aria-label={`Why ${title} is here`}
              title="Why this is here"
              onClick={() => setWhyHere((now) => !now)}
            >
              <Icon name="why" size={16} />
            </button>
          )}
        </div>
      </article>
      {(why || whyHere) && <WhyBars hit={hit} question={question} />}
    </li>
  );
}

function CitedBy({ numbers }: { readonly numbers: readonly number[] }) {
  if (numbers.length === 0) return null;
  return (
    <span class="card-cited">
      {numbers.map((number) => (
        <span class="cite" key={number}>
          <span class="unseen">Source </span>
          {number}
        </span>
      ))}
    </span>
  );
}

/** Few words need little room; pictures keep theirs. */
function shapeToRead(hit: HitView): number {
  const { length } = textOf(hit);
  return length < 60 ? 1.05 : length < 150 ? 1.3 : 1.6;
}

/** Few words are set larger. */
function sizeToRead({ length }: string): string {
  return length < 60 ? ' few' : length < 150 ? ' some' : '';
}

function textOf({ snippet, words }: HitView): string {
  return snippet || words.body || words.caption || words.transcript || '';
}

function Excerpt({ hit, question }: { readonly hit: HitView; readonly question: string }) {
  const text = textOf(hit);
  const rows = hit.kind === 'table' ? readPipeTable(hit.words.body ?? '') : undefined;
  if (rows) {
    return (
      <div class="excerpt">
        <PipeTable rows={tellingRows(rows, question)} question={question} />
      </div>
    );
  }
  const shown = flowing(withoutFacts(text, hit));
  return (
    <p class={`excerpt${sizeToRead(shown)}`} dir="auto">
      <Marked text={shown} question={question} />
    </p>
  );
}
