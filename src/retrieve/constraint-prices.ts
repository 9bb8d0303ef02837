import type { Filter } from '../store/filter.ts';
import { type Bound, boundsIn, currencies } from './constraint-bounds.ts';
import { asksForFacts, endsThere, isNegated, isQuoted, wordsBefore } from './constraint-context.ts';
import { type KnownField, nameWords } from './constraint-fields.ts';
import { boundFilter, boundMeaning } from './constraint-limits.ts';
import type { ConstraintReader, Reading } from './constraint-reading.ts';

const priceNames = new Set(['price', 'preis', 'prices', 'cost', 'costs', 'amount', 'betrag', 'kosten', 'prix', 'msrp']);
const currencyCodes: Readonly<Record<string, readonly string[]>> = {
  $: ['$', 'usd', 'us$', 'dollar', 'dollars'],
  '€': ['€', 'eur', 'euro', 'euros'],
  '£': ['£', 'gbp', 'pound', 'pounds'],
};

/** Numbers below, without a currency, are more often ages, sizes and counts. */
const smallestBare = 20;

/** What is so much is no thing with a price, but an order, a saving, or what a figure did. */
const otherAmounts =
  /^(?:orders?|purchases?|savings?|saves?|saved|discounts?|refunds?|refunded|revenues?|sales|profits?|incomes?|earnings|loss(?:es)?|debts?|fees?|fines?|taxe?s?|salar(?:y|ies)|wages?|deposits?|shares?|stocks|oil|fell|falls?|fall(?:en|ing)|drop(?:s|ped)?|rose|rises?|rising|grew|grows?|went|goes|go|trade[sd]?|trading|clos(?:e[sd]?|ing)|climb(?:s|ed)?|sank|stay(?:s|ed)?|increased?|decreased?|invest(?:s|ed|ing)?|donat\p{L}*|bestellungen|umsatz|gewinn|verlust|rabatt|fiel|stieg)$/u;
/** Measures of other things, before a number that has no unit. */
const otherMeasures =
  /^(?:temperatures?|age[sd]?|sizes?|weights?|heights?|widths?|lengths?|depths?|rat(?:ed|ing|ings|es?)|pages?|models?|versions?|numbers?|scores?|speeds?|altitudes?|kids|employees|workers|staff|wom[ae]n|m[ae]n|boys?|girls?|children|people|persons|years?|weigh\p{L}*|number|nr|watts?|type|typ|chapter|section|figure|table|group|limits?|pressures?|voltages?|seite|seiten|temperatur|alter|größe)$/u;

/** Prices: `under $200`, `zwischen 100 und 200 Euro`, `cheaper than 150`. */
export const readPrices: ConstraintReader = (question, { fields }) => {
  const field = priceField(fields);
  if (!field || asksForFacts(question)) return [];
  return boundsIn(question).flatMap((bound): Reading[] => {
    const { start, end, unit } = bound;
    if (isQuoted(question, start) || isNegated(question, start) || !isPrice(question, bound, field)) return [];
    const currency = unit === undefined ? 'same' : currencyCondition(unit, field, fields);
    if (currency === 'other') return [];
    const within = boundFilter(field.name, bound);
    const filter: Filter =
      currency === 'same' ? within : { op: 'and', all: [...(within.op === 'and' ? within.all : [within]), currency] };
    return [{ start, end, filter, meaning: boundMeaning(field.name, bound, unit) }];
  });
};

function isPrice(
  question: string,
  { start, end, unit, measure, low, high, around }: Bound,
  field: KnownField,
): boolean {
  if (unit !== undefined && !currencies.has(unit)) return false;
  if (measure !== undefined && measure !== 'price') return false;
  const [last = '', ...earlier] = wordsBefore(question, start, 3);
  if (otherAmounts.test(last) || (/^(?:of|on|to|at|by|is|are|was)$/.test(last) && otherAmounts.test(earlier[0] ?? '')))
    return false;
  // "$200 million", "$100 bills" and "$50 gift cards" are no limits.
  if (
    /^\s*(?:million|billion|trillion|mio|mrd|mln|bn|m|b|per|an? (?:hour|day|week|month|year)|pro|off|discount|notes?|bills?|gift)(?!\p{L})/iu.test(
      question.slice(end),
    )
  )
    return false;
  if (!endsThere(question, end) && (unit === undefined || around)) return false;
  if (unit !== undefined || measure === 'price') return true;
  // "About 30" may be an age, a count or a time.
  if (around) return false;
  // A bare number is a price only where it divides the prices there are.
  if ([last, ...earlier].some((word) => otherMeasures.test(word))) return false;
  return [low, high].every((limit) => limit === undefined || isInside(limit.value, field));
}

function isInside(value: number, { min, max }: KnownField): boolean {
  return typeof min === 'number' && typeof max === 'number' && value >= Math.max(min, smallestBare) && value <= max;
}

/** The field that says most plainly that it is a price: `price` before `price_old`, `cost` or `shippingAmount`. */
function priceField(fields: readonly KnownField[]): KnownField | undefined {
  const found = fields.filter(
    (field) => field.kind === 'number' && nameWords(field.name).some((word) => priceNames.has(word)),
  );
  const rank = (field: KnownField): number => {
    const words = nameWords(field.name);
    return words.length * 10 + [...priceNames].findIndex((name) => words.includes(name));
  };
  return found.sort((a, b) => rank(a) - rank(b))[0];
}

/** A condition on the currency where several are in use, `same` where none is needed, `other` where it is another one. */
function currencyCondition(unit: string, field: KnownField, fields: readonly KnownField[]): Filter | 'same' | 'other' {
  const codes = currencyCodes[unit] ?? [];
  const isCode = (word: string): boolean => Object.values(currencyCodes).some((all) => all.includes(word));
  const named = nameWords(field.name).filter(isCode);
  if (named.length > 0) return named.some((word) => codes.includes(word)) ? 'same' : 'other';
  const currency = fields.find(
    ({ name, kind }) => kind === 'text' && [`${field.name}.currency`, 'currency', 'währung'].includes(name),
  );
  if (!currency?.values) return 'same';
  const fitting = currency.values.filter((value) => codes.includes(value.trim().toLowerCase()));
  if (fitting.length === 0) return 'other';
  return fitting.length === currency.values.length ? 'same' : { op: 'in', field: currency.name, values: fitting };
}
