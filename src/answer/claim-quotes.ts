const pair = /(?<![\p{L}\p{N}])["“„«»]([^"“”„«»\n]{2,600})["”“»«](?![\p{L}\p{N}])/gu;

/** What stands between double quotation marks of any kind. Inches (`5"`) are none. */
export function quotesIn(text: string): string[] {
  return [...text.matchAll(pair)].flatMap(([, inner]) => (inner && /[\p{L}\p{N}]/u.test(inner) ? [inner.trim()] : []));
}

/** A text in the form in which quotations are compared: blanks, dashes and quotation marks of any kind are the same. */
export function quotable(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[‘’‚′`´]/g, "'")
    .replace(/[“”„«»″]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\u00ad|\*\*|__/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Whether a quotation stands in the evidence word for word. `…` leaves something out; the end may have lost its full stop or
 * gained a comma, and the first letter may have changed its case. The evidence comes as {@link quotable} gives it.
 */
export function isVerbatim(quote: string, evidence: readonly string[]): boolean {
  const parts = quotable(quote)
    .split(/\s?(?:\.\.\.|\[\.\.\.\])\s?/)
    .map((part) => part.replace(/^[\s,;]+|[\s.,;:!?]+$/g, ''))
    .filter((part) => part !== '');
  return evidence.some((text) => {
    let at = 0;
    for (const part of parts) {
      const found = [part, turned(part)].map((form) => wholeWords(text, form, at)).filter((place) => place >= 0);
      if (found.length === 0) return false;
      at = Math.min(...found) + part.length;
    }
    return true;
  });
}

function turned(part: string): string {
  const first = part.charAt(0);
  const other = first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase();
  return `${other}${part.slice(1)}`;
}

/** The first place from `start` where `part` stands and is not cut out of a longer word. */
function wholeWords(text: string, part: string, start: number): number {
  const isLetter = (at: number): boolean => /[\p{L}\p{N}]/u.test(text.charAt(at));
  for (let at = text.indexOf(part, start); at >= 0; at = text.indexOf(part, at + 1)) {
    if (!(at > 0 && isLetter(at - 1)) && !isLetter(at + part.length)) return at;
  }
  return -1;
}
