import { viewNames } from '../data/segment.ts';
import type { SearchOptions } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';

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
  views: { what: `some of ${viewNames.join(', ')}`, read: (value) => ({ views: value.split(',').map(viewOf) }) },
  weights: { what: 'how much views are believed: text:2,image:0.5', read: readWeights },
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

function viewOf(text: string): (typeof viewNames)[number] {
  const view = viewNames.find((one) => one === text.trim());
  if (view === undefined) throw new RangeError(text);
  return view;
}

function isOn(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new RangeError(text);
  return text === 'on';
}

function readWeights(text: string): SearchOptions {
  const weights = text.split(',').map((part) => {
    const [view = '', value = ''] = part.split(':');
    const weight = Number(value);
    if (!/^\d*\.?\d+$/.test(value) || !Number.isFinite(weight)) throw new RangeError(part);
    return [viewOf(view), weight] as const;
  });
  return { weights: Object.fromEntries(weights) };
}
