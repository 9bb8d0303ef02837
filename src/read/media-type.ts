import { zipType } from './archive/zip-type.ts';
import { decodeInPieces } from './text/decode-text.ts';
import { guessTextEncoding } from './text/text-encoding.ts';
import { isEmail, textualType } from './textual-type.ts';

/** How much of a text is looked at to tell what it is, in characters. */
const sampleChars = 256 * 1024;

/** Old Microsoft Office formats share one container; which it is, only the name says without reading it. */
const compoundTypes: Readonly<Record<string, string>> = {
  doc: 'application/msword',
  msg: 'application/vnd.ms-outlook',
  ppt: 'application/vnd.ms-powerpoint',
  xls: 'application/vnd.ms-excel',
};

/**
 * The media type of a file, told by its content: a PNG named `notes.txt` is `image/png`. Only among texts, which are alike,
 * do the name's extension and the type declared by a server break ties. Zero bytes are `application/x-empty`; what is neither
 * text nor a known format is `application/octet-stream`. Never rejects.
 */
export async function detectMediaType(bytes: Uint8Array, name: string, declaredType = ''): Promise<string> {
  if (bytes.length === 0) return 'application/x-empty';
  // By far the most common file is told by three bytes, which begin no text; the rest of the checks reads all of it.
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  const extension = extensionOf(name);
  const encoding = guessTextEncoding(bytes);
  // Formats are told by their first bytes, and words can be taken for them (`BM` begins pictures and `BMW`), but no binary
  // format does without control characters near its start.
  const declared = declaredType.replace(/;.*$/s, '').trim().toLowerCase();
  const surelyText = encoding && (encoding.certainty === 'marked' || !hasControls(bytes.subarray(0, 4096)));
  if (!surelyText) {
    const known = await binaryType(bytes, extension);
    if (known) return known;
  }
  if (!encoding) {
    // An e-mail may carry what it brings as it is, without turning it into letters.
    const start = Buffer.from(bytes.subarray(0, sampleChars)).toString('latin1');
    return isEmail(start, { extension, declared }) ? 'message/rfc822' : 'application/octet-stream';
  }
  const fileName = name.split(/[/\\]/).at(-1) ?? '';
  return textualType({ ...firstText(bytes), extension, declared, fileName });
}

/** A file name's extension in lower case, without its dot; of a URL, that of its path. */
export function extensionOf(name: string): string {
  const bare = /^[a-z][a-z0-9+.-]+:\/\//i.test(name) ? name.replace(/[?#].*$/s, '') : name;
  return /[^/\\]\.([a-z0-9]{1,10})$/i.exec(bare)?.[1]?.toLowerCase() ?? '';
}

async function binaryType(bytes: Uint8Array, extension: string): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (found?.mime === 'application/x-cfb') return compoundTypes[extension] ?? found.mime;
  if (found?.mime === 'application/zip') return zipType(bytes) ?? found.mime;
  // XML says too little: it may be a page or a drawing, which their text tells.
  if (found && found.mime !== 'application/xml') return found.mime.replace(/;.*$/s, '');
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (start.includes('%PDF-')) return 'application/pdf';
  if (start.startsWith('II*\0') || start.startsWith('MM\0*')) return 'image/tiff';
  return undefined;
}

function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) || byte === 0x7f);
}

/** The text's beginning, decoded as the whole is: the encoding is told from all of it. */
function firstText(bytes: Uint8Array): { text: string; cut: boolean } {
  let text = '';
  for (const piece of decodeInPieces(bytes, { name: '' })) {
    text += piece;
    if (text.length > sampleChars) break;
  }
  return { text: text.slice(0, sampleChars), cut: text.length > sampleChars };
}
