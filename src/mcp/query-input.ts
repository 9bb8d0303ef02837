import { z } from 'zod';
import type { PictureSource, Query } from '../data/query.ts';
import { segmentKinds } from '../data/segment.ts';
import { strategyChoices } from '../data/strategy.ts';
import type { SearchOptions, Sightline } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { shownName } from '../support/shown-name.ts';
import { allowedSource } from './allowed-source.ts';

/** Longest picture in a `data:` URL, in characters. */
const maxPictureChars = 24_000_000;
/** Pictures of things in the index are made no larger than this to search with. */
const querySide = 1024;

/** What `search` and `ask` take to find things by. */
export const queryInput = {
  text: z.string().max(10_000).optional().describe('words or a question, in any language'),
  pictures: z
    .array(z.string().min(1).max(maxPictureChars))
    .max(8)
    .optional()
    .describe('pictures to search by: https or data: URLs, paths of files, or ids of earlier hits'),
  kinds: z.array(z.enum(segmentKinds)).min(1).optional().describe('only these kinds of evidence'),
  filter: z
    .string()
    .max(2_000)
    .optional()
    .describe('on metadata: price < 200 and category = "chairs"; document = "manual.pdf"; page >= 10'),
  strategy: z.enum(strategyChoices).optional().describe('how to search; leave it out unless you compare strategies'),
};
const queryObject = z.object(queryInput);

/** A query for the engine from what a client gave. */
export async function queryFrom(
  { text, pictures = [], kinds, filter }: z.infer<typeof queryObject>,
  engine: Sightline,
  roots: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Query> {
  const words = text?.trim() ?? '';
  if (words === '' && pictures.length === 0) {
    throw new SightlineError('bad-query', 'There is nothing to look for.', {
      remedy: 'Give text, pictures, or both.',
    });
  }
  const image: PictureSource[] = [];
  for (const picture of pictures) image.push(await queryPicture(picture, engine, roots, signal));
  return {
    ...(words === '' ? {} : { text: words }),
    ...(image.length === 0 ? {} : { image }),
    ...(kinds ? { kinds } : {}),
    ...(filter?.trim() ? { filter } : {}),
  };
}

export function searchOptions(
  { strategy }: Pick<z.infer<typeof queryObject>, 'strategy'>,
  signal: AbortSignal,
): SearchOptions {
  return { ...(strategy ? { strategy } : {}), signal };
}

async function queryPicture(
  named: string,
  engine: Sightline,
  roots: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<PictureSource> {
  if (/^(?:data:|https?:\/\/)/i.test(named)) return named;
  const [shown] = await engine.show(named);
  if (!shown) return allowedSource(named, roots);
  const bytes = await shown.picture({ side: querySide, signal });
  if (bytes) return bytes;
  throw new SightlineError('bad-query', `${shownName(named, 120)} has no picture to search by.`, {
    remedy: 'Name evidence that hasPicture, or search by its words.',
  });
}
