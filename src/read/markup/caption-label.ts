import { captionNames } from '../../support/caption-names.ts';

const numbered = /^\s*(\p{L}{1,13})\.?\s*((?:[A-Z][.-]?)?\d{1,4}(?:[.-]\d{1,4}){0,3})(?!\d|\s?%)/u;

/** What a caption numbers, in one way for all ways to write it: `Fig. 3: Rain` gives `Figure 3`; undefined when it numbers nothing. */
export function captionLabel(caption: string | undefined): string | undefined {
  const [, word = '', number] = numbered.exec((caption ?? '').slice(0, 80)) ?? [];
  const known = captionNames.get(word.toLowerCase());
  return known && `${known.name} ${number}`;
}
