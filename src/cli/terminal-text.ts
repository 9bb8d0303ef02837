import { shownName } from '../support/shown-name.ts';

/**
 * What may not reach a terminal: control characters (escape sequences begin with one), halves of characters, marks that
 * turn the direction of text around, and invisible tags.
 */
const unsafe = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/** A document's text as one line that cannot steer a terminal. */
export function safeLine(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(unsafe, '').trim();
}

/** A text of several lines (an answer, a message), each made safe; line breaks stay. */
export function safeLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map((line) => line.replace(/\t/g, '  ').replace(unsafe, '').trimEnd());
}

/** A piece of a text that comes bit by bit: blanks and line breaks stay where they are. */
export function safePiece(text: string): string {
  return text.replace(/\t/g, '  ').replace(unsafe, (character) => (character === '\n' ? character : ''));
}

/** A file name, reference or URL: nothing is dropped, what is unsafe is written as an escape. */
export function safeName(name: string): string {
  return shownName(name);
}

/**
 * A value as JSON for standard output. It says exactly what JSON.stringify says; control characters that JSON allows
 * unescaped are written as escapes all the same, as some terminals obey them.
 */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
