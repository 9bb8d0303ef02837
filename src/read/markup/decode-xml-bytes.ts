/**
 * Text of an XML part or a text file inside an archive, without its byte order mark: UTF-16 where the mark or the first
 * characters say so, the encoding its XML declaration names where it is known, else UTF-8. Never throws; what is no text in
 * that encoding becomes U+FFFD.
 */
export function decodeXmlBytes(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return new TextDecoder('utf-16le').decode(bytes);
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return new TextDecoder('utf-16be').decode(bytes);
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(head)?.[1];
  return decoder(declared).decode(bytes);
}

/** A declaration of UTF-16 that could be read byte by byte is wrong. */
function decoder(label: string | undefined): { decode(bytes: Uint8Array): string } {
  if (label && !/^(?:utf-?8|utf-?16|ucs)/i.test(label)) {
    try {
      return new TextDecoder(label);
    } catch {
      // Unknown encodings are mostly UTF-8 under another name.
    }
  }
  return new TextDecoder();
}
