import type { MetadataValue } from '../../data/segment.ts';

/** A record's scalars and lists of words by their column; inside objects, names are joined with dots. */
export type FlatRecord = ReadonlyMap<string, MetadataValue>;

const maxDepth = 5;
const maxColumns = 300;
const maxListed = 100;
/** Objects taken from a list of objects, such as the variants of a product. */
const maxObjects = 5;

/** Brings a record to one level. What is empty is left out; numbers that are not finite are too. */
export function flattenRecord(record: Readonly<Record<string, unknown>>): FlatRecord {
  const found = new Map<string, MetadataValue>();
  const add = (column: string, value: unknown, depth: number): void => {
    if (found.size >= maxColumns || value === null || value === undefined) return;
    if (typeof value === 'string') {
      const text = wellFormed(value.trim());
      if (text !== '') found.set(column, text);
    } else if (typeof value === 'number' ? Number.isFinite(value) : typeof value === 'boolean') {
      found.set(column, value as number | boolean);
    } else if (Array.isArray(value)) addList(column, value, depth);
    else if (typeof value === 'object' && depth < maxDepth)
      for (const [key, item] of Object.entries(value)) add(column === '' ? key : `${column}.${key}`, item, depth + 1);
  };
  const addList = (column: string, list: readonly unknown[], depth: number): void => {
    const scalars = list.filter((item) => ['string', 'number', 'boolean'].includes(typeof item));
    if (scalars.length > 0) {
      const words = scalars.slice(0, maxListed).map((item) => wellFormed(String(item).trim()));
      found.set(
        column,
        words.filter((word) => word !== ''),
      );
    } else if (depth < maxDepth)
      for (const [index, item] of list.slice(0, maxObjects).entries()) add(`${column}.${index}`, item, depth + 1);
  };
  for (const [key, item] of Object.entries(record))
    if (key.trim() !== '' && key !== '__proto__') add(wellFormed(key.trim()), item, 1);
  return found;
}

/** JSON can escape half a character (`\ud83e`), which no encoding can store. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** What a cell of a CSV file means: a number, a truth or text; codes with leading zeros, such as `00123`, stay text. */
export function typedCell(text: string, decimalComma: boolean): MetadataValue {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const plain = decimalComma && /^[-+]?\d+,\d+$/.test(text) ? text.replace(',', '.') : text;
  if (/^[-+]?(?:(?:0|[1-9]\d{0,14})(?:\.\d{0,15})?|\.\d{1,15})(?:e[-+]?\d{1,2})?$/i.test(plain)) return Number(plain);
  if (/^[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return Number(text.replaceAll(',', ''));
  return text;
}

const amount = /(\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,4})?)/.source;
const currency = /([$€£¥₹₩]|[A-Z]{2}\$|(?:AUD|CAD|CHF|CNY|DKK|EUR|GBP|INR|JPY|KRW|NOK|NZD|PLN|SEK|USD))/.source;
const money = new RegExp(`^(?:${currency}\\s?(-?)${amount}|(-?)${amount}\\s?${currency})$`);

/** An amount of money written with its currency (`$1,299.00`, `12,50 €`); undefined for anything else. */
export function readMoney(text: string): { readonly amount: number; readonly currency: string } | undefined {
  const found = text.length > 40 ? null : money.exec(text.trim());
  if (!found) return undefined;
  const [, before, sign = '', first, sign2 = '', second, behind] = found;
  const digits = (first ?? second ?? '').replace(/[' ]/g, '');
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  // Three digits behind a single mark are thousands; anything else behind the last mark is the fraction.
  const marks = digits.match(/[.,]/g) ?? [];
  const fraction = last >= 0 && (digits.length - last !== 4 || new Set(marks).size === 2);
  const whole = (fraction ? digits.slice(0, last) : digits).replace(/[.,]/g, '');
  const value = Number(`${sign || sign2}${whole}${fraction ? `.${digits.slice(last + 1)}` : ''}`);
  return { amount: value, currency: before ?? behind ?? '' };
}
