import type { PictureOf, ReportPictures } from './html-pictures.ts';
import { Html, html } from './html-text.ts';
import type { ShownHit } from './report.ts';

interface AskedQuery {
  readonly id: string;
  readonly text?: string;
  readonly image?: string;
}

/** What a query asks, for a heading: its words, else its picture's name. */
export function askedTitle({ id, text, image }: AskedQuery): string {
  return text ?? (image ? fileName(image) : id);
}

/** A query's picture. */
export async function askedPicture(
  { image }: AskedQuery,
  pictures: ReportPictures | undefined,
  pictureOf: PictureOf,
): Promise<Html | undefined> {
  return image && pictures ? pictureOf(`query ${image}`, () => pictures.ofQuery(image)) : undefined;
}

/** Hits in their order with their pictures; what is relevant is marked. */
export async function hitItems(
  hits: readonly ShownHit[],
  pictures: ReportPictures | undefined,
  pictureOf: PictureOf,
): Promise<Html[]> {
  const items: Html[] = [];
  for (const hit of hits) {
    const picture =
      hit.hasPicture && pictures
        ? await pictureOf(`hit ${hit.segmentId}`, () => pictures.ofHit(hit.segmentId))
        : undefined;
    items.push(html`<li${new Html(hit.relevant ? ' class="relevant"' : '')}>${picture}<div>
<strong>${items.length + 1}. ${hit.reference}</strong><br><span class="soft">${hit.kind}${hit.relevant ? ', relevant' : ''}</span>
<span class="words">${hit.words}</span></div></li>`);
  }
  return items;
}

/** Where something relevant was found. */
export function foundPlace(foundAt: number | undefined): Html {
  return foundAt === undefined
    ? html`<span class="bad">not found</span>`
    : html`<span class="good">at place ${foundAt}</span>`;
}

export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}
