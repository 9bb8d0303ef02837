/**
 * A file name or other foreign text as it may stand in a message: control characters, line breaks, text-direction marks
 * and halves of characters are written as escapes, so that a name can neither break a line of output nor steer a
 * terminal, and very long ones are cut in the middle.
 */
export function shownName(name: string, maxLength = 300): string {
  const half = Math.floor(maxLength / 2);
  const cut = name.length > maxLength ? `${name.slice(0, half)}…${name.slice(-half)}` : name;
  return cut.replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, escaped);
}

/** Bytes of a name that is not UTF-8: what is not ASCII is written as `\xNN`. */
export function shownBytes(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`));
  return shownName(characters.join(''));
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
