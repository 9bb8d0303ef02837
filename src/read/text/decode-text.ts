import type { Warning } from '../../data/document.ts';
import { SightlineError } from '../../support/errors.ts';
import { guessTextEncoding, type TextEncoding } from './text-encoding.ts';

export interface DecodeOptions {
  /** What the text is called in warnings and errors. */
  readonly name: string;
  /** Encoding the document or its HTTP header names; used when the bytes do not say otherwise. */
  readonly declared?: string | undefined;
  warn?(warning: Warning): void;
}

const pieceBytes = 1 << 16;

/** What Windows-1252 has at 0x80 to 0x9f, where Latin-1 has control characters; five places are empty. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * The text in these bytes, without its byte order mark; NUL characters become blanks, so that offsets stay. Locators count
 * characters of this string (UTF-16 code units). Throws a SightlineError (`broken-content`) when the bytes are not text,
 * and warns when the encoding had to be guessed.
 */
export function decodeText(bytes: Uint8Array, options: DecodeOptions): string {
  const pieces: string[] = [];
  for (const piece of decodeInPieces(bytes, options)) pieces.push(piece);
  return pieces.join('');
}

/** As {@link decodeText}, a piece at a time, so that a large file is never one large string. */
export function* decodeInPieces(bytes: Uint8Array, options: DecodeOptions): Generator<string, void, undefined> {
  const encoding = encodingOf(bytes, options);
  const decode = decoderOf(encoding.label);
  for (let start = encoding.bomBytes; start < bytes.length; start += pieceBytes) {
    const end = Math.min(start + pieceBytes, bytes.length);
    const piece = decode(bytes.subarray(start, end), end < bytes.length).replaceAll('\0', ' ');
    if (piece !== '') yield piece;
  }
}

/** The `charset` of a Content-Type header. */
export function declaredCharset(declaredType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(declaredType ?? '')?.[1];
}

function encodingOf(bytes: Uint8Array, options: DecodeOptions): TextEncoding {
  const guess = guessTextEncoding(bytes);
  if (!guess)
    throw new SightlineError('broken-content', `${options.name} is not text: it holds binary data.`, {
      remedy: 'Give the file the extension of its true type, or save it as UTF-8 text.',
    });
  if (guess.certainty === 'guessed' && options.declared && isKnown(options.declared))
    return { label: options.declared.toLowerCase(), bomBytes: 0, certainty: 'marked' };
  if (guess.certainty === 'guessed' && !guess.label.startsWith('utf-16')) {
    const message =
      guess.label === 'utf-8'
        ? `${options.name} holds bytes that are not valid UTF-8; they are shown as \ufffd. Save it again as UTF-8.`
        : `${options.name} is not UTF-8 and was read as ${guess.label}. If its letters look wrong, save it as UTF-8.`;
    options.warn?.({ message });
  }
  return guess;
}

function isKnown(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

function decoderOf(label: string): (bytes: Uint8Array, more: boolean) => string {
  if (label === 'utf-32le' || label === 'utf-32be') return (bytes) => decodeUtf32(bytes, label === 'utf-32le');
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  if (decoder.encoding !== 'windows-1252') return (bytes, more) => decoder.decode(bytes, { stream: more });
  // Node.js 20 decodes Windows-1252 as if it were Latin-1: its quotation marks and the euro sign come out as controls.
  return (bytes) =>
    decoder.decode(bytes).replace(/[\x80-\x9f]/g, (control) => windows1252[control.charCodeAt(0) - 0x80] ?? control);
}

/** Pieces hold a whole number of characters, as their length and the mark's are multiples of four. */
function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, littleEndian);
    text += code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
  }
  return text;
}
