import { SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { pace } from '../pace.ts';
import type { Reader } from '../reader.ts';
import { postmark } from './mail-box.ts';

/** How much of a line is looked at for a postmark, in bytes. */
const lookahead = 300;

/**
 * Mail boxes (mbox, RFC 4155), as if they were folders: every mail becomes a document of its own (`inbox.mbox/message-7.eml`,
 * counted from 1). It gives no segments.
 */
export const mboxReader: Reader = {
  name: 'mbox',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const bytes = await asset.bytes();
    const step = pace(context.signal);
    let count = 0;
    for (const { start, end } of mails(bytes)) {
      await step();
      if (count === context.limits.maxEntries) {
        context.warn({ message: `${shownName(asset.name)} holds more than ${count} mails; the rest was left out.` });
        break;
      }
      count++;
      context.attach({
        name: `message-${count}.eml`,
        declaredType: 'message/rfc822',
        sizeBytes: end - start,
        bytes: async () => bytes.slice(start, end),
      });
    }
    if (count === 0)
      throw new SightlineError('broken-content', `${shownName(asset.name)} holds no mails.`, {
        remedy: 'Export it again from the mail program.',
      });
  },
};

/** Where the mails stand, each with its postmark. */
function* mails(bytes: Uint8Array): Generator<{ start: number; end: number }> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start: number | undefined;
  let at = 0;
  while (at >= 0) {
    const isFirst = at === 0;
    const from = isFirst ? 0 : at + 1;
    const blankAbove = isFirst || /\n\r?$/.test(buffer.toString('latin1', Math.max(0, at - 2), at));
    if (blankAbove && postmark.test(buffer.toString('latin1', from, from + lookahead))) {
      if (start !== undefined) yield { start, end: from };
      start = from;
    }
    at = buffer.indexOf('\nFrom ', from, 'latin1');
  }
  if (start !== undefined) yield { start, end: buffer.length };
}
