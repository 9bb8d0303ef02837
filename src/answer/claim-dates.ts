/** A date, or a time of day, in a text. */
export interface DateInText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly exact: DateParts;
}

interface DateParts {
  /** `3-14` for 14 March, `14:30` for half past two in the afternoon. */
  readonly key: string;
  /** A date without a year is one of any year. */
  readonly year?: number;
}

const months = new Map(
  [
    'january jan januar jänner',
    'february feb februar',
    'march mar märz',
    'april apr',
    'may mai',
    'june jun juni',
    'july jul juli',
    'august aug',
    'september sep sept',
    'october oct oktober okt',
    'november nov',
    'december dec dezember dez',
  ].flatMap((names, i) => names.split(' ').map((name) => [name, i + 1] as const)),
);
const month = `(?:${[...months.keys()].sort((a, b) => b.length - a.length).join('|')})`;
const dates: readonly { readonly form: RegExp; readonly parts: (match: readonly string[]) => DateParts | undefined }[] =
  [
    { form: /(?<![\p{L}\p{N}-])(\d{4})-(\d{2})-(\d{2})(?!\p{N})/gu, parts: ([, y, m, d]) => dated(y, m, d) },
    {
      form: new RegExp(
        `(?<![\\p{L}\\p{N}.,])(\\d{1,2})(?:\\.|st|nd|rd|th)?\\s(?:of\\s)?(${month})\\.?(?:,?\\s(\\d{4}))?(?![\\p{L}\\p{N}])`,
        'giu',
      ),
      parts: ([, d, name, y]) => dated(y, monthOf(name), d),
    },
    {
      form: new RegExp(
        `(?<![\\p{L}\\p{N}])(${month})\\.?\\s(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s(\\d{4}))?(?![\\p{L}\\p{N}]|[.,]\\d)`,
        'giu',
      ),
      parts: ([, name, d, y]) => dated(y, monthOf(name), d),
    },
    { form: /(?<![\p{L}\p{N}.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\p{N})/gu, parts: ([, d, m, y]) => dated(y, m, d) },
  ];

const time = /(?<![\p{L}\p{N}:.])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?:\s?([ap])\.?m\b\.?)?(?![\p{N}:])/giu;

/** The dates and times of a text, in order, in the spellings of English and German and as ISO 8601 has them. */
export function datesIn(text: string): DateInText[] {
  const found: DateInText[] = [];
  for (const { form, parts } of dates) {
    for (const match of text.matchAll(form)) {
      const exact = parts(match);
      if (exact && !overlaps(found, match)) found.push({ ...placed(match), exact });
    }
  }
  for (const match of text.matchAll(time)) {
    if (overlaps(found, match)) continue;
    const hour = (Number(match[1]) % (match[3] ? 12 : 24)) + (match[3]?.toLowerCase() === 'p' ? 12 : 0);
    found.push({ ...placed(match), exact: { key: `${hour}:${match[2]}` } });
  }
  return found.sort((a, b) => a.start - b.start);
}

function dated(
  year: string | undefined,
  m: string | number | undefined,
  day: string | undefined,
): DateParts | undefined {
  const [number, d] = [Number(m), Number(day)];
  if (!(number >= 1 && number <= 12 && d >= 1 && d <= 31)) return undefined;
  return { key: `${number}-${d}`, ...(year ? { year: Number(year) } : {}) };
}

function monthOf(name: string | undefined): number | undefined {
  return months.get((name ?? '').toLowerCase());
}

function placed(match: RegExpExecArray): { text: string; start: number; end: number } {
  return { text: match[0], start: match.index, end: match.index + match[0].length };
}

function overlaps(taken: readonly { start: number; end: number }[], match: RegExpExecArray): boolean {
  return taken.some(({ start, end }) => match.index < end && match.index + match[0].length > start);
}
