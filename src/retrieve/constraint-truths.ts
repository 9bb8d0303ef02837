import type { Filter } from '../store/filter.ts';
import { asksForFacts, isNegated, isQuoted } from './constraint-context.ts';
import { type KnownField, nameWords } from './constraint-fields.ts';
import type { ConstraintReader, Reading } from './constraint-reading.ts';

interface Truth {
  /** The names of fields that say it, as their words without blanks. */
  readonly names: readonly string[];
  readonly pattern: RegExp;
  readonly value: boolean;
}

const inStock = ['instock', 'isinstock', 'available', 'isavailable', 'lieferbar', 'verfügbar', 'auflager'];
const onSale = ['onsale', 'isonsale', 'discounted', 'reduced', 'reduziert', 'imangebot'];
const phrase = (words: string): RegExp => new RegExp(`(?<![\\p{L}-])(?:${words})(?![\\p{L}-])`, 'giu');

const truths: readonly Truth[] = [
  {
    names: inStock,
    pattern: phrase('(?:(?:that|which) (?:is|are) |currently )?in[- ]stock|auf Lager|lieferbar'),
    value: true,
  },
  {
    names: inStock,
    pattern: phrase('(?:(?:that|which) (?:is|are) )?(?:out of|not in) stock|nicht lieferbar|nicht auf Lager'),
    value: false,
  },
  { names: ['soldout', 'ausverkauft'], pattern: phrase('sold out|ausverkauft'), value: true },
  { names: onSale, pattern: phrase('(?:(?:that|which) (?:is|are) )?on sale|im Angebot'), value: true },
  { names: ['freeshipping', 'freedelivery'], pattern: phrase('(?:with )?free (?:shipping|delivery)'), value: true },
];

/** What a field says by yes or no: `in stock` where there is an `in_stock` or `inStock`. */
export const readTruths: ConstraintReader = (question, { fields }) => {
  if (asksForFacts(question)) return [];
  return truths.flatMap(({ names, pattern, value }) => {
    const field = fields.find((one) => one.kind === 'boolean' && names.includes(nameWords(one.name).join('')));
    if (!field) return [];
    return [...question.matchAll(pattern)].flatMap((match): Reading[] => {
      const start = match.index;
      if (
        isQuoted(question, start) ||
        isNegated(question, start) ||
        isOfSomething(question.slice(start + match[0].length))
      )
        return [];
      return [
        {
          start,
          end: start + match[0].length,
          filter: isTrue(field, value),
          meaning: `${field.name} ${value ? 'true' : 'false'}`,
        },
      ];
    });
  });
};

/** `in stock photography`, `on sale days`: part of another name. */
function isOfSomething(after: string): boolean {
  return /^\s*(?:photo|photograph|keeping|market|exchange|option|trading|price|item|control|level|day|date|event|sign|banner|polic|term)/iu.test(
    after,
  );
}

function isTrue(field: KnownField, value: boolean): Filter {
  return { op: 'compare', field: field.name, test: '=', value };
}
