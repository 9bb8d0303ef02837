import { type KnownField, nameWords } from './constraint-fields.ts';

export interface DateField {
  readonly name: string;
  /** Characters of the most precise date met: 4 for years, 7 for months, 10 for days. */
  readonly precision: number;
}

/** Fields that say when a thing is from, and the words of questions that point at one of them. */
const meanings: readonly (readonly [string, RegExp])[] = [
  ['taken', /^(?:taken|shot|photographed|aufgenommen)$/],
  ['published', /^(?:published|publication|erschienen|veröffentlicht)$/],
  ['released', /^(?:released|release|launched)$/],
  ['sent', /^(?:sent|received|mails?|e-?mails?|gesendet)$/],
  ['created', /^(?:created|made|written|erstellt)$/],
  ['filed', /^(?:filed|filings?)$/],
  ['issued', /^(?:issued)$/],
  ['modified', /^(?:modified|updated|changed|edited|geändert)$/],
];
const general = new Set(['date', 'datum', 'year', 'jahr', 'day', 'tag', 'month', 'season']);
/** Dates of something else, which are meant only when they are named. */
const other = new Set([
  ...[
    'modified',
    'updated',
    'changed',
    'indexed',
    'expires',
    'expiry',
    'expiration',
    'valid',
    'due',
    'birth',
    'born',
    'birthday',
  ],
  ...['accessed', 'deleted', 'restock', 'end', 'until', 'warranty', 'geändert', 'gültig', 'founded', 'established'],
]);

/**
 * The date fields that a question means, given the words before its date: those whose meaning it names, else those that
 * say when a thing is from, else the only one there is. None where several could be meant.
 */
export function chosenDateFields(fields: readonly KnownField[], before: readonly string[]): DateField[] {
  const dates = fields.filter((field) => field.kind === 'date');
  const has = (field: KnownField, wanted: (word: string) => boolean): boolean =>
    nameWords(field.name).some((word) => wanted(word.replace(/^takenat$/, 'taken')));
  for (const [meaning, words] of meanings) {
    if (!before.some((word) => words.test(word))) continue;
    const named = dates.filter((field) => has(field, (word) => word === meaning || words.test(word)));
    if (named.length > 0) return named.map(dateField);
  }
  const usual = dates.filter((field) => !has(field, (word) => other.has(word)));
  const own = usual.filter((field) =>
    has(field, (word) => general.has(word) || meanings.some(([meaning]) => word === meaning)),
  );
  if (own.length > 0) return own.map(dateField);
  return usual.length === 1 ? usual.map(dateField) : [];
}

function dateField({ name, min, max }: KnownField): DateField {
  const lengths = [min, max].map((value) => (typeof value === 'string' ? value.length : 0));
  const longest = Math.max(...lengths);
  return { name, precision: longest === 0 ? 10 : longest };
}
