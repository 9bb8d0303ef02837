import type { Metadata } from '../../data/segment.ts';
import { SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { attachedNames, lastPathPart } from '../archive/attached-names.ts';
import { blockSegments } from '../markup/block-segments.ts';
import type { Block } from '../markup/blocks.ts';
import { sourceText } from '../markup/source-text.ts';
import { pace } from '../pace.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { nameWords } from '../text/name-words.ts';
import { emailHtmlBlocks, isRicher } from './email-html.ts';
import { type EmailMessage, type EmailPart, parseEmail } from './email-message.ts';
import { emailPictures } from './email-pictures.ts';
import { emailTextBlocks } from './email-quotes.ts';

/** Addressees that are listed in the words of a mail; newsletters have thousands. */
const maxListed = 20;

/**
 * E-mails (RFC 5322 with MIME): who wrote to whom and when, what was written (the plain text, or the HTML where it shows
 * more) and the pictures shown in it. Files that were sent along, messages among them, become documents of their own.
 *
 * Places are character ranges of the mail as text: its lines of `Subject`, `From`, `To`, `Cc`, `Date` and `Attachments`, as
 * far as it has them, an empty line, and the decoded body, which is HTML with its tags where the HTML is read.
 */
export const emailReader: Reader = {
  name: 'email',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const bytes = await asset.bytes();
    const name = shownName(asset.name);
    const message = await parseEmail(bytes, { name, signal: context.signal });
    throwIfAborted(context.signal);
    if (message.locked) context.warn({ message: lockedWarning(message.locked, name) });

    const pictures = emailPictures(message.parts, context);
    const rich = isRicher(message.html, message.text, pictures.isOwn);
    const shown = rich ? pictures.shownBy(message.html ?? '') : new Set<EmailPart>();
    const attached = attachParts(
      message.parts.filter((part) => !shown.has(part)),
      name,
      context,
    );
    const head = headOf(message, attached);
    if (head.text === '' && !(message.text ?? message.html ?? '').trim() && attached.length === 0)
      throw new SightlineError('broken-content', `${name} holds nothing that can be read as an e-mail.`);

    const step = pace(context.signal);
    async function* blocks(): AsyncGenerator<Block> {
      yield* head.blocks;
      const body = rich
        ? emailHtmlBlocks(message.html ?? '', head.text.length)
        : emailTextBlocks(message.text ?? '', head.text.length);
      for await (const block of body) {
        await step();
        if (block) yield block.type === 'image' ? pictures.named(block) : block;
      }
    }
    const names = [nameWords(asset.name), message.subject].filter((words) => words !== '').join(' ');
    const metadata = metadataOf(message);
    yield* blockSegments(
      blocks(),
      { name, nameWords: names, ...(Object.keys(metadata).length > 0 ? { metadata } : {}) },
      { ...context, picture: pictures.picture },
    );
  },
};

/** What stands above the body: the subject is the outermost heading, the rest a paragraph. */
function headOf(message: EmailMessage, attached: readonly string[]): { text: string; blocks: Block[] } {
  const subject = message.subject ? `Subject: ${message.subject}\n` : '';
  const lines = [
    message.from ? `From: ${message.from}` : '',
    message.to.length > 0 ? `To: ${listed(message.to)}` : '',
    message.cc.length > 0 ? `Cc: ${listed(message.cc)}` : '',
    message.date ? `Date: ${message.date.replace(/T(\d\d:\d\d).*$/, ' $1 UTC')}` : '',
    attached.length > 0 ? `Attachments: ${listed(attached)}` : '',
  ].filter((line) => line !== '');
  const blocks: Block[] = [];
  if (subject)
    blocks.push({ type: 'heading', level: 0, text: message.subject, range: { start: 0, end: subject.length - 1 } });
  const paragraph = lines.join('\n');
  if (paragraph) {
    const text = sourceText();
    text.append(paragraph, subject.length, subject.length + paragraph.length);
    blocks.push({ type: 'text', text });
  }
  const text = subject + paragraph;
  return { text: text === '' ? '' : `${text}\n\n`, blocks };
}

function listed(names: readonly string[]): string {
  const more = names.length - maxListed;
  return `${names.slice(0, maxListed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function metadataOf(message: EmailMessage): Metadata {
  return {
    ...(message.subject ? { title: message.subject } : {}),
    ...(message.from ? { from: message.from } : {}),
    ...(message.to.length > 0 ? { to: message.to.slice(0, maxListed) } : {}),
    ...(message.cc.length > 0 ? { cc: message.cc.slice(0, maxListed) } : {}),
    ...(message.date ? { date: message.date } : {}),
  };
}

/** Hands on the files sent along and gives their names. */
function attachParts(parts: readonly EmailPart[], name: string, context: ReadContext): string[] {
  const nameOf = attachedNames();
  const names: string[] = [];
  for (const part of parts) {
    if (part.bytes.length === 0) continue;
    if (part.mediaType === 'application/ms-tnef' || /^winmail\.dat$/i.test(part.name)) {
      context.warn({
        message: `${name} has its attachments in winmail.dat, a format of Outlook's own, which is not read. Ask the sender for the files, or save them from Outlook.`,
      });
      continue;
    }
    if (names.length === context.limits.maxEntries) {
      context.warn({ message: `${name} has more than ${names.length} attachments; the rest was left out.` });
      break;
    }
    const safe = nameOf(lastPathPart(part.name), unnamed(part));
    names.push(safe);
    context.attach({
      name: safe,
      declaredType: part.mediaType,
      sizeBytes: part.bytes.length,
      bytes: async () => part.bytes,
    });
  }
  return names;
}

/** What a part without a name is called. */
function unnamed({ mediaType }: EmailPart): string {
  if (mediaType === 'message/rfc822') return 'forwarded.eml';
  if (mediaType === 'text/calendar') return 'invitation.ics';
  if (mediaType === 'text/plain' || mediaType.startsWith('message/')) return 'attachment.txt';
  const extension = /\/(?:x-)?([a-z0-9]{1,5})(?:\+xml)?$/.exec(mediaType)?.[1];
  return extension ? `attachment.${extension === 'jpeg' ? 'jpg' : extension}` : 'attachment';
}

function lockedWarning(locked: NonNullable<EmailMessage['locked']>, name: string): string {
  return locked === 'encrypted'
    ? `${name} is encrypted; only who wrote it, to whom and when is read. Open it in the mail program that has the key, and save it decrypted.`
    : `${name} is wrapped in its signature (S/MIME); only who wrote it, to whom and when is read. Open it in a mail program, and save or forward it without the signature.`;
}
