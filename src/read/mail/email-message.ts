import { isUtf8 } from 'node:buffer';
import type PostalMime from 'postal-mime';
import type { Address, Attachment, Email } from 'postal-mime';
import { reasonOf, SightlineError } from '../../support/errors.ts';
import { oneLine } from '../markup/blocks.ts';
import { pace } from '../pace.ts';
import { cutText } from '../text/cut-text.ts';
import { decodeText } from '../text/decode-text.ts';
import { guessTextEncoding } from '../text/text-encoding.ts';

/** A part of an e-mail that is a file of its own. */
export interface EmailPart {
  /** As the mail names it; not to be trusted as a path. Empty when it has no name. */
  readonly name: string;
  readonly mediaType: string;
  /** Without its angle brackets; the name by which the HTML shows it. */
  readonly contentId?: string;
  readonly bytes: Uint8Array;
}

export interface EmailMessage {
  /** On one line; empty when there is none. */
  readonly subject: string;
  /** `Ann Smith <ann@example.com>`. */
  readonly from?: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** ISO 8601, when the mail's date can be understood. */
  readonly date?: string;
  readonly text?: string;
  readonly html?: string;
  /** Set when what is said cannot be read: the words say why. */
  readonly locked?: 'encrypted' | 'signed';
  readonly parts: readonly EmailPart[];
}

/** Signatures, keys and second copies of the body: nothing that a person would open. */
const passedOver =
  /^(?:application\/(?:pgp-(?:signature|keys|encrypted)|(?:x-)?pkcs7-(?:signature|mime))|text\/x-amp-html|text\/rfc822-headers)$/;

const maxNesting = 100;
const maxHeaderBytes = 8 * 1024 * 1024;
const maxNameChars = 500;
/** A mail of 75 MB has so many lines of base64; most servers take 50 MB at most. */
const maxLines = 1_000_000;

/**
 * Takes an e-mail (RFC 5322 with MIME) apart. Messages inside it stay whole, as parts.
 *
 * @throws SightlineError `broken-content` when its parts are nested too deeply or its headers go on for megabytes,
 * `limit-exceeded` for millions of lines, `cancelled`.
 */
export async function parseEmail(
  bytes: Uint8Array,
  options: { readonly name: string; readonly signal: AbortSignal },
): Promise<EmailMessage> {
  const sound = withSoundHeaders(bytes, options);
  refuseEndlessLines(sound, options.name);
  const Parser = await pacedParser(options.signal);
  const parser = new Parser({
    forceRfc822Attachments: true,
    maxNestingDepth: maxNesting,
    maxHeadersSize: maxHeaderBytes,
  });
  const message = await parser.parse(sound).catch((error: unknown) => {
    if (error instanceof SightlineError) throw error;
    throw new SightlineError('broken-content', `${options.name} cannot be read as an e-mail: ${reasonOf(error)}.`, {
      remedy: 'Save it again from the mail program.',
      cause: error,
    });
  });
  const locked = lockOf(message);
  const from = message.from ?? message.sender;
  const date = message.date && /^\d{4}-\d{2}-\d{2}T/.test(message.date) ? message.date : undefined;
  const html = soundText(message.html);
  const bare = message.text === undefined && html === undefined && message.attachments.length === 0;
  const text = bare ? wholeBody(sound) : soundText(message.text);
  return {
    subject: cutText(oneLine(soundText(message.subject) ?? ''), maxNameChars),
    ...(from ? { from: addressText(from) } : {}),
    to: (message.to ?? []).map(addressText),
    cc: (message.cc ?? []).map(addressText),
    ...(date ? { date } : {}),
    ...(text && !locked ? { text: withoutSignature(text) } : {}),
    ...(html && !locked ? { html } : {}),
    ...(locked ? { locked } : {}),
    parts: locked ? [] : message.attachments.filter((part) => !isPassedOver(part)).map(partOf),
  };
}

/** The parser goes through a mail line by line without a pause; this one lets other work run between them. */
async function pacedParser(signal: AbortSignal): Promise<typeof PostalMime> {
  const { default: Parser } = await import('postal-mime');
  const step = pace(signal);
  let lines = 0;
  return class extends Parser {
    async processLine(line: Uint8Array, isFinal: boolean): Promise<void> {
      if (++lines % 100 === 0) await step();
      // Its types leave this method out.
      const parent = Parser.prototype as unknown as { processLine(line: Uint8Array, isFinal: boolean): Promise<void> };
      return parent.processLine.call(this, line, isFinal);
    }
  };
}

/** The parser holds more than a kilobyte for each line of a text until it is read. */
function refuseEndlessLines(bytes: Uint8Array, name: string): void {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++;
  if (lines > maxLines)
    throw new SightlineError('limit-exceeded', `${name} has ${lines} lines; more than ${maxLines} are no e-mail.`, {
      remedy: 'If it is a whole mail box, save its mails one by one.',
    });
}

/**
 * The message in UTF-8 where its headers are not: mails saved as UTF-16, and headers written in an old encoding, which have
 * no way to say which. What a mail box puts in front (a line of `From`, a byte order mark) is taken away.
 */
function withSoundHeaders(bytes: Uint8Array, options: { readonly name: string }): Uint8Array {
  const [a, b] = bytes;
  const wide = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || a === 0 || b === 0;
  if (wide) return Buffer.from(decodeText(bytes, options));
  const latin = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  const lead = /^(?:\xef\xbb\xbf)?\s*(?:>?From [^\r\n]*\r?\n)?\s*/.exec(latin)?.[0].length ?? 0;
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(lead);
  const gap = /\r?\n\r?\n/.exec(whole.subarray(0, maxHeaderBytes).toString('latin1'));
  const head = whole.subarray(0, gap ? gap.index : Math.min(whole.length, maxHeaderBytes));
  if (isUtf8(head)) return whole;
  return Buffer.concat([Buffer.from(decodeText(head, options)), whole.subarray(head.length)]);
}

/** All that stands beneath the headers: of a message whose parts cannot be told apart, that is better than nothing. */
function wholeBody(bytes: Uint8Array): string | undefined {
  const latin = Buffer.from(bytes.subarray(0, maxHeaderBytes)).toString('latin1');
  const gap = /\r?\n\r?\n/.exec(latin);
  const body = gap ? bytes.subarray(gap.index + gap[0].length) : bytes.subarray(bytes.length);
  return guessTextEncoding(body) ? soundText(decodeText(body, { name: '' })) : undefined;
}

let windows1252: string | undefined;

/** Node.js 20 decodes Windows-1252 as if it were Latin-1: its quotation marks and the euro sign come out as controls. */
function soundText(text: string | undefined): string | undefined {
  windows1252 ??= decodeText(
    Uint8Array.from({ length: 32 }, (_, n) => 0x80 + n),
    { name: '', declared: 'windows-1252' },
  );
  const letters = windows1252;
  return text
    ?.replace(/[\x80-\x9f]/g, (control) => letters[control.charCodeAt(0) - 0x80] ?? control)
    .replaceAll('\0', ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

function addressText(address: Address): string {
  if (address.group) return [`${address.name}:`, ...address.group.map(addressText)].join(' ');
  const name = oneLine(soundText(address.name) ?? '');
  const mail = oneLine(soundText(address.address) ?? '');
  return cutText(name && mail ? `${name} <${mail}>` : name || mail, maxNameChars);
}

function lockOf({ headers, text, html }: Email): EmailMessage['locked'] {
  const type = headers.find((header) => header.key === 'content-type')?.value ?? '';
  if (/^\s*multipart\/encrypted\b/i.test(type)) return 'encrypted';
  if (/^\s*application\/(?:x-)?pkcs7-mime\b/i.test(type))
    return /smime-type\s*=\s*"?(?:signed|compressed)/i.test(type) ? 'signed' : 'encrypted';
  return !html && /^\s*-----BEGIN PGP MESSAGE-----/.test(text ?? '') ? 'encrypted' : undefined;
}

/** The text without the lines that PGP puts around what it signs. */
function withoutSignature(text: string): string {
  if (!/^\s*-----BEGIN PGP SIGNED MESSAGE-----/.test(text)) return text;
  const end = text.indexOf('\n-----BEGIN PGP SIGNATURE-----');
  const body = end < 0 ? text : text.slice(0, end);
  return body.replace(/^\s*-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:Hash:[^\n]*\n)?\s*/, '').replace(/^- -/gm, '-');
}

function isPassedOver(part: Attachment): boolean {
  return passedOver.test(part.mimeType) || /\.(?:p7s|p7m|sig)$/i.test(part.filename ?? '');
}

function partOf(part: Attachment): EmailPart {
  const { content } = part;
  const contentId = part.contentId?.replace(/^\s*<|>\s*$/g, '');
  return {
    name: soundText(part.filename ?? '') ?? '',
    mediaType: /^[a-z]+\/[a-z0-9.+-]+$/.test(part.mimeType) ? part.mimeType : 'application/octet-stream',
    ...(contentId ? { contentId } : {}),
    bytes: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
  };
}
