/** What is looked for. */
export const redactedKinds = ['email', 'phone', 'card', 'id'] as const;
export type RedactedKind = (typeof redactedKinds)[number];

interface Finder {
  readonly kind: RedactedKind;
  readonly pattern: RegExp;
  /** Whether what looks like it is it. */
  holds?(found: string): boolean;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** In the order in which they are tried: the surer first, as what is found is out of reach for the next. */
const finders: readonly Finder[] = [
  {
    kind: 'email',
    pattern:
      /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}-])/gu,
  },
  // International bank account numbers, ISO 13616: two letters, two check digits, up to 30 more.
  {
    kind: 'id',
    pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![\p{L}\p{N}])/gu,
    holds: isIban,
  },
  {
    kind: 'card',
    pattern: /(?<![\p{L}\p{N}.,-])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}]|[.,]\d)/gu,
    holds: (found) => isLuhn(digitsOf(found)) && new Set(digitsOf(found)).size > 1,
  },
  // Social security numbers of the United States; 000, 666 and 900 to 999 are never given out.
  { kind: 'id', pattern: /(?<![\p{L}\p{N}-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\p{L}\p{N}-])/gu },
  // National insurance numbers of the United Kingdom.
  {
    kind: 'id',
    pattern: /(?<![\p{L}\p{N}])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\p{N}])/gu,
  },
  // Written internationally, or as numbers are written in North America. Other runs of digits are too often something else.
  {
    kind: 'phone',
    pattern: /(?<![\p{L}\p{N}+]|\d )(?:\+|00)[1-9]\d{0,2}(?:[ ./-]?\(?\d{1,5}\)?){2,6}(?![\p{L}\p{N}])/gu,
    holds: (found) => digitsOf(found).length >= 8 && digitsOf(found).length <= 17,
  },
  {
    kind: 'phone',
    pattern: /(?<![\p{L}\p{N}.-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4}(?![\p{L}\p{N}-])/gu,
  },
];

/** Stands for every character that was taken out, so that whatever stands behind it keeps its place. */
const bar = '█';

/** A text with what identifies people blacked out: e-mail addresses, phone numbers, payment cards, account and insurance numbers. */
export function redact(text: string, kinds: readonly RedactedKind[] = redactedKinds): string {
  // Most texts hold neither.
  if (!/[@\d]/.test(text)) return text;
  let left = text;
  for (const { kind, pattern, holds } of finders) {
    if (!kinds.includes(kind)) continue;
    left = left.replace(pattern, (found) => (holds && !holds(found) ? found : bar.repeat(found.length)));
  }
  return left;
}

/** The check digit of card numbers (H. P. Luhn, US patent 2,950,048; ISO/IEC 7812-1, annex B). */
function isLuhn(digits: string): boolean {
  let sum = 0;
  for (const [place, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Rearranged, letters as numbers from 10, the number leaves 1 when divided by 97 (ISO 7064, MOD 97-10). */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
