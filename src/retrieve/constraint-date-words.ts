import type { Comparison } from '../store/filter.ts';

/** A time that a question names. Places are of the question's characters, dates ISO text to the precision of the words. */
export interface AskedDates {
  readonly start: number;
  readonly end: number;
  /** The word that ties it to what stands before: `from`, `in`, `since`, `between`. */
  readonly relation: string;
  /** All of these hold. */
  readonly tests: readonly (readonly [Comparison, string])[];
  /** Or one of these dates is meant, where they are given instead. */
  readonly anyOf?: readonly string[];
  /** In words: `since 2024-05`. */
  readonly meaning: string;
}

const monthNames = [
  'january|jan|januar',
  'february|feb|februar',
  'march|mar|märz',
  'april|apr',
  'may|mai',
  'june|jun|juni',
  'july|jul|juli',
  'august|aug',
  'september|sept|sep',
  'october|oct|oktober|okt',
  'november|nov',
  'december|dec|dezember|dez',
];
const anyMonth = monthNames.join('|');
const year = '(?:19|20)\\d{2}';
const date = [
  `${year}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\\d|3[01]))?`,
  `(?:[1-9]|[12]\\d|3[01])\\.(?:0?[1-9]|1[0-2])\\.${year}`,
  `(?:(?:[1-9]|[12]\\d|3[01])(?:st|nd|rd|th|\\.)? (?:of )?)?(?:${anyMonth})\\.?,? ${year}`,
  `(?:${anyMonth})\\.? (?:[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?,? ${year}`,
  `${year}s?`,
].join('|');
const lead = '(?:the (?:year )?|the end of |dem Jahr |Jahr |Jahre )?';
const bounded = (n: number): string => `${lead}(?<date${n}>${date})(?![\\p{L}\\p{N}%$€£]|[-/.,]\\d|-\\p{L}|['’]s)`;
const open = '(?<![\\p{L}\\p{N}_-])';

const range = new RegExp(
  `${open}(?:(?:between|zwischen) ${bounded(1)} (?:and|und) |(?:from|von|in|the years) ${bounded(3)}(?: (?:to|until|till|through|bis) |\\s?[-–]\\s?))${bounded(2)}`,
  'giu',
);
const either = new RegExp(
  `${open}(?:from|in|aus|of) ${bounded(1)} (?:or|oder) (?:from |in |aus )?${bounded(2)}`,
  'giu',
);
/** Relations by the words before a date; `from` and `in` mean the date itself. */
const relations: readonly (readonly [Comparison, string])[] = [
  ['=', 'from|in|during|dated|im|aus|von'],
  ['>=', 'since|not before|seit|ab|starting in|starting from'],
  ['>', 'after|later than|newer than|nach|neuer als'],
  ['<=', 'until|till|up to|through|not after|no later than|not later than|bis|bis zu'],
  ['<', 'before|prior to|older than|earlier than|vor|älter als'],
];
const single = new RegExp(
  `${open}(?<relation>${relations.map(([, words]) => words).join('|')}) ${bounded(1)}(?<on> (?:onwards?|or later|or newer|and later|and newer|or earlier|or older|and earlier|and older))?`,
  'giu',
);
const relative = new RegExp(
  `${open}(?<relation>from|in|since|during|aus|seit|vom|im) (?:the )?(?:(?<which>last|past|this|letzte[mnrs]?|diese[mnrs]?|vorige[mnrs]?) (?:(?<count>\\d{1,3}) )?(?<unit>years?|months?|weeks?|days?|Jahr(?:en)?|Monat(?:en)?|Wochen?|Tagen?)|(?<day>yesterday|today|gestern|heute))(?![\\p{L}\\p{N}'’])`,
  'giu',
);

/**
 * The times that a question names, apart from each other.
 * @param now today; "last year" is not read without it.
 */
export function datesIn(question: string, now?: Date): AskedDates[] {
  // Most questions name no year, and the patterns take their time to say so.
  const namesYear = /\d{4}/.test(question);
  const matches = (pattern: RegExp): RegExpMatchArray[] => (namesYear ? [...question.matchAll(pattern)] : []);
  const found = [
    ...matches(range).map(rangeOf),
    ...matches(either).map(eitherOf),
    ...matches(single).map(singleOf),
    ...(now ? [...question.matchAll(relative)].map((match) => relativeOf(match, now)) : []),
  ].filter((one) => one !== undefined);
  const apart: AskedDates[] = [];
  for (const one of found)
    if (apart.every((other) => one.end <= other.start || other.end <= one.start)) apart.push(one);
  return apart;
}

function asked(
  match: RegExpMatchArray,
  relation: string,
  rest: Pick<AskedDates, 'tests' | 'anyOf' | 'meaning'>,
): AskedDates {
  const start = match.index ?? 0;
  return { start, end: start + match[0].length, relation: relation.toLowerCase(), ...rest };
}

function rangeOf(match: RegExpMatchArray): AskedDates | undefined {
  const low = readDate(match.groups?.date1 ?? match.groups?.date3);
  const high = readDate(match.groups?.date2);
  if (!low || !high || low.first > high.last) return undefined;
  const relation = match[0].split(' ', 1)[0] ?? '';
  return asked(match, relation, between(low.first, high.last));
}

function between(first: string, last: string): Pick<AskedDates, 'tests' | 'meaning'> {
  return {
    tests: [
      ['>=', first],
      ['<=', last],
    ],
    meaning: `from ${first} to ${last}`,
  };
}

function eitherOf(match: RegExpMatchArray): AskedDates | undefined {
  const both = [match.groups?.date1, match.groups?.date2].map(readDate);
  const anyOf = both.flatMap((one) => (one && one.first === one.last ? [one.first] : []));
  return anyOf.length < 2 ? undefined : asked(match, 'from', { tests: [], anyOf, meaning: `of ${anyOf.join(' or ')}` });
}

function singleOf(match: RegExpMatchArray): AskedDates | undefined {
  const found = readDate(match.groups?.date1);
  const words = (match.groups?.relation ?? '').toLowerCase();
  const said = relations.find(([, all]) => all.split('|').includes(words))?.[0];
  if (!found || said === undefined) return undefined;
  const on = match.groups?.on;
  // "Since 2020 or later" is said by nobody.
  if (on !== undefined && said !== '=') return undefined;
  const { first, last } = found;
  if (on !== undefined) return asked(match, 'since', compared(/earlier|older/i.test(on) ? '<=' : '>=', first, last));
  return asked(match, words, said === '=' && first !== last ? between(first, last) : compared(said, first, last));
}

/** A comparison with a date: after its last moment or until it, but before its first or since then. */
function compared(test: Comparison, first: string, last: string): Pick<AskedDates, 'tests' | 'meaning'> {
  const value = test === '<=' || test === '>' ? last : first;
  return { tests: [[test, value]], meaning: `${wordsOf[test]} ${value}` };
}

function relativeOf(match: RegExpMatchArray, now: Date): AskedDates | undefined {
  const found = relativeDates(match.groups ?? {}, now);
  return found && asked(match, match.groups?.relation ?? '', found);
}

const wordsOf: Readonly<Record<Comparison, string>> = {
  '=': 'of',
  '!=': 'not of',
  '<': 'before',
  '<=': 'until',
  '>': 'after',
  '>=': 'since',
};

/** A date as ISO text, first to last: the same but for a decade. */
function readDate(text: string | undefined): { readonly first: string; readonly last: string } | undefined {
  if (text === undefined) return undefined;
  const decade = /^(\d{3})0s$/.exec(text);
  if (decade) return { first: `${decade[1]}0`, last: `${decade[1]}9` };
  if (/^\d{4}s$/.test(text)) return undefined;
  const one = isoDate(text);
  return one === undefined ? undefined : { first: one, last: one };
}

function isoDate(text: string): string | undefined {
  if (/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/.test(text)) return text;
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted) return `${dotted[3]}-${two(dotted[2])}-${two(dotted[1])}`;
  const words = text.toLowerCase();
  const month = monthNames.findIndex((names) => new RegExp(`(?<!\\p{L})(?:${names})(?!\\p{L})`, 'u').test(words)) + 1;
  const found = /\d{4}$/.exec(words)?.[0];
  if (month === 0 || found === undefined) return undefined;
  const day = /(?<!\d)\d{1,2}(?!\d)/.exec(words)?.[0];
  return `${found}-${two(month)}${day === undefined ? '' : `-${two(day)}`}`;
}

function two(value: string | number | undefined): string {
  return String(value ?? '').padStart(2, '0');
}

type RelativeDates = Pick<AskedDates, 'tests' | 'meaning'>;

function relativeDates(groups: Readonly<Record<string, string | undefined>>, now: Date): RelativeDates | undefined {
  const since = /^(?:since|seit)$/i.test(groups.relation ?? '');
  const whole = (value: string): RelativeDates => {
    const test = since ? '>=' : '=';
    return { tests: [[test, value]], meaning: `${wordsOf[test]} ${value}` };
  };
  const back = (years: number, months: number, days: number): string => {
    const day = new Date(now.getFullYear() - years, now.getMonth() - months, now.getDate() - days);
    return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  };
  if (groups.day !== undefined) return whole(back(0, 0, /yesterday|gestern/i.test(groups.day) ? 1 : 0));
  const unit = (groups.unit ?? '').toLowerCase();
  const count = groups.count === undefined ? undefined : Number(groups.count);
  const isThis = /^(?:this|diese)/i.test(groups.which ?? '');
  if (count !== undefined || /^past$/i.test(groups.which ?? '')) {
    if (isThis || count === 0) return undefined;
    const n = count ?? 1;
    const from =
      unit.startsWith('y') || unit.startsWith('j')
        ? back(n, 0, 0)
        : unit.startsWith('m')
          ? back(0, n, 0)
          : back(0, 0, unit.startsWith('w') ? 7 * n : n);
    return { tests: [['>=', from]], meaning: `since ${from}` };
  }
  const ago = isThis ? 0 : 1;
  if (/^(?:year|jahr)$/.test(unit)) return whole(back(ago, 0, 0).slice(0, 4));
  if (/^(?:month|monat)$/.test(unit)) {
    const month = new Date(now.getFullYear(), now.getMonth() - ago, 1);
    return whole(`${month.getFullYear()}-${two(month.getMonth() + 1)}`);
  }
  return undefined;
}
