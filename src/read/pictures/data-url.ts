import { SightlineError } from '../../support/errors.ts';
import { tooLarge } from '../../support/too-large.ts';

/**
 * The content of a `data:` URL (RFC 2397), base64 or percent-encoded. Spaces and line breaks inside base64 are passed
 * over, and its URL-safe letters are known, as both are found in real documents.
 *
 * Throws `limit-exceeded` before decoding what cannot fit, and `broken-content`.
 */
export function parseDataUrl(
  url: string,
  maxBytes: number,
): { readonly mediaType: string; readonly bytes: Uint8Array } {
  const comma = url.indexOf(',');
  if (comma < 0 || comma > 1_000) throw broken('it has no comma between its type and its data');
  const [type = '', ...parameters] = url.slice('data:'.length, comma).split(';');
  const isBase64 = parameters.at(-1)?.trim().toLowerCase() === 'base64';
  // Three letters or escapes stand for at least one byte, so a data part longer than this cannot fit whatever it holds.
  if (url.length - comma > maxBytes * 4 + 1_000) throw tooLarge('The data: URL', maxBytes);
  const unescaped = percentDecoded(url.slice(comma + 1));
  const bytes = isBase64 ? base64Decoded(unescaped.toString('latin1')) : unescaped;
  if (bytes.length > maxBytes) throw tooLarge('The data: URL', maxBytes);
  return { mediaType: type.trim().toLowerCase() || 'text/plain', bytes };
}

function base64Decoded(text: string): Uint8Array {
  const letters = text.replace(/\s+/g, '');
  // Buffer.from would silently stop at the first letter that is not base64.
  if (!/^[\w+/-]*={0,2}$/.test(letters)) throw broken('its base64 holds other letters');
  return Buffer.from(letters, 'base64');
}

/** UTF-8 of the text with each `%41` as the byte it stands for; a percent sign that begins no escape stays one. */
function percentDecoded(text: string): Buffer {
  const encoded = Buffer.from(text, 'utf8');
  const percent = 0x25;
  if (!encoded.includes(percent)) return encoded;
  let length = 0;
  for (let i = 0; i < encoded.length; i++) {
    const byte = encoded[i] as number;
    const value = byte === percent ? hexByte(encoded[i + 1], encoded[i + 2]) : undefined;
    // Written over what was already read: the result is never longer.
    encoded[length++] = value ?? byte;
    if (value !== undefined) i += 2;
  }
  return encoded.subarray(0, length);
}

function hexByte(high: number | undefined, low: number | undefined): number | undefined {
  const text = String.fromCharCode(high ?? 0, low ?? 0);
  return /^[0-9a-f]{2}$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}

function broken(reason: string): SightlineError {
  return new SightlineError('broken-content', `A picture given as a data: URL cannot be read: ${reason}.`, {
    remedy: 'Repair it, or save the picture as a file.',
  });
}
