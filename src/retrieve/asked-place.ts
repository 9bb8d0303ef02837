import type { Filter } from '../store/filter.ts';
import { asksForSlide } from '../support/query-terms.ts';

/** What captions are called, as readers normalise it, and how questions write it. */
const names: readonly (readonly [name: string, written: string])[] = [
  ['Figure', 'figures?|figs?\\.?|abb(?:ildung|\\.)?|figura'],
  ['Table', 'tables?|tab\\.?|tabelle|tabla|tableau'],
  ['Chart', 'charts?'],
  ['Exhibit', 'exhibits?'],
  ['Diagram', 'diagrams?'],
  ['Scheme', 'schemes?'],
  ['Plate', 'plates?'],
];
const patterns = names.map(
  ([name, written]) =>
    [
      name,
      new RegExp(`(?<![\\p{L}\\p{N}])(?:${written})\\s*([A-Z]?-?\\d+(?:[.-]\\d+)*)[a-z]?(?![\\p{L}\\p{N}])`, 'iu'),
    ] as const,
);

/**
 * The label a question names, as captions are labelled: `Figure 3` for "what does fig. 3a show?". Undefined when it names
 * none.
 */
export function askedLabel(question: string): string | undefined {
  for (const [name, pattern] of patterns) {
    const number = pattern.exec(question)?.[1];
    if (number !== undefined) return `${name} ${number.toUpperCase()}`;
  }
  return undefined;
}

/** What a question asks for by name: the filter that finds it, and a sentence for people. */
export interface AskedPlace {
  readonly filter: Filter;
  readonly note: string;
}

/** A numbered figure or table that a question names, or the slides when it asks which of them; undefined when neither. */
export function askedPlace(question: string): AskedPlace | undefined {
  const label = askedLabel(question);
  if (label !== undefined)
    return {
      filter: { op: 'compare', field: 'label', test: '=', value: label },
      note: `${label} is asked for, and comes first.`,
    };
  if (!asksForSlide(question)) return undefined;
  return {
    filter: { op: 'compare', field: 'kind', test: '=', value: 'slide' },
    note: 'Slides are asked for, and come first.',
  };
}
