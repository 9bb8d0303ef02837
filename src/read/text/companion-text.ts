import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Warning } from '../../data/document.ts';
import { shownName } from '../../support/shown-name.ts';
import { cutText } from './cut-text.ts';
import { decodeText } from './decode-text.ts';

/** At most four bytes a character. */
const bytesPerChar = 4;

/**
 * The beginning of a text file that lies beside another file, without surrounding blanks. No more of it is read than needed,
 * however long it is. Rejects when it cannot be read or is not text.
 */
export async function companionText(path: string, maxChars: number, warn: (warning: Warning) => void): Promise<string> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(maxChars * bytesPerChar);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const bytes = bytesRead < buffer.length ? buffer.subarray(0, bytesRead) : withoutHalfCharacter(buffer);
    const text = decodeText(bytes, { name: shownName(basename(path)), warn });
    return cutText(text.trim(), maxChars).trim();
  } finally {
    await file.close();
  }
}

/** Without the bytes of a UTF-8 character that the end may have cut in two. */
function withoutHalfCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
  }
  return bytes;
}
