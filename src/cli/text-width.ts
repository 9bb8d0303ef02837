/** Characters that take two columns: East Asian wide and full-width forms (Unicode UAX 11) and emoji. */
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;
const withoutWidth = /^[\p{M}\p{Cf}]+$/u;
let segmenter: Intl.Segmenter | undefined;

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of characters(text)) width += characterWidth(character);
  return width;
}

/** The text, cut at its end with an ellipsis when it takes more columns than there are. */
export function fitEnd(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  return `${take(characters(text), columns - 1).join('')}…`;
}

/** The text, cut in its middle when it takes more columns than there are: the end of a path tells most. */
export function fitMiddle(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  const left = Math.floor((columns - 1) / 2);
  const all = characters(text);
  const end = take([...all].reverse(), columns - 1 - left).reverse();
  return `${take(all, left).join('')}…${end.join('')}`;
}

/** Lines of at most so many columns, broken between words; a word that is longer is broken inside. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(/ +/)) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (textWidth(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    while (textWidth(word) > columns) {
      // At least one character, so that a wide one in a narrow place cannot hold this up.
      const head = take(characters(word), columns).join('') || (characters(word)[0] ?? word);
      lines.push(head);
      word = word.slice(head.length);
    }
    line = word;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

function take(all: readonly string[], columns: number): string[] {
  let width = 0;
  const end = all.findIndex((character) => {
    width += characterWidth(character);
    return width > columns;
  });
  return all.slice(0, end < 0 ? all.length : end);
}

function characterWidth(character: string): number {
  if (withoutWidth.test(character)) return 0;
  return wide.test(character) || character.includes('\ufe0f') ? 2 : 1;
}

/** What a reader sees as one character, with its accents and joined emoji. */
function characters(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), (part) => part.segment);
}
