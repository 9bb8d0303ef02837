import { viewNames } from '../data/segment.ts';
import { fusionNames, strategyChoices } from '../data/strategy.ts';
import type { SearchOptions } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { parseWeights } from '../support/view-weights.ts';

/** One way of searching, as `sightline compare` takes it: settings of the index, and options of each search. */
export interface SearchVariant {
  /** As it was written. */
  readonly name: string;
  /** Settings that differ from those of the command line. */
  readonly settings: Readonly<Record<string, string>>;
  readonly search: SearchOptions;
}

/** What a part of a variant does: a setting to open the index with, or an option of its searches. */
type Part =
  | { readonly setting: string; readonly what: string }
  | { readonly what: string; read(value: string): SearchOptions };

/** Every key that a variant may have, with what it takes. */
const parts: Readonly<Record<string, Part>> = {
  index: { setting: 'index', what: 'folder of another index' },
  strategy: {
    what: `one of ${strategyChoices.join(', ')}`,
    read: (value) => ({ strategy: oneOf(strategyChoices, value) }),
  },
  fusion: { what: `one of ${fusionNames.join(', ')}`, read: (value) => ({ fusion: oneOf(fusionNames, value) }) },
  views: {
    what: `some of ${viewNames.join(', ')}`,
    read: (value) => ({ views: value.split(',').map((view) => oneOf(viewNames, view)) }),
  },
  weights: {
    what: 'how much more or less views are believed: text:2,image:0.5',
    read: (value) => ({ weights: parseWeights(value) }),
  },
  'picture-share': {
    what: 'the share of the picture beside words, 0 to 1',
    read: (value) => ({ pictureShare: share(value) }),
  },
  diversity: {
    what: 'how much hits like those before them count less, 0 to 1',
    read: (value) => ({ diversity: share(value) }),
  },
  rerank: { what: 'on or off', read: (value) => ({ rerank: isOn(value) }) },
  translate: { what: 'on or off', read: (value) => ({ translate: isOn(value) }) },
  reranker: { setting: 'reranker', what: 'another reranker, vendor:model' },
  'rerank-depth': { setting: 'rerankDepth', what: 'how many hits it looks at' },
  generator: { setting: 'generator', what: 'another generator, vendor:model' },
};

/** A variant that changes nothing. */
export const plainVariant = 'default';

/** One line a key, for help. */
export function describeVariantKeys(): string[] {
  const width = Math.max(...Object.keys(parts).map((key) => key.length)) + 1;
  return Object.entries(parts).map(([key, { what }]) => `  ${`${key}=`.padEnd(width)}  ${what}`);
}

/**
 * Parses a variant: `views=text,image`, `index=other`, `rerank=off`, or several with commas, semicolons or blanks between
 * them: `views=text,rerank=off`. A value goes on until the next key, so that folders may have blanks and commas.
 *
 * @throws SightlineError 'bad-option'.
 */
export function parseVariant(text: string): SearchVariant {
  const name = text.trim();
  const settings: Record<string, string> = {};
  let search: SearchOptions = {};
  for (const part of name === plainVariant ? [] : name.split(/[\s,;]+(?=[a-z-]+=)/)) {
    const [, key = '', value = ''] = /^([a-z-]+)=(.+)$/s.exec(part) ?? [];
    const known = Object.hasOwn(parts, key) ? parts[key] : undefined;
    if (!known)
      throw wrong(name, key === '' ? 'It is not written as key=value.' : `There is no ${JSON.stringify(key)}.`);
    if ('setting' in known) settings[known.setting] = value;
    else {
      try {
        search = { ...search, ...known.read(value.trim().toLowerCase()) };
      } catch {
        throw wrong(name, `${JSON.stringify(key)} takes ${known.what}.`);
      }
    }
  }
  return { name, settings, search };
}

function wrong(name: string, why: string): SightlineError {
  return new SightlineError('bad-option', `The variant ${JSON.stringify(name)} cannot be used. ${why}`, {
    remedy: `Write "${plainVariant}", or one or more of ${Object.keys(parts).join(', ')}, such as views=text,rerank=off.`,
  });
}

function oneOf<T extends string>(choices: readonly T[], text: string): T {
  const choice = choices.find((one) => one === text.trim());
  if (choice === undefined) throw new RangeError(text);
  return choice;
}

function share(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value > 1) throw new RangeError(text);
  return value;
}

function isOn(text: string): boolean {
  return oneOf(['on', 'off'], text) === 'on';
}
