/** How a spreadsheet shows the numbers of a cell, made once for each format code. */
export interface NumberFormat {
  /** Whether its numbers are days, times or both. */
  readonly date: boolean;
  /** The currency it names; empty for none. */
  readonly currency: string;
  /** Shows a number; for dates that are days since the workbook's epoch, `date1904` says which. */
  show(value: number, date1904: boolean): string;
}

/** Codes that workbooks name by number alone (ECMA-376, 18.8.30); dates as they are in the file, not as a country writes them. */
const builtIn: Readonly<Record<number, string>> = {
  0: 'General',
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '$#,##0',
  6: '$#,##0',
  7: '$#,##0.00',
  8: '$#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'yyyy-mm-dd',
  15: 'yyyy-mm-dd',
  16: 'yyyy-mm-dd',
  17: 'yyyy-mm',
  18: 'hh:mm',
  19: 'hh:mm:ss',
  20: 'hh:mm',
  21: 'hh:mm:ss',
  22: 'yyyy-mm-dd hh:mm',
  37: '#,##0;-#,##0',
  38: '#,##0;-#,##0',
  39: '#,##0.00;-#,##0.00',
  40: '#,##0.00;-#,##0.00',
  41: '#,##0',
  42: '$#,##0',
  43: '#,##0.00',
  44: '$#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss',
  48: '0.0E+0',
  49: '@',
};

const maxCodeChars = 500;
const currencyMark = /\p{Sc}|\b(?:[A-Z]{3}|kr|zł|Kč|Fr)\b/u;

/** The code of a format known by its number; `General` for numbers that no list has. */
export function builtInFormat(id: number): string {
  // East Asian and Thai dates.
  if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'yyyy-mm-dd';
  return builtIn[id] ?? 'General';
}

/** Reads a format code such as `#,##0.00 [$€-407]` or `dd/mm/yyyy`. What it does not understand is shown as a plain number. */
export function numberFormat(code: string): NumberFormat {
  const sections = splitSections(code.slice(0, maxCodeChars)).map(readSection);
  const [first] = sections;
  if (!first || first.kind === 'general') return plain;
  if (first.kind === 'date') {
    return { date: true, currency: '', show: (value, date1904) => showDate(value, date1904, first) };
  }
  return {
    date: false,
    currency: first.kind === 'number' ? first.currency : '',
    show(value) {
      if (!Number.isFinite(value)) return plainNumber(value);
      const section = (value < 0 ? sections[1] : value === 0 ? sections[2] : undefined) ?? first;
      if (section.kind !== 'number') return section.kind === 'words' ? section.before : plainNumber(value);
      // A section of its own for what is below zero writes the sign, or brackets, itself.
      const own = value < 0 && sections[1] !== undefined;
      return showNumber(own ? -value : value, section);
    },
  };
}

const plain: NumberFormat = { date: false, currency: '', show: (value) => plainNumber(value) };

interface NumberSection {
  readonly kind: 'number';
  readonly currency: string;
  readonly before: string;
  readonly after: string;
  readonly decimals: number;
  /** Digits that are there whatever the number: `00123`. */
  readonly leading: number;
  /** Trailing zeros go, as with `0.##`. */
  readonly least: number;
  readonly thousands: boolean;
  readonly percent: boolean;
  readonly exponent: boolean;
  /** Divided by a thousand, so many times. */
  readonly scale: number;
}

interface DateParts {
  readonly year: boolean;
  readonly month: boolean;
  readonly day: boolean;
  readonly time: boolean;
  readonly seconds: boolean;
  /** Hours go on beyond 24. */
  readonly elapsed: boolean;
}

type Section =
  | { readonly kind: 'general' }
  | { readonly kind: 'words'; readonly before: string }
  | ({ readonly kind: 'date' } & DateParts)
  | NumberSection;

/** Sections are parted by semicolons that stand outside of quotation marks and brackets. */
function splitSections(code: string): string[] {
  return code.match(/(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\[]|["\\[])+|(?<=;)(?=;|$)/g) ?? [];
}

function readSection(code: string): Section {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/^\s*general\s*$/i.test(bare)) return { kind: 'general' };
  if (/[ymdhs]/i.test(bare.replace(/general/gi, ''))) return readDate(bare);
  let before = '';
  let after = '';
  let digits = '';
  let currency = '';
  let percent = false;
  for (const [token] of code.matchAll(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[0#?.,]+(?:E[+-]0+)?|./gis)) {
    let words = '';
    if (/^[0#?.,]/.test(token) && !(digits !== '' && /^[.,]+$/.test(token))) {
      // A fraction, or digits in groups of their own (`000-00`): beyond what is shown here.
      if (digits !== '') return { kind: 'general' };
      digits = token;
      continue;
    }
    if (/^".*"$/s.test(token)) words = token.slice(1, -1);
    else if (token.startsWith('\\')) words = token.slice(1);
    else if (token.startsWith('_')) words = ' ';
    else if (token.startsWith('*')) continue;
    else if (token.startsWith('[')) words = /^\[\$([^\]-]*)/.exec(token)?.[1] ?? '';
    else if (token === '@') continue;
    else words = token;
    if (token === '%') percent = true;
    currency ||= currencyMark.exec(words)?.[0] ?? '';
    if (digits === '') before += words;
    else after += words;
  }
  if (digits === '') return code.includes('@') ? { kind: 'general' } : { kind: 'words', before: before.trim() };
  const [mantissa = '', exponent] = digits.split(/E/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const trailing = /,*$/.exec(fraction === '' ? whole : fraction)?.[0].length ?? 0;
  return {
    kind: 'number',
    currency,
    before: before.trimStart(),
    after: after.trimEnd(),
    decimals: Math.min(20, fraction.replace(/[^0#?]/g, '').length),
    least: Math.min(20, fraction.replace(/[^0]/g, '').length),
    leading: Math.min(30, whole.replace(/[^0]/g, '').length),
    thousands: /[0#?],+[0#?]/.test(whole),
    percent,
    exponent: exponent !== undefined,
    scale: trailing,
  };
}

function readDate(bare: string): Section {
  const code = bare.toLowerCase();
  const time = /h|s|am\/pm|a\/p/.test(code);
  // The letter m means months, except beside hours and seconds.
  const months = code.replace(/h+\]?[^a-z]*m+|m+[^a-z]*s+/g, '');
  const elapsed = /\[(?:h+|m+|s+)\]/.test(code);
  return {
    kind: 'date',
    year: /y/.test(code),
    month: /m/.test(months) && !elapsed,
    day: /d/.test(code),
    time: time || elapsed,
    seconds: /s/.test(code),
    elapsed,
  };
}

function showNumber(value: number, section: NumberSection): string {
  const scaled = (section.percent ? value * 100 : value) / 1000 ** section.scale;
  if (Math.abs(scaled) >= 1e21) return plainNumber(value);
  let text: string;
  if (section.exponent) text = scaled.toExponential(section.decimals).replace('e', 'E');
  else {
    text = rounded(Math.abs(scaled), section.decimals);
    if (section.decimals > section.least) {
      const cut = new RegExp(`0{1,${section.decimals - section.least}}$`);
      text = text.replace(cut, '').replace(/\.$/, '');
    }
    let [whole = '0', fraction] = text.split('.');
    whole = whole.padStart(section.leading, '0');
    // `"-"??` shows no digit of a zero.
    if (scaled === 0 && section.leading === 0 && fraction === undefined) whole = '';
    if (section.thousands) whole = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
    text = fraction === undefined ? whole : `${whole}.${fraction}`;
    const negative = scaled < 0 && /[1-9]/.test(text);
    return `${negative ? '-' : ''}${section.before}${text}${section.after}`.trim();
  }
  return `${section.before}${text}${section.after}`.trim();
}

/** Doubles hold a little less or more than what was written: 1.005 is 1.01 to two places all the same. */
function rounded(value: number, decimals: number): string {
  const written = String(Number(value.toPrecision(15)));
  if (written.includes('e')) return value.toFixed(decimals);
  return Number(`${Math.round(Number(`${written}e${decimals}`))}e-${decimals}`).toFixed(decimals);
}

/** As a cell without a format shows it: at most fifteen digits. */
export function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(15)));
}

const dayMs = 86_400_000;
/** Day 25,569 of the usual epoch, and day 24,107 of the other, is 1 January 1970. */
const unixDay = 25_569;
const unixDay1904 = 24_107;

function showDate(value: number, date1904: boolean, parts: DateParts): string {
  if (!Number.isFinite(value) || value < 0 || value > 3_000_000) return plainNumber(value);
  if (parts.elapsed || (!parts.day && !parts.month && !parts.year)) return clock(value, parts);
  // The usual epoch takes 1900 for a leap year: before March of it, days are one more.
  const days = date1904 ? value - unixDay1904 : value - unixDay + (value < 60 ? 1 : 0);
  const time = new Date(Math.round(days * dayMs * 1e-3) * 1e3);
  const iso = time.toISOString();
  const date = iso.slice(0, parts.day || parts.time ? 10 : parts.month ? 7 : 4);
  if (!parts.time) return date;
  return `${date} ${iso.slice(11, parts.seconds ? 19 : 16)}`;
}

function clock(value: number, { elapsed, seconds }: DateParts): string {
  const total = Math.round((elapsed ? value : value % 1) * 86_400);
  const two = (number: number) => String(number).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = two(Math.floor(total / 60) % 60);
  return `${two(hours)}:${minutes}${seconds ? `:${two(total % 60)}` : ''}`;
}
