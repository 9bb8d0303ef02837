import type { Filter } from '../store/filter.ts';
import { captionNames } from '../support/caption-names.ts';
import { asksForSlide } from '../support/query-terms.ts';

const numbered = /(?<![\p{L}\p{N}])(\p{L}{1,13})\.?\s*([A-Z]?-?\d+(?:[.-]\d+)*)[a-z]?(?![\p{L}\p{N}])/giu;

/**
 * The label a question names, as captions are labelled: `Figure 3` for "what does fig. 3a show?". Undefined when it names
 * none.
 */
export function askedLabel(question: string): string | undefined {
  for (const [, word = '', number = ''] of question.matchAll(numbered)) {
    const known = captionNames.get(word.toLowerCase());
    if (known) return `${known.name} ${number.toUpperCase()}`;
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
