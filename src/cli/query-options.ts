import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Settings } from '../config.ts';
import { type Box, parseLocator } from '../data/locator.ts';
import type { PictureRegion, PictureSource, Query } from '../data/query.ts';
import { type SegmentKind, segmentKinds, type ViewName, viewNames } from '../data/segment.ts';
import type { SearchOptions } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { someOf, wholeNumber } from './option-values.ts';

/** What `search` and `ask` take beside words. */
export interface QueryOptions {
  readonly image?: readonly string[];
  readonly region?: Box;
  readonly k?: number;
  readonly kind?: readonly SegmentKind[];
  readonly nText?: number;
  readonly nImages?: number;
  readonly filter?: string;
  readonly views?: readonly ViewName[];
  readonly translate?: boolean;
  readonly rerank?: boolean;
  readonly constraints?: boolean;
  readonly pictureShare?: number;
  readonly diversity?: number;
  readonly group?: boolean;
  readonly budgetMs?: number;
}

export const maxHits = 10_000;

export function addQueryOptions(command: Command, limit: string): void {
  const option = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Query:');
  command
    .addOption(
      option(
        '--image <FILE|URL>',
        'a picture to search with, may be given several times; - reads standard input',
      ).argParser((value: string, before: readonly string[] = []) => [...before, value]),
    )
    .addOption(
      option(
        '--region <X,Y,W,H>',
        'the part of the picture to search with, in pixels; or --image FILE#xywh=X,Y,W,H',
      ).argParser(boxOf),
    )
    .addOption(option('-k <N>', limit).argParser(wholeNumber(1, maxHits)))
    .addOption(several(option('--kind <KINDS>', `only these kinds: ${segmentKinds.join(', ')}`), segmentKinds))
    .addOption(option('--n-text <N>', 'at most so many hits without a picture').argParser(wholeNumber(0, maxHits)))
    .addOption(option('--n-images <N>', 'at most so many hits with a picture').argParser(wholeNumber(0, maxHits)))
    .addOption(
      option('--filter <EXPRESSION>', 'only what matches: "price < 200 and category = chairs"').argParser(notEmpty),
    )
    .addOption(several(option('--views <VIEWS>', `only these views: ${viewNames.join(', ')}`), viewNames))
    .addOption(option('--picture-share <SHARE>', 'weight of the picture against the words, 0 to 1').argParser(share))
    .addOption(option('--diversity <SHARE>', 'how much hits are to differ, 0 (not at all) to 1').argParser(share))
    .addOption(option('--group', 'each document once, at its best hit'))
    .addOption(
      option('--budget-ms <MS>', 'leave out what does not answer in time').argParser(wholeNumber(1, 3_600_000)),
    )
    .addOption(option('--translate', 'search by what the generator says the picture shows, not by its looks'))
    .addOption(option('--no-constraints', 'take "under $200" or "from 2024" for words, not for conditions'))
    .addOption(option('--no-rerank', 'without the reranker that is set'));
}

/** Takes several of the choices, and offers them for completion. */
function several(option: Option, choices: readonly string[]): Option {
  option.argChoices = [...choices];
  return option.argParser(someOf(choices));
}

/** The query that words and flags make. */
export async function queryFrom(words: readonly string[], options: QueryOptions, settings: Settings): Promise<Query> {
  const text = words.join(' ').trim();
  const named = options.image ?? [];
  if (text === '' && named.length === 0) {
    throw new SightlineError('bad-query', 'There is nothing to look for.', {
      remedy: 'Give words, a picture (--image FILE), or both.',
    });
  }
  if (options.region && named.length !== 1) {
    throw new SightlineError('bad-option', `A region is part of one picture, and there are ${named.length}.`, {
      remedy: 'Give one --image, or write the region behind each: --image FILE#xywh=X,Y,W,H.',
    });
  }
  if (named.filter((one) => withoutRegion(one) === '-').length > 1) {
    throw new SightlineError('bad-option', 'Standard input holds one picture.', { remedy: 'Give --image - once.' });
  }
  const pictures: (PictureSource | PictureRegion)[] = [];
  for (const one of named) {
    const name = withoutRegion(one);
    const image = name === '-' ? await readStandardInput(settings.maxFileBytes) : name;
    const region = options.region ?? (name === one ? undefined : boxOf(one.slice(name.length + marker.length)));
    pictures.push(region ? { image, region } : image);
  }
  const [first] = pictures;
  const image = pictures.length > 1 ? pictures : first;
  return { ...(text !== '' ? { text } : {}), ...(image !== undefined ? { image } : {}), ...quotas(options) };
}

/** A region behind a picture's name is written as in a reference. */
const marker = '#xywh=';

function withoutRegion(image: string): string {
  const at = image.lastIndexOf(marker);
  return at < 0 ? image : image.slice(0, at);
}

function boxOf(text: string): Box {
  const { box } = parseLocator(`${marker}${text.replaceAll(' ', '')}`);
  if (!box || box.width <= 0 || box.height <= 0) {
    throw new InvalidArgumentError('It takes four numbers, x, y, width and height in pixels: 120,40,300,200.');
  }
  return box;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It takes a number from 0 to 1.');
  return value;
}

/** How many hits of which kinds: the part of a query that is the same for all lines of a query file. */
export function quotas({ k, kind, nText, nImages, filter, budgetMs }: QueryOptions): Omit<Query, 'text' | 'image'> {
  return {
    ...(k !== undefined ? { k } : {}),
    ...(kind ? { kinds: kind } : {}),
    ...(nText !== undefined ? { nText } : {}),
    ...(nImages !== undefined ? { nImages } : {}),
    ...(filter !== undefined ? { filter } : {}),
    ...(budgetMs !== undefined ? { budgetMs } : {}),
  };
}

export function searchOptions(
  { views, translate, rerank, constraints, pictureShare, diversity, group }: QueryOptions,
  signal?: AbortSignal,
): SearchOptions {
  return {
    ...(views ? { views } : {}),
    ...(translate ? { translate } : {}),
    ...(rerank === false ? { rerank } : {}),
    ...(constraints === false ? { constraints } : {}),
    ...(pictureShare !== undefined ? { pictureShare } : {}),
    ...(diversity !== undefined ? { diversity } : {}),
    ...(group ? { groupByDocument: true } : {}),
    ...(signal ? { signal } : {}),
  };
}

function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

async function readStandardInput(maxBytes: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > maxBytes) {
      throw new SightlineError('limit-exceeded', `The picture on standard input is larger than ${maxBytes} bytes.`, {
        remedy: 'Raise --max-file-bytes, or make it smaller.',
      });
    }
    parts.push(bytes);
  }
  if (size === 0) {
    throw new SightlineError('bad-query', 'There is no picture on standard input.', {
      remedy: 'Pipe one in: sightline search --image - < photo.jpg',
    });
  }
  return Buffer.concat(parts);
}
