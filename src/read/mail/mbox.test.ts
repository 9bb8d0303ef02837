import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { detectMediaType } from '../media-type.ts';
import { readerContract } from '../reader.contract.ts';
import { emailReader } from './email.ts';
import { mboxReader } from './mbox.ts';

const mail = (n: number) =>
  `From ann@example.com Mon Dec 05 17:09:55 +0000 2022\r\nFrom: Ann\r\nTo: Bob\r\nSubject: Chair ${n}\r\n\r\nIt is oak.\r\nFrom here on, more.\r\n\r\nFrom there, too.\r\n\r\n`;
const box = mail(1) + mail(2).replaceAll('\r', '') + mail(3);

readerContract('mbox', {
  makeReader: () => mboxReader,
  fixtures: [{ name: 'a mail box', asset: () => fakeAsset('a.mbox', box), atLeast: 0 }],
});

describe('mboxReader', () => {
  it('hands on each mail, and is not misled by words that begin like a postmark', async () => {
    expect(await detectMediaType(Buffer.from(box), 'inbox')).toBe('application/mbox');
    const context = fakeReadContext();
    for await (const _ of mboxReader.read(fakeAsset('a.mbox', box), context)) throw new Error('a segment');
    expect(context.attached.map((file) => file.name)).toEqual(['message-1.eml', 'message-2.eml', 'message-3.eml']);
    const bodies: string[] = [];
    for (const file of context.attached)
      for await (const segment of emailReader.read(fakeAsset(file.name, await file.bytes()), context))
        bodies.push(`${segment.words.heading}: ${segment.words.body}`);
    expect(bodies).toEqual(
      [1, 2, 3].map((n) => expect.stringMatching(new RegExp(`^Chair ${n}: .*From there, too\\.$`, 's'))),
    );
  });

  it('leaves a single mail with its postmark an e-mail', async () => {
    expect(await detectMediaType(Buffer.from(mail(1)), 'a')).toBe('message/rfc822');
  });
});
