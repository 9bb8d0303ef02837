import { z } from 'zod';
import { type ViewName, viewNames } from '../data/segment.ts';
import { SightlineError } from './errors.ts';

/** How much more or less than usual each view is believed: factors, 1 for a view that is not named. */
export type ViewWeights = Readonly<Partial<Record<ViewName, number>>>;

/** Enough for any ratio that is not meant as all or nothing, for which there is 0. */
const greatest = 1000;
const weight = z.number().min(0).max(greatest);
const fields = z.strictObject({ keyword: weight.optional(), text: weight.optional(), image: weight.optional() });

/**
 * Weights of views from what a person or a file gives: an object (`{"text": 2}`), its JSON, or `text:2,image:0.5`.
 *
 * @throws SightlineError 'bad-option' for another view, a weight below 0, and weights that leave no view.
 */
export function parseWeights(given: unknown): ViewWeights {
  const parsed = fields.safeParse(typeof given === 'string' ? fromText(given) : given);
  if (!parsed.success) throw wrong(given);
  const named = viewNames.flatMap((view) => {
    const value = parsed.data[view];
    return value === undefined ? [] : [[view, value] as const];
  });
  if (named.length === viewNames.length && named.every(([, value]) => value === 0)) throw wrong(given);
  return Object.fromEntries(named);
}

/** `text:2,image:0.5`, views in their usual order; empty where there is no weight. */
export function describeWeights(weights: ViewWeights, between = ':', after = ','): string {
  return viewNames
    .flatMap((view) => (weights[view] === undefined ? [] : [`${view}${between}${weights[view]}`]))
    .join(after);
}

function fromText(text: string): unknown {
  if (text.trim().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  const pairs = text.split(',').map((part) => {
    const [, view = '', value = ''] = /^\s*([a-z]+)\s*[:=]\s*(\d*\.?\d+)\s*$/i.exec(part) ?? [];
    return [view.toLowerCase(), value === '' ? undefined : Number(value)] as const;
  });
  const views = new Set(pairs.map(([view]) => view));
  // The same view twice has two weights, and which is meant cannot be known.
  return views.size === pairs.length && !views.has('') ? Object.fromEntries(pairs) : undefined;
}

function wrong(given: unknown): SightlineError {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const shown = text === undefined ? 'nothing' : text.slice(0, 100);
  return new SightlineError('bad-option', `${shown} are not weights of views.`, {
    remedy: `Write such as text:2,image:0.5, with ${viewNames.join(', ')} and factors from 0 to ${greatest}, one above 0.`,
  });
}
