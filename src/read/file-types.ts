import { SightlineError } from '../support/errors.ts';
import type { Reader } from './reader.ts';
import { unreadType } from './unread-types.ts';

/** A type of file that is read, and by what. */
export interface FileType {
  readonly mediaType: string;
  /** What people call it. */
  readonly name: string;
  /** Usual extensions, without the dot; the content decides, not they. */
  readonly extensions: readonly string[];
  /** Gives its reader; a reader and the libraries it needs are loaded when a file of its type is first read. */
  readonly load: () => Promise<Reader>;
}

const image = async () => (await import('./image.ts')).imageReader;
const html = async () => (await import('./html.ts')).htmlReader;
const markdown = async () => (await import('./markdown.ts')).markdownReader;
const records = async () => (await import('./records.ts')).recordsReader;
const text = async () => (await import('./text.ts')).textReader;

/** Every type that is read, sorted by media type; a new one is one line here, besides its reader. */
export const fileTypes: readonly FileType[] = [
  { mediaType: 'application/json', name: 'JSON', extensions: ['json'], load: records },
  { mediaType: 'application/x-ndjson', name: 'JSON Lines', extensions: ['jsonl', 'ndjson'], load: records },
  { mediaType: 'application/xml', name: 'XML', extensions: ['xml'], load: text },
  { mediaType: 'image/apng', name: 'APNG picture', extensions: ['apng', 'png'], load: image },
  { mediaType: 'image/avif', name: 'AVIF picture', extensions: ['avif'], load: image },
  { mediaType: 'image/gif', name: 'GIF picture', extensions: ['gif'], load: image },
  { mediaType: 'image/heic', name: 'HEIC picture', extensions: ['heic', 'heif', 'hif'], load: image },
  { mediaType: 'image/heic-sequence', name: 'HEIC burst', extensions: ['heic', 'heics'], load: image },
  { mediaType: 'image/heif', name: 'HEIF picture', extensions: ['heif', 'heic'], load: image },
  { mediaType: 'image/heif-sequence', name: 'HEIF burst', extensions: ['heif', 'heic'], load: image },
  { mediaType: 'image/jpeg', name: 'JPEG picture', extensions: ['jpg', 'jpeg', 'jfif'], load: image },
  { mediaType: 'image/png', name: 'PNG picture', extensions: ['png'], load: image },
  { mediaType: 'image/svg+xml', name: 'SVG drawing', extensions: ['svg'], load: image },
  { mediaType: 'image/tiff', name: 'TIFF picture', extensions: ['tif', 'tiff'], load: image },
  { mediaType: 'image/webp', name: 'WebP picture', extensions: ['webp'], load: image },
  { mediaType: 'text/calendar', name: 'calendar', extensions: ['ics'], load: text },
  { mediaType: 'text/csv', name: 'CSV table', extensions: ['csv'], load: records },
  { mediaType: 'text/html', name: 'HTML page', extensions: ['html', 'htm', 'xhtml'], load: html },
  { mediaType: 'text/markdown', name: 'Markdown', extensions: ['md', 'markdown'], load: markdown },
  { mediaType: 'text/plain', name: 'plain text', extensions: ['txt', 'text', 'log', 'rst', 'org'], load: text },
  { mediaType: 'text/tab-separated-values', name: 'TSV table', extensions: ['tsv', 'tab'], load: records },
  { mediaType: 'text/vcard', name: 'address card', extensions: ['vcf'], load: text },
  { mediaType: 'text/vtt', name: 'subtitles', extensions: ['vtt'], load: text },
];

/**
 * The reader of a media type, as {@link detectMediaType} names it. Rejects with a SightlineError that says what the file is
 * and what to do: `unsupported-type` when no reader takes it, `broken-content` when it is empty.
 */
export async function readerFor(mediaType: string): Promise<Reader> {
  const type = fileTypes.find((candidate) => candidate.mediaType === mediaType);
  if (type) return type.load();
  if (mediaType === 'application/x-empty')
    throw new SightlineError('broken-content', 'The file is empty.', { remedy: 'Copy or download it again.' });
  const { name, remedy } = unreadType(mediaType);
  throw new SightlineError('unsupported-type', `This is ${name}, which is not read yet.`, {
    remedy: remedy ?? `Read are: ${readNames()}.`,
  });
}

/** For messages: what is read, pictures taken together. */
function readNames(): string {
  const short = fileTypes.filter((type) => type.load !== image).map((type) => type.name);
  const pictures = fileTypes.filter((type) => type.load === image && !type.name.includes('burst'));
  return `pictures (${pictures.map((type) => type.name.split(' ')[0]).join(', ')}), ${short.join(', ')}`;
}
