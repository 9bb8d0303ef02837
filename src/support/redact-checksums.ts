/** The check digit of card numbers (H. P. Luhn, US patent 2,950,048; ISO/IEC 7812-1, annex B). */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (const [place, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Whether the remainder of a number with letters as numbers from 10 is 1 when divided by 97 (ISO 7064, MOD 97-10). */
export function isIban(text: string): boolean {
  const plain = text.replace(/[^A-Z\d]/gi, '');
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

/**
 * Both check digits of a Brazilian CPF: weighted sums modulo 11 (Receita Federal). Numbers of one digit only pass the sum and
 * are never given out.
 */
export function isCpf(digits: string): boolean {
  if (digits.length !== 11 || new Set(digits).size === 1) return false;
  const checkDigit = (count: number): number => {
    const sum = [...digits.slice(0, count)].reduce((total, digit, at) => total + Number(digit) * (count + 1 - at), 0);
    return ((sum * 10) % 11) % 10;
  };
  return checkDigit(9) === Number(digits[9]) && checkDigit(10) === Number(digits[10]);
}

/** The check digit of an EAN-13, which Swiss insurance numbers (AHV) have, too. */
export function isEan13(digits: string): boolean {
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 1 ? 3 : 1), 0);
  return digits.length === 13 && sum % 10 === 0;
}
