import type { IconName } from '../parts/icon.tsx';

const known: readonly (readonly [pattern: RegExp, words: string, icon: IconName])[] = [
  [/^image\//, 'Picture', 'image'],
  [/^video\//, 'Video', 'frame'],
  [/^audio\//, 'Sound', 'speech'],
  [/pdf$/, 'PDF', 'page'],
  [/presentation|powerpoint/, 'Slides', 'slide'],
  [/spreadsheet|excel|csv/, 'Table', 'table'],
  [/jsonl|ndjson|json$/, 'Records', 'record'],
  [/word|opendocument\.text|rtf/, 'Document', 'page'],
  [/html/, 'Web page', 'page'],
  [/rfc822|mbox/, 'Mail', 'text'],
  [/markdown|text\//, 'Text', 'text'],
];

/** A media type as people call it, with its icon. */
export function mediaTypeWords(mediaType: string): readonly [words: string, icon: IconName] {
  const found = known.find(([pattern]) => pattern.test(mediaType));
  return found ? [found[1], found[2]] : ['File', 'page'];
}

/** 1,234,567 bytes as `1.2 MB`. */
export function sizeWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

export function dateWords(iso: string | undefined): string {
  const date = new Date(iso ?? '');
  return Number.isNaN(date.getTime()) ? '' : dates.format(date);
}
