/** A number, an amount, a share, or a dash in its place. */
export function isNumeric(text: string): boolean {
  return (
    text.length <= 32 &&
    (/^(?:[A-Z]{0,3}[$€£¥]|USD|EUR|[+±~≈<>≤≥])?\s*[([]?\s*[$€£¥]?\s*[-+−–]?\s*[$€£¥]?\s*\d[\d.,\u202f\u00a0' ]*\s*(?:[%‰xX]|pp|pts|bps|[kKMBm]|\p{L}{0,2})?\s*[)\]]?\s*%?\s*(?:\(?[a-z0-9*†‡]{0,2}\)?)?$/u.test(
      text,
    ) ||
      isDash(text))
  );
}

/** What stands where a number is missing. */
function isDash(text: string): boolean {
  return /^(?:[$€£¥]\s*)?(?:[-–—−]+|\*+|n\/?[am]\.?|nm|nil|\.\.\.?)\s*%?$/i.test(text);
}

export function isYear(text: string): boolean {
  return /^(?:FY\s?)?(?:19|20)\d{2}[a-zA-Z*]?$/.test(text);
}

/** A sign that belongs to the number after it, though it stands in a column of its own. */
export function isLeadingSign(text: string): boolean {
  return /^(?:[A-Z]{0,3}[$€£¥]|[$€£¥]?\s?\(|[$€£¥]\s?[-–—−]?)$/.test(text);
}

/** A sign that belongs to the number before it. */
export function isTrailingSign(text: string): boolean {
  return /^(?:\)?\s?%|\)|\)\s?%|pts?\.?|bps|x)$/.test(text);
}

/** The rows without columns and rows in which nothing stands. */
export function withoutEmpty(rows: readonly (readonly string[])[]): string[][] {
  const width = rows[0]?.length ?? 0;
  const used: number[] = [];
  for (let column = 0; column < width; column++) if (rows.some((row) => row[column])) used.push(column);
  return rows.filter((row) => row.some((cell) => cell !== '')).map((row) => used.map((column) => row[column] ?? ''));
}

/** Whether the first row names the columns: words over numbers, or years over amounts. */
export function looksLikeHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = rows;
  if (!first || rest.length === 0) return false;
  const filled = first.filter((cell) => cell !== '');
  if (filled.length * 2 < first.length) return false;
  return filled.every((cell) => isYear(cell) || !isNumeric(cell)) && filled.every((cell) => cell.length <= 120);
}
