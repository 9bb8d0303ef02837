import type { Constraint, SearchBody } from '../api/types.ts';

/**
 * The server reads a question's conditions all or not at all. To keep some, those are written as a filter and their words
 * are taken out of the text; the words of the others stay, and count as words.
 */
export function withoutConstraints(
  body: SearchBody,
  found: readonly Constraint[],
  without: readonly Constraint[],
): SearchBody {
  const kept = found.filter((constraint) => !without.includes(constraint));
  let text = body.text ?? '';
  for (const { text: words } of kept) text = text.replace(words, ' ');
  text = text.replace(/\s+/g, ' ').trim();
  const filters = [body.filter, ...kept.map(({ filter }) => filter)].filter((part) => part !== undefined);
  const { text: _text, filter: _filter, ...rest } = body;
  return {
    ...rest,
    ...(text !== '' && { text }),
    ...(filters.length > 0 && { filter: filters.map((part) => `(${part})`).join(' and ') }),
    constraints: false,
  };
}
