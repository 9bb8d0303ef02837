import type { XmlElement } from '../markup/xml.ts';
import { child, children, numberOf } from '../markup/xml-query.ts';

/** Gives list items and headings the numbers that Word draws before them; they stand nowhere in the text. */
export interface DocxNumbering {
  /**
   * The mark of the next paragraph of a list (`-`, `3.`, `2.1`, `(b)`), empty where the list shows none; undefined when there is
   * no such list. To be called once for each paragraph, in their order.
   */
  next(id: string, level: number): string | undefined;
  /** The level that a list gives the paragraphs of a style. */
  levelOfStyle(id: string, style: string): number | undefined;
}

interface Level {
  readonly start: number;
  readonly format: string;
  /** `%1.%2` */
  readonly text: string;
  readonly style: string | undefined;
}

interface List {
  /** Lists of one kind count together. */
  readonly counts: (number | undefined)[];
  readonly levels: readonly (Level | undefined)[];
  /** Numbers that the list starts afresh with, not yet used. */
  readonly restart: Map<number, number>;
}

const maxLevels = 9;

export function docxNumbering(root: XmlElement | undefined): DocxNumbering {
  const kinds = new Map<string, { levels: (Level | undefined)[]; counts: (number | undefined)[] }>();
  for (const kind of children(root, 'w:abstractNum')) {
    const levels: (Level | undefined)[] = [];
    for (const level of children(kind, 'w:lvl')) put(levels, level);
    kinds.set(kind.attributes['w:abstractNumId'] ?? '', { levels, counts: [] });
  }
  const lists = new Map<string, List>();
  for (const number of children(root, 'w:num')) {
    const kind = kinds.get(child(number, 'w:abstractNumId')?.attributes['w:val'] ?? '');
    if (!kind) continue;
    const levels = [...kind.levels];
    const restart = new Map<number, number>();
    for (const override of children(number, 'w:lvlOverride')) {
      const at = numberOf(override, 'w:ilvl') ?? 0;
      const start = numberOf(child(override, 'w:startOverride'), 'w:val');
      const level = child(override, 'w:lvl');
      if (level) put(levels, level);
      if (start !== undefined) restart.set(at, start);
    }
    lists.set(number.attributes['w:numId'] ?? '', { levels, counts: kind.counts, restart });
  }

  return {
    next(id, level) {
      const list = lists.get(id);
      if (!list || level < 0 || level >= maxLevels) return undefined;
      const own = list.levels[level];
      if (!own || own.format === 'bullet') return '-';
      const afresh = list.restart.get(level);
      list.restart.delete(level);
      list.counts[level] = afresh ?? (list.counts[level] ?? own.start - 1) + 1;
      list.counts.length = level + 1;
      if (own.format === 'none') return '';
      return own.text
        .replace(/%([1-9])/g, (_, digit: string) => {
          const at = Number(digit) - 1;
          const count = list.counts[at] ?? list.levels[at]?.start ?? 1;
          return written(count, list.levels[at]?.format ?? 'decimal');
        })
        .trim();
    },
    levelOfStyle(id, style) {
      const found = lists.get(id)?.levels.findIndex((level) => level?.style === style) ?? -1;
      return found < 0 ? undefined : found;
    },
  };
}

function put(levels: (Level | undefined)[], element: XmlElement): void {
  const at = numberOf(element, 'w:ilvl') ?? 0;
  if (!Number.isInteger(at) || at < 0 || at >= maxLevels) return;
  levels[at] = {
    start: numberOf(child(element, 'w:start'), 'w:val') ?? 1,
    format: child(element, 'w:numFmt')?.attributes['w:val'] ?? 'decimal',
    text: (child(element, 'w:lvlText')?.attributes['w:val'] ?? '').slice(0, 100),
    style: child(element, 'w:pStyle')?.attributes['w:val'],
  };
}

/** A number in the way a list is counted; ways not known here count in digits. */
export function written(count: number, format: string): string {
  if (!Number.isInteger(count) || count < 1 || count > 3999) return String(count);
  const upper = format.startsWith('upper');
  if (format.endsWith('Letter')) {
    // After z comes aa, then bb.
    const letter = String.fromCharCode(97 + ((count - 1) % 26)).repeat(Math.min(20, Math.ceil(count / 26)));
    return upper ? letter.toUpperCase() : letter;
  }
  if (format.endsWith('Roman')) return upper ? roman(count).toUpperCase() : roman(count);
  return format === 'decimalZero' && count < 10 ? `0${count}` : String(count);
}

const romanDigits: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

function roman(count: number): string {
  let rest = count;
  let digits = '';
  for (const [value, digit] of romanDigits)
    while (rest >= value) {
      digits += digit;
      rest -= value;
    }
  return digits;
}
