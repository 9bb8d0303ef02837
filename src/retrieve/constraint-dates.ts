import type { Filter } from '../store/filter.ts';
import { asksForFacts, endsThere, isNegated, isQuoted, wordsBefore } from './constraint-context.ts';
import { chosenDateFields, type DateField } from './constraint-date-fields.ts';
import { type AskedDates, datesIn } from './constraint-date-words.ts';
import type { ConstraintReader, Reading } from './constraint-reading.ts';

/** What a date tells in figures and events is not when the document was made: "revenue in 2023". */
const events =
  /^(?:revenues?|sales|incomes?|profits?|earnings|cash|debts?|growth|costs?|expenses|results?|population|elections?|wars?|crisis|margins?|losses|dividends?|shares?|rates?|emissions?|temperatures?|gdp|inflation|events?|happened|occurred|changed?|history|born|died|began|started|ended|founded|established|ordered|order|due|valid|expir\p{L}*|good|until|umsatz|gewinn|wachstum|geboren|gegründet)$/u;
const documents =
  /^(?:photos?|photographs?|pictures?|images?|pics?|shots?|snapshots?|screenshots?|scans?|reports?|documents?|docs|files?|pdfs?|papers?|articles?|stud(?:y|ies)|e-?mails?|mails?|letters?|messages?|invoices?|receipts?|slides?|decks?|presentations?|filings?|records?|notes?|minutes|statements?|contracts?|models?|products?|items?|books?|editions?|issues?|posts?|tables?|charts?|ones?|those|anything|everything|something|bilder|fotos|berichte?|dokumente?|dateien|rechnung(?:en)?)$/u;
const making =
  /^(?:published|released|taken|written|created|made|dated|sent|received|filed|issued|built|launched|shot|produced|printed|signed|aufgenommen|veröffentlicht|erschienen)$/u;

/** When something is from: `from 2024`, `in March 2025`, `seit 2020`, `between 2019 and 2021`. */
export const readDates: ConstraintReader = (question, { fields, now }) =>
  datesIn(question, now).flatMap((asked): Reading[] => {
    const { start, end, relation, meaning } = asked;
    if (isQuoted(question, start) || isNegated(question, start) || !endsThere(question, end)) return [];
    if (!isOfDocument(question, start, relation)) return [];
    const chosen = chosenDateFields(fields, wordsBefore(question, start, 4));
    const parts = chosen.flatMap((field) => conditionOn(field, asked) ?? []);
    const [part] = parts;
    // Each field must be able to tell, or what is dated by another one would be lost.
    if (!part || parts.length < chosen.length) return [];
    const filter: Filter = parts.length === 1 ? part : { op: 'or', all: parts };
    return [{ start, end, filter, meaning: `${chosen.map((field) => field.name).join(' or ')} ${meaning}` }];
  });

/** Undefined where the field knows dates less precisely than is asked, as one of years does months. */
function conditionOn({ name, precision }: DateField, { tests, anyOf }: AskedDates): Filter | undefined {
  if ([...(anyOf ?? []), ...tests.map(([, value]) => value)].some((value) => value.length > precision))
    return undefined;
  if (anyOf) return { op: 'in', field: name, values: anyOf.map(plain) };
  const all = tests.map(([test, value]): Filter => ({ op: 'compare', field: name, test, value: plain(value) }));
  return all.length === 1 ? all[0] : { op: 'and', all };
}

/** Years are numbers in the filter language. */
function plain(value: string): string | number {
  return value.length === 4 ? Number(value) : value;
}

/** Whether it is the thing looked for that has the date, and not what it tells of. */
function isOfDocument(question: string, start: number, relation: string): boolean {
  const before = wordsBefore(question, start, 8).filter(
    (word) => !/^(?:is|are|was|were|that|which|only|been|have|has|be|the|a|an|of|our|its|in)$/.test(word),
  );
  const [last = ''] = before;
  const isLoose = /^(?:in|im|during|between)$/.test(relation);
  // "Who signed the contract in 2021?": the signing has the date.
  if (asksForFacts(question)) return making.test(last) || (documents.test(last) && !isLoose);
  if (before.slice(0, 3).some((word) => events.test(word))) return making.test(last) || documents.test(last);
  return !isLoose || before.some((word) => making.test(word) || documents.test(word));
}
