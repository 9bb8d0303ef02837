import { datesIn } from './claim-dates.ts';
import { currencies, type Unit, unitNamed } from './claim-units.ts';

/** A number in a text, with its unit where it has one, or a date. */
export interface Measure {
  /** As it stands there: `$1,200`, `45 cm`, `14 March 2026`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** NaN for what is compared as a whole: dates, times, versions. */
  readonly value: number;
  readonly unit?: Unit;
  /** What is compared instead of a value; a date without a year is one of any year. */
  readonly exact?: { readonly key: string; readonly year?: number };
  /** Written as a word. `one` and `a` often count nothing and are not asked for. */
  readonly word?: 'weak' | 'plain';
}

const ones =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const germanOnes = 'null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf'.split(' ');
const wordValues = new Map([
  ...ones.map((word, value) => [word, value] as const),
  ...tens.map((word, i) => [word, 20 + 10 * i] as const),
  ...germanOnes.map((word, value) => [word, value] as const),
  ['hundred', 100] as const,
]);
const scales = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['millions', 1e6],
  ['mio', 1e6],
  ['billion', 1e9],
  ['billions', 1e9],
  ['bn', 1e9],
  ['mrd', 1e9],
]);
const fractions: Readonly<Record<string, number>> = { '½': 0.5, '¼': 0.25, '¾': 0.75, '⅓': 1 / 3, '⅔': 2 / 3 };

const number =
  /(?<![\p{L}\p{N}]|\p{L}[-_])(?<![\p{N}][.,])([$€£¥])?\s?((?<=^|[\s(])[-−])?([$€£¥])?(\d{1,3}(?: \d{3}){1,4}(?![\d.,]\d|\d)(?=\s?[\p{L}%°€$£])|\d{1,15}(?:[.,'’\u00a0\u202f\u2009]\d{1,15}){0,8}[½¼¾⅓⅔]?|[½¼¾⅓⅔])/gu;
const numberWord = new RegExp(
  `(?<![\\p{L}\\p{N}-])(?:(${tens.join('|')})-(${ones.slice(1, 10).join('|')})|(${[...wordValues.keys()].join('|')})|(an?|each|per|every))(?![\\p{L}\\p{N}])`,
  'giu',
);
const unitAfter =
  /^[ \u00a0\u202f-]?(?:(?:working|business|full|whole) )?(°\s?[CF](?!\p{L})|[%‰°℃℉$€£¥]|\p{L}{1,14}(?:\/\p{L}{1,2})?)(?![\p{L}\p{N}])/u;
const fieldUnit = /_(\p{L}{1,6}):\s*$/u;
const ranged = /^\s?(?:[-–]|to|by|x|×|bis|mal|and|or|und|oder)\s?$/u;

/** The numbers of a text, in order. `isGerman` decides what `1.200` and `1,200` mean; elsewhere they are 1.2 and 1,200. */
export function measures(text: string, isGerman = false): Measure[] {
  const found: Measure[] = [];
  const taken = datesIn(text);
  found.push(...taken.map((date) => ({ ...date, value: Number.NaN })));
  let next = 0;
  for (const match of text.matchAll(number)) {
    while ((taken[next]?.end ?? Number.POSITIVE_INFINITY) <= match.index) next++;
    if ((taken[next]?.start ?? Number.POSITIVE_INFINITY) < match.index + match[0].length) continue;
    found.push(...numbersAt(text, match, isGerman));
  }
  for (const match of text.matchAll(numberWord)) {
    const [all, ten, one, single, article] = match;
    const unit = unitFrom(text, match.index + all.length);
    // `a week` is one week; any other `a` is no number.
    if (article && (!unit.unit || !['time', 'months'].includes(unit.unit.dimension))) continue;
    const value = ten
      ? (wordValues.get(ten.toLowerCase()) ?? 0) + ones.indexOf((one ?? '').toLowerCase())
      : article
        ? 1
        : wordValues.get((single ?? '').toLowerCase());
    if (value === undefined) continue;
    const { end, ...rest } = unit;
    found.push({
      text: text.slice(match.index, end),
      start: match.index,
      end,
      value,
      ...rest,
      word: value <= 1 ? 'weak' : 'plain',
    });
  }
  found.sort((a, b) => a.start - b.start);
  return withSharedUnits(found, text);
}

/** Whether a number of a claim is one of the evidence. A unit that only one side names is taken to be meant on the other. */
export function sameMeasure(claimed: Measure, evidence: Measure): boolean {
  if (claimed.exact || evidence.exact) {
    if (!claimed.exact || !evidence.exact) return isYearOf(claimed, evidence);
    const [a, b] = [claimed.exact, evidence.exact];
    return a.key === b.key && (a.year === undefined || b.year === undefined || a.year === b.year);
  }
  const [a, b] = [claimed.unit, evidence.unit];
  if (!a || !b) return near(claimed.value, evidence.value, 1e-9);
  if (a.dimension !== b.dimension) return bothDegrees(a, b) && near(claimed.value, evidence.value, 1e-9);
  const isRounded = a.factor !== b.factor && a.isImperial !== b.isImperial;
  return near(inBase(claimed.value, a), inBase(evidence.value, b), isRounded ? 0.02 : 1e-6);
}

/**
 * Whether a claim's number stands among those of one piece of evidence. Where the piece has numbers in the claim's unit, one
 * without a unit is not meant.
 */
export function isAmong(claimed: Measure, evidence: readonly Measure[]): boolean {
  const { unit } = claimed;
  const isNamed = unit !== undefined && evidence.some((one) => one.unit?.dimension === unit.dimension);
  return evidence.some((one) => !(isNamed && !one.unit) && sameMeasure(claimed, one));
}

/** Whether two numbers are of one kind, so that one may stand where the other should. */
export function sameKind(a: Measure, b: Measure): boolean {
  if (a.exact || b.exact) return Boolean(a.exact && b.exact);
  if (a.unit && b.unit) return a.unit.dimension === b.unit.dimension || bothDegrees(a.unit, b.unit);
  return !a.unit && !b.unit;
}

/** Currencies named anywhere in a text, as codes. */
export function currenciesIn(found: readonly Measure[], text: string): ReadonlySet<string> {
  const named = [...text.matchAll(/(?<![\p{L}])(?:[A-Z]{3}|dollars?|euros?)(?![\p{L}])|[$€£¥]/gu)];
  const units = [...found.map(({ unit }) => unit), ...named.map(([name]) => unitNamed(name))];
  return new Set(units.flatMap((unit) => (unit && currencies.has(unit.dimension) ? [unit.dimension] : [])));
}

function numbersAt(text: string, match: RegExpExecArray, isGerman: boolean): Measure[] {
  const [all, before, sign, inner, digits = ''] = match;
  const start = match.index + (all.length - all.trimStart().length);
  const numberEnd = match.index + all.length;
  const symbol = before ?? inner;
  let { end, unit } = unitFrom(text, numberEnd);
  let factor = 1;
  const scale = /^[ \u00a0]?(\p{L}{2,8})\.?(?!\p{L})/u.exec(text.slice(numberEnd, numberEnd + 12));
  const scaled = scale && scales.get((scale[1] ?? '').toLowerCase());
  if (scale && scaled) {
    factor = scaled;
    ({ end, unit } = unitFrom(text, numberEnd + scale[0].length));
  }
  const ordinal = /^(?:st|nd|rd|th)(?!\p{L})/u.test(text.slice(numberEnd, numberEnd + 4));
  // Letters that are no unit make it a name: `3D`, `R5b`.
  if (!unit && !ordinal && /^[\p{L}_]/u.test(text.slice(numberEnd, numberEnd + 2))) return [];
  unit = (symbol ? unitNamed(symbol) : undefined) ?? unit ?? fieldUnitBefore(text, start);
  const readings = numberOf(digits, isGerman);
  const place = { text: text.slice(start, end), start, end };
  if (readings.length === 0) return [{ ...place, value: Number.NaN, exact: { key: digits } }];
  return readings.map((value) => ({
    ...place,
    value: (sign ? -1 : 1) * value * factor,
    ...(unit ? { unit } : {}),
  }));
}

/** Numbers that digits with separators stand for: mostly one, several for `1,5,7`, none for what is no number (`1.2.3`). */
function numberOf(token: string, isGerman: boolean): number[] {
  const fraction = fractions[token.slice(-1)];
  if (fraction !== undefined)
    return token.length === 1 ? [fraction] : numberOf(token.slice(0, -1), isGerman).map((whole) => whole + fraction);
  const digits = /^\d{1,3}(?:[ '’\u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?$/.test(token)
    ? token.replace(/[ '’\u00a0\u202f\u2009]/g, '')
    : token;
  if (/['’\u00a0\u202f\u2009]/.test(digits))
    return digits.split(/['’\u00a0\u202f\u2009]/).flatMap((part) => numberOf(part, isGerman));
  const marks = digits.replace(/\d/g, '');
  if (marks === '') return [Number(digits)];
  const groupedBy = (mark: string): RegExp => new RegExp(`^[1-9]\\d{0,2}(?:\\${mark}\\d{3})+$`);
  const plain = (grouping: string, decimal: string): number[] => {
    const whole = grouping === '' ? digits : digits.replaceAll(grouping, '');
    return [Number(decimal === '' ? whole : whole.replace(decimal, '.'))];
  };
  if (marks.length === 1) {
    const isGrouped = groupedBy(marks).test(digits) && (marks === ',') !== isGerman;
    return isGrouped ? plain(marks, '') : plain('', marks);
  }
  if (/^(?:,+|\.+)$/.test(marks)) {
    if (groupedBy(marks.charAt(0)).test(digits)) return plain(marks.charAt(0), '');
    return marks.startsWith(',') ? digits.split(',').map(Number) : [];
  }
  const [grouping, decimal] = [marks.charAt(0), marks.slice(-1)];
  const cut = digits.lastIndexOf(decimal);
  return groupedBy(grouping).test(digits.slice(0, cut)) ? plain(grouping, decimal) : digits.split(/[.,]/).map(Number);
}

function unitFrom(text: string, at: number): { readonly end: number; readonly unit?: Unit } {
  const match = unitAfter.exec(text.slice(at, at + 34));
  const unit = match?.[1] === undefined ? undefined : unitNamed(match[1]);
  if (!match || !unit) return { end: at };
  // `30 degrees Celsius`.
  const after = /^ (?:C|F|celsius|fahrenheit)(?!\p{L})/iu.exec(
    text.slice(at + match[0].length, at + match[0].length + 14),
  );
  const closer =
    unit.dimension === 'angle' && after
      ? unitNamed(after[0].trim().length === 1 ? `°${after[0].trim()}` : after[0])
      : undefined;
  return { end: at + match[0].length + (closer && after ? after[0].length : 0), unit: closer ?? unit };
}

/** Fields of records carry units in their names: `weight_kg: 6.2`. */
function fieldUnitBefore(text: string, at: number): Unit | undefined {
  const name = fieldUnit.exec(text.slice(Math.max(0, at - 12), at))?.[1];
  return name === undefined ? undefined : unitNamed(name);
}

/** `4 by 5 metres` and `6–8 weeks` name the unit once. */
function withSharedUnits(found: readonly Measure[], text: string): Measure[] {
  return found.map((measure, i) => {
    const next = found[i + 1];
    if (measure.unit || measure.exact || !next?.unit) return measure;
    return next.start - measure.end <= 6 && ranged.test(text.slice(measure.end, next.start))
      ? { ...measure, unit: next.unit }
      : measure;
  });
}

function inBase(value: number, { factor, offset = 0 }: Unit): number {
  return (value + offset) * factor;
}

function near(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}

function bothDegrees(a: Unit, b: Unit): boolean {
  const kinds = new Set([a.dimension, b.dimension]);
  return kinds.has('angle') && kinds.has('temperature');
}

/** `in 2026` of a claim and `14 March 2026` of the evidence. */
function isYearOf(claimed: Measure, evidence: Measure): boolean {
  return !claimed.exact && !claimed.unit && evidence.exact?.year === claimed.value;
}
