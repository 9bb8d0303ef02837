import { quotedLines } from '../support/quoted-lines.ts';

/**
 * What has no place in a text for a model: control characters but for the line break, halves of characters, marks that turn the
 * direction of text around, and invisible tags, in which instructions can be hidden.
 */
const unsafe = /(?!\n)[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/** A document's text with every line marked as quoted, so that none of it can pass for one of ours. */
export function quotedText(text: string): string {
  return quotedLines(cleanText(text));
}

/** A document's text without what is invisible, its line breaks as `\n`. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n')
    .replace(/\t/g, '  ')
    .replace(unsafe, '');
}

/** On one line, at most `maxChars` long. */
export function cleanLine(text: string, maxChars = 300): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim();
  return line.length <= maxChars ? line : `${cleanText(line.slice(0, maxChars - 1))}…`;
}
