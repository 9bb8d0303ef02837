import { isCpf, isEan13, isIban, isLuhn } from './redact-checksums.ts';

/** What is looked for. */
export const redactedKinds = ['email', 'phone', 'card', 'id'] as const;
export type RedactedKind = (typeof redactedKinds)[number];

export interface Finder {
  readonly kind: RedactedKind;
  /** What is blacked out is all of the match, or what stands behind its group `lead`. */
  readonly pattern: RegExp;
  /** How much of what looks like it is it, in characters from its beginning; all of it unless told. */
  reach?(found: string): number;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
const allOrNothing =
  (holds: (found: string) => boolean) =>
  (found: string): number =>
    holds(found) ? found.length : 0;

/** What parts the groups of a number: blanks, and strokes of every kind, as typesetters and office programs put them. */
const gap = String.raw`[ \u00a0\u2007\u2009\u202f./\u2010-\u2013-]`;

/** Words before a number that say it is one to call. */
const callWords =
  'tele(?:phone|fon|fono|foon|fax)|t[eé]l[eé]phone|t[eé]l(?:[eé]fono)?|phone|phones|ph|fax|mobile|mobil|mob|m[oó]vil|portable|handy|cell(?:phone| phone|ulare)?(?= ?(?:no|number|[:.#]))|whatsapp|sms|hotline|helpline|call|contact|rufnummer|durchwahl';
/** Words before a number that say whose it is. */
const idWords =
  "passport|reisepass|passeport|pasaporte|passaporto|driv(?:ing|er'?s?|ers?) licen[cs]e|f[uü]hrerschein|permis de conduire|personalausweis|identity card|id card|national id|aadhaa?r|social security|sozialversicherung|national insurance|steuer-?id(?:entifikationsnummer)?|tax id|codice fiscale|medicare|bank account|kontonummer|sort code|routing";
/** The same as people shorten them; in small letters they are words of their own. */
const idAbbreviations = 'SSN|SIN|ITIN|TIN|NHS|NINO|DNI|NIE|NIF|BSN|NIR|UIDAI|PESEL|CPF|CURP|AHV|IdNr';
const numberWord = String.raw`(?:[ -]?(?:number|no|nr|num|n[°º]|nummer|numéro|número|numero)\b\.?)`;

/** In the order in which they are tried: the surer first, as what is found is out of reach for the next. */
export const finders: readonly Finder[] = [
  {
    kind: 'email',
    pattern:
      /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+'&-]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}-])/gu,
  },
  // International bank account numbers, ISO 13616: two letters, two check digits, up to 30 more; words may follow.
  {
    kind: 'id',
    pattern:
      /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z\d]{4}){2,7}(?:[ \u00a0-]?[A-Z\d]{1,3})?(?![\p{L}\p{N}])/giu,
    reach: ibanReach,
  },
  // By the first digits that networks have (ISO/IEC 7812), as one number in ten passes the check.
  {
    kind: 'card',
    pattern: /(?<![\p{L}\p{N}.,-])(?:[2-6]|8[12])(?:[ \u00a0-]?\d){11,18}(?![\p{L}\p{N}]|[.,-]\d)/gu,
    reach: allOrNothing((found) => isCardLength(digitsOf(found)) && isLuhn(digitsOf(found))),
  },
  // Social security numbers of the United States; 000, 666 and 900 to 999 are never given out, but the latter for taxes (ITIN).
  {
    kind: 'id',
    pattern:
      /(?<![\p{L}\p{N}-])(?:(?!000|666|9)\d{3}-(?!00)\d{2}|9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9]))-(?!0000)\d{4}(?![\p{L}\p{N}-])/gu,
  },
  // National insurance numbers of the United Kingdom.
  {
    kind: 'id',
    pattern:
      /(?<![\p{L}\p{N}])(?!BG|GB|NK|KN|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\p{N}])/gu,
  },
  // Permanent account numbers of persons in India; the fourth letter says that it is one.
  { kind: 'id', pattern: /(?<![\p{L}\p{N}-])[A-Z]{3}P[A-Z]\d{4}[A-Z](?![\p{L}\p{N}-])/gu },
  // Italy's codice fiscale.
  { kind: 'id', pattern: /(?<![\p{L}\p{N}])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![\p{L}\p{N}])/gu },
  // Swiss insurance numbers, which begin with the country's number.
  {
    kind: 'id',
    pattern: /(?<![\p{N}.])756\.\d{4}\.\d{4}\.\d{2}(?![\p{N}]|\.\d)/gu,
    reach: allOrNothing((found) => isEan13(digitsOf(found))),
  },
  {
    kind: 'id',
    pattern: /(?<![\p{N}.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\p{N})/gu,
    reach: allOrNothing((found) => isCpf(digitsOf(found))),
  },
  // Numbers that a word before them makes one, whatever their shape.
  {
    kind: 'id',
    pattern: new RegExp(
      String.raw`(?<lead>(?<![\p{L}\p{N}])(?:(?:${idWords})(?:nummer|snummer)?${numberWord}?|(?:account|acct|a/c|konto|licen[cs]e|insurance|policy|patient)${numberWord})(?: is| of)?[ \u00a0:#.=|]{1,4})(?=[A-Z]{0,3}[ -]?\d)[A-Z\d](?:[ -]?[A-Z\d]){4,19}(?![\p{L}\p{N}])`,
      'giu',
    ),
    reach: idReach,
  },
  {
    kind: 'id',
    pattern: new RegExp(
      String.raw`(?<lead>(?<![\p{L}\p{N}])(?:${idAbbreviations})${numberWord}?[ \u00a0:#.=|]{1,4})(?=[A-Z]{0,3}[ -]?\d)[A-Z\d](?:[ .-]?[A-Z\d]){4,15}(?![\p{L}\p{N}])`,
      'gu',
    ),
    reach: idReach,
  },
  // Written internationally.
  {
    kind: 'phone',
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}+]|\d )(?:\(?\+[1-9]\d{0,2}\)?|00[1-9]\d{0,2}(?=${gap}|\())(?:${gap}{0,3}\(?\d{1,5}\)?){2,6}(?![\p{L}\p{N}])`,
      'gu',
    ),
    reach: allOrNothing((found) => digitsOf(found).length >= 8 && digitsOf(found).length <= 17),
  },
  // As numbers are written in North America.
  {
    kind: 'phone',
    pattern:
      /(?<![\p{L}\p{N}.-]|\d )(?:1[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.\u2011\u2013])[2-9]\d{2}[-.\u2011\u2013]\d{4}(?![\p{L}\p{N}-])/gu,
  },
  // With the 0 that many countries dial before an area: 020 7946 0958, 030/1234567, 0171 1234567, 01 42 68 53 00.
  {
    kind: 'phone',
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}.,:+/-]|\d )(?:\(0[1-9]\d{0,4}\)|0[1-9]\d{0,4})(?:${gap}{1,3}\d{2,8}){1,4}(?![\p{L}\p{N}]|[.,:/-]\d)`,
      'gu',
    ),
    reach: allOrNothing(isTrunkNumber),
  },
  // British and German mobile phones in one piece; other runs of digits are too often something else.
  { kind: 'phone', pattern: /(?<![\p{L}\p{N}.,-])0(?:7[1-9]\d{8}|1[567]\d{8})(?![\p{L}\p{N}]|[.,-]\d)/gu },
  {
    kind: 'phone',
    pattern: new RegExp(
      String.raw`(?<lead>(?<![\p{L}\p{N}])(?:${callWords})${numberWord}?(?: (?:us|me|him|her|is|at|on))*[ \u00a0:.#=|]{1,4})[+(]{0,2}\d{1,6}\)?(?:${gap}{0,3}\(?\d{2,6}\)?){1,6}(?![\p{L}\p{N}]|[.,]\d)`,
      'giu',
    ),
    reach: allOrNothing(isNumberToCall),
  },
];

/** Lengths that go with the first digit. */
function isCardLength(digits: string): boolean {
  if (/^3[47]/.test(digits)) return digits.length === 15;
  if (/^3/.test(digits)) return digits.length >= 14 && /^3(?:0[0-5]|[5689])/.test(digits);
  if (/^4/.test(digits)) return [13, 16, 19].includes(digits.length);
  if (/^(?:5[0-8]|6|81|82)/.test(digits)) return digits.length >= (/^(?:5[06-8]|6)/.test(digits) ? 13 : 16);
  return digits.length === 16 && /^2[2-7]/.test(digits);
}

/** The longest beginning, up to the end of a group, that passes the check: the pattern takes words behind it for more groups. */
function ibanReach(found: string): number {
  const ends = [...found.matchAll(/[ \u00a0-]/g)].map(({ index }) => index);
  return [found.length, ...ends.reverse()].find((end) => isIban(found.slice(0, end))) ?? 0;
}

/** Groups that hold digits, and a letter or two between or behind them; words behind it stay, and so does what has few digits. */
function idReach(found: string): number {
  const kept =
    /^(?:[A-Z]{0,3}[ .-]?)?[A-Z]*\d[A-Z\d]*(?:[ .-](?=[A-Z\d]*\d)[A-Z\d]+)*(?:[ .-]?[A-Z](?![A-Z]))?/i.exec(
      found,
    )?.[0] ?? '';
  const isDay = /^(?:\d{4}[.-]\d\d?[.-]\d\d?|\d\d?[.-]\d\d?[.-]\d{4})$/.test(kept);
  const isMixed = /^(?=.*\d.*\d)[A-Z\d]{7,10}$/.test(kept);
  return (digitsOf(kept).length >= 5 || isMixed) && !isDay ? kept.length : 0;
}

function isTrunkNumber(found: string): boolean {
  const count = digitsOf(found).length;
  // As the French and others write them, in pairs; dates have pairs, too, but not five.
  if (/^0[1-9](?:[ .\u00a0-]\d{2}){4}$/.test(found)) return true;
  return count >= 10 && count <= 12 && !isDate(found) && !/\d\.\d+\.\d+\.\d/.test(found) && !isIsbn(found);
}

function isNumberToCall(found: string): boolean {
  const count = digitsOf(found).length;
  return count >= 7 && count <= 15 && !isDate(found) && !/\d\.\d+\.\d+\.\d+\.\d|^\d{1,3}(?:\.\d{1,3}){3}$/.test(found);
}

/** A day, a moment, or a span of years. */
function isDate(found: string): boolean {
  return /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}(?!\d)(?!\2))|(?:19|20)\d{2} ?[-–/] ?(?:19|20)\d{2})(?!\d)/.test(
    found,
  );
}

/** The old numbers of books: ten digits in four groups, their weighted sum divisible by 11 (ISO 2108). */
function isIsbn(found: string): boolean {
  const digits = digitsOf(found);
  if (digits.length !== 10 || !/^\d+([ -])\d+\1\d+\1\d$/.test(found)) return false;
  return [...digits].reduce((sum, digit, at) => sum + Number(digit) * (10 - at), 0) % 11 === 0;
}
