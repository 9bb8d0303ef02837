import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Settings } from '../config.ts';
import type { Query } from '../data/query.ts';
import { type SegmentKind, segmentKinds, type ViewName, viewNames } from '../data/segment.ts';
import type { SearchOptions } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { someOf, wholeNumber } from './option-values.ts';

/** What `search` and `ask` take beside words. */
export interface QueryOptions {
  readonly image?: string;
  readonly k?: number;
  readonly kind?: readonly SegmentKind[];
  readonly nText?: number;
  readonly nImages?: number;
  readonly filter?: string;
  readonly views?: readonly ViewName[];
  readonly translate?: boolean;
  readonly rerank?: boolean;
  readonly constraints?: boolean;
}

export const maxHits = 10_000;

export function addQueryOptions(command: Command, limit: string): void {
  const option = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Query:');
  command
    .addOption(option('--image <FILE|URL>', 'a picture to search with; - reads it from standard input'))
    .addOption(option('-k <N>', limit).argParser(wholeNumber(1, maxHits)))
    .addOption(several(option('--kind <KINDS>', `only these kinds: ${segmentKinds.join(', ')}`), segmentKinds))
    .addOption(option('--n-text <N>', 'at most so many hits without a picture').argParser(wholeNumber(0, maxHits)))
    .addOption(option('--n-images <N>', 'at most so many hits with a picture').argParser(wholeNumber(0, maxHits)))
    .addOption(
      option('--filter <EXPRESSION>', 'only what matches: "price < 200 and category = chairs"').argParser(notEmpty),
    )
    .addOption(several(option('--views <VIEWS>', `only these views: ${viewNames.join(', ')}`), viewNames))
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
  if (text === '' && options.image === undefined) {
    throw new SightlineError('bad-query', 'There is nothing to look for.', {
      remedy: 'Give words, a picture (--image FILE), or both.',
    });
  }
  const image = options.image === '-' ? await readStandardInput(settings.maxFileBytes) : options.image;
  return { ...(text !== '' ? { text } : {}), ...(image !== undefined ? { image } : {}), ...quotas(options) };
}

/** How many hits of which kinds: the part of a query that is the same for all lines of a query file. */
export function quotas({ k, kind, nText, nImages, filter }: QueryOptions): Omit<Query, 'text' | 'image'> {
  return {
    ...(k !== undefined ? { k } : {}),
    ...(kind ? { kinds: kind } : {}),
    ...(nText !== undefined ? { nText } : {}),
    ...(nImages !== undefined ? { nImages } : {}),
    ...(filter !== undefined ? { filter } : {}),
  };
}

export function searchOptions(
  { views, translate, rerank, constraints }: QueryOptions,
  signal?: AbortSignal,
): SearchOptions {
  return {
    ...(views ? { views } : {}),
    ...(translate ? { translate } : {}),
    ...(rerank === false ? { rerank } : {}),
    ...(constraints === false ? { constraints } : {}),
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
