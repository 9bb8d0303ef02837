import type { PictureRegion, PictureSource, Query } from '../data/query.ts';
import { segmentRegion } from '../data/segment-region.ts';
import type { SearchOptions, Sightline } from '../engine/engine.ts';
import { cutPicture } from '../support/cut-picture.ts';
import { HttpProblem } from './http-problem.ts';
import type { SearchBody } from './schemas.ts';

/** What the engine is asked, from a request's body. Pictures are given as bytes or addresses, never as paths. */
export async function queryOf(
  body: SearchBody,
  engine: Pick<Sightline, 'show'>,
  { maxPixels, signal }: { readonly maxPixels: number; readonly signal: AbortSignal },
): Promise<{ readonly query: Query; readonly options: SearchOptions }> {
  const { text, pictures = [], k, kinds, nText, nImages, filter, budgetMs, ...options } = body;
  if (!text?.trim() && pictures.length === 0) {
    throw new HttpProblem('bad-request', 'There is nothing to look for.', {
      remedy: 'Give text, pictures, or both.',
    });
  }
  const image: (PictureSource | PictureRegion)[] = [];
  for (const { data, url, segment, region } of pictures) {
    const source = data ?? (url === undefined ? undefined : new URL(url));
    const found = source ?? (await segmentPicture(segment ?? '', engine, { maxPixels, signal }));
    image.push(region ? { image: found, region } : found);
  }
  const given = { k, kinds, nText, nImages, filter: filter?.trim() ? filter : undefined, budgetMs };
  return {
    query: {
      ...(text?.trim() ? { text } : {}),
      ...(image.length > 0 ? { image } : {}),
      ...defined(given),
    },
    options: { ...defined(options), signal },
  };
}

/** What a segment shows, cut to it. */
async function segmentPicture(
  id: string,
  engine: Pick<Sightline, 'show'>,
  { maxPixels, signal }: { readonly maxPixels: number; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  const shown = (await engine.show(id)).find(({ segment }) => segment.id === id);
  const bytes = await shown?.picture({ signal });
  if (!shown || !bytes) {
    throw new HttpProblem('not-found', 'The segment whose picture is to be searched by has none.', {
      remedy: 'Give the id of a segment with a picture, as a search names it.',
    });
  }
  const region = segmentRegion(shown.segment);
  return region ? cutPicture(bytes, region, { maxPixels, signal }) : bytes;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the parts that are undefined. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}
