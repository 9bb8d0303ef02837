import { isSkippedName } from '../read/sources/walk.ts';

/** Longest name of an uploaded file, in UTF-8 bytes: file systems take 255, and a number may be added. */
const maxBytes = 180;

/**
 * The name of an uploaded file, as a name of ours: no path, no control characters or marks that turn text around, nothing that is
 * special to a file system or hidden, and not too long. Its ending stays.
 */
export function cleanFileName(given: string): string {
  const base = given.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const plain = base
    .replace(/[\p{Cc}\p{Cs}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replace(/[<>:"|?*#]/g, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const ending = /(?:\.[\p{L}\p{N}]{1,10}){1,2}$/u.exec(plain)?.[0] ?? '';
  const stem = cut(plain.slice(0, plain.length - ending.length), maxBytes - Buffer.byteLength(ending));
  if (stem === '') return ending === '' ? 'file' : `file${ending}`;
  const name = `${stem}${ending}`;
  // Devices, on Windows whatever the ending is.
  return isSkippedName(name) || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name) ? `_${name}` : name;
}

/** `chair.jpg` as `chair (2).jpg`. */
export function numberedName(name: string, number: number): string {
  if (number === 1) return name;
  const at = name.lastIndexOf('.');
  return at <= 0 ? `${name} (${number})` : `${name.slice(0, at)} (${number})${name.slice(at)}`;
}

/** The part of a name that a picture and the text beside it share. */
export function nameStem(name: string): string {
  const at = name.lastIndexOf('.');
  return at <= 0 ? name : name.slice(0, at);
}

function cut(text: string, bytes: number): string {
  const characters = Array.from(text);
  while (Buffer.byteLength(characters.join('')) > bytes) characters.length -= Math.ceil(characters.length / 16);
  return characters.join('').trimEnd();
}
