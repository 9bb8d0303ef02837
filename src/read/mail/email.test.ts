import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SegmentDraft } from '../../data/segment.ts';
import { SightlineError } from '../../support/errors.ts';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { emailReader } from './email.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const head = (more: string) =>
  `From: Ann Smith <ann@example.com>\r\nTo: bob@example.com, "Lee, Cy" <cy@example.com>\r\nSubject: Oak =?utf-8?Q?caf=C3=A9?= chair\r\nDate: Wed, 21 Dec 2022 10:28:53 -0600\r\nMIME-Version: 1.0\r\n${more}`;
const plain = `${head('Content-Type: text/plain; charset=utf-8')}\r\n\r\nThe chair costs 89 euros.\r\n`;

/** A message of several parts, each given as its headers and its body. */
function multipart(kind: string, ...parts: readonly [headers: string, body: string][]): string {
  const lines = parts.map(([headers, body]) => `--BORDER\r\n${headers}\r\n\r\n${body}\r\n`);
  return `${head(`Content-Type: multipart/${kind}; boundary="BORDER"`)}\r\n\r\n${lines.join('')}--BORDER--\r\n`;
}

const withPicture = multipart(
  'related',
  ['Content-Type: text/html; charset=utf-8', '<p>Our logo:</p><img src="cid:logo@1" alt="An oak leaf"><p>Bye</p>'],
  [
    'Content-Type: image/png; name="oak-leaf.png"\r\nContent-ID: <logo@1>\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline; filename="oak-leaf.png"',
    png,
  ],
);
const withFiles = multipart(
  'mixed',
  ['Content-Type: text/plain', 'See the files.'],
  ['Content-Type: text/plain; name="../../a.txt"\r\nContent-Disposition: attachment', 'one'],
  ['Content-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"', 'two'],
  ['Content-Type: message/rfc822', plain],
  ['Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Disposition: attachment', 'x'],
);

readerContract('email', {
  makeReader: () => emailReader,
  fixtures: [
    { name: 'plain text', asset: () => fakeAsset('a.eml', plain) },
    { name: 'a picture in HTML', asset: () => fakeAsset('a.eml', withPicture), atLeast: 2 },
    { name: 'attachments', asset: () => fakeAsset('a.eml', withFiles) },
  ],
  fuzzRounds: 40,
});

async function read(content: string | Uint8Array, overrides = {}) {
  const context = fakeReadContext(overrides);
  const segments: SegmentDraft[] = [];
  for await (const segment of emailReader.read(fakeAsset('mail.eml', content), context)) segments.push(segment);
  return { segments, bodies: segments.map((segment) => segment.words.body ?? ''), ...context };
}

describe('emailReader', () => {
  it('reads who wrote to whom, when, under what subject, and what', async () => {
    const { segments } = await read(plain);
    expect(segments).toEqual([
      {
        kind: 'text',
        locator: { char: { start: 24, end: 157 } },
        words: {
          name: 'mail Oak café chair',
          heading: 'Oak café chair',
          body: 'From: Ann Smith <ann@example.com>\nTo: bob@example.com, Lee, Cy <cy@example.com>\nDate: 2022-12-21 16:28 UTC\n\nThe chair costs 89 euros.',
        },
        metadata: {
          title: 'Oak café chair',
          from: 'Ann Smith <ann@example.com>',
          to: ['bob@example.com', 'Lee, Cy <cy@example.com>'],
          date: '2022-12-21T16:28:53.000Z',
        },
      },
    ]);
  });

  it('prefers the plain text, unless the HTML shows more', async () => {
    const alternatives = (text: string, html: string) =>
      multipart('alternative', ['Content-Type: text/plain', text], ['Content-Type: text/html', html]);
    expect((await read(alternatives('Plain words.', '<p>Rich words.</p>'))).bodies[0]).toContain('Plain words.');
    for (const html of [
      '<p>Rich words.</p><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>',
      `<p>Rich words.</p><p>${'And more. '.repeat(20)}</p>`,
      `<p>Rich words.</p><img src="data:image/png;base64,${png}">`,
    ])
      expect((await read(alternatives('Plain words.', html))).bodies.join()).toContain('Rich words.');
    const links = `Read this: ${'https://a.example/x?y=123456789 '.repeat(9)}`;
    expect((await read(alternatives(links, '<p>Read this:</p><p>Rich words here.</p>'))).bodies[0]).toContain('Rich');
  });

  it('shows the pictures that came with the mail, and hands on only the other parts', async () => {
    const { segments, attached } = await read(withPicture);
    expect(segments[0]).toMatchObject({
      kind: 'image',
      words: { name: 'oak leaf', heading: 'Oak café chair', alt: 'An oak leaf' },
      picture: { width: 1, height: 1, mediaType: 'image/png' },
    });
    expect(attached).toEqual([]);
    const { start = 0, end = 0 } = segments[0]?.locator.char ?? {};
    const before = (segments[1]?.words.body ?? '').indexOf('Our logo');
    expect(end - start).toBe('<img src="cid:logo@1" alt="An oak leaf">'.length);
    expect(before).toBeGreaterThan(0);
  });

  it('takes no pictures from the folder the mail lies in', async () => {
    const html = '<p>Hi</p><img src="secret.png"><img src="/etc/x.png">';
    const { asked, warnings } = await read(multipart('related', ['Content-Type: text/html', html]));
    expect(asked).toEqual([]);
    expect(warnings).toHaveLength(2);
  });

  it('hands on attachments under safe names, messages among them, without signatures', async () => {
    const { attached, bodies } = await read(withFiles);
    expect(attached.map((file) => [file.name, file.declaredType])).toEqual([
      ['a.txt', 'text/plain'],
      ['a (2).txt', 'text/plain'],
      ['forwarded.eml', 'message/rfc822'],
    ]);
    expect(
      Buffer.from((await attached[1]?.bytes()) ?? '')
        .toString()
        .trim(),
    ).toBe('two');
    expect(bodies[0]).toContain('Attachments: a.txt, a (2).txt, forwarded.eml');
    expect((await read((await attached[2]?.bytes()) ?? '')).bodies[0]).toContain('89 euros');
  });

  it('puts what is quoted at the end under the line that says whose it is', async () => {
    const text =
      'I agree.\n\nOn Monday,\nBob wrote:\n> Is it oak?\n>\n> Carl wrote:\n>> It looks like oak.\n> > To me.\n\n';
    const { segments } = await read(`${head('Content-Type: text/plain')}\n\n${text}`);
    expect(segments.map(({ words }) => [words.heading, words.body])).toEqual([
      ['Oak café chair', expect.stringMatching(/\n\nI agree\.$/)],
      ['Oak café chair › On Monday, Bob wrote:', 'Is it oak?'],
      ['Oak café chair › On Monday, Bob wrote: › Carl wrote:', 'It looks like oak.\nTo me.'],
    ]);
  });

  it('keeps answers with the lines they answer', async () => {
    const text = '> Is it oak?\nYes.\n> And the price?\n89.\n';
    const { bodies } = await read(`${head('Content-Type: text/plain')}\n\n${text}`);
    expect(bodies).toEqual([expect.stringContaining('> Is it oak?\nYes.\n> And the price?\n89.')]);
  });

  it('names who wrote a message that was sent on', async () => {
    const text = 'See below.\n\n-----Original Message-----\nFrom: Dora\nSent: today\n\nIt is oak.\n';
    const { segments } = await read(`${head('Content-Type: text/plain')}\n\n${text}`);
    expect(segments[1]?.words.heading).toBe('Oak café chair › From: Dora');
  });

  it.each([
    ['PGP', `multipart/encrypted; protocol="application/pgp-encrypted"; boundary=B`, '--B\n\nx\n--B--'],
    ['S/MIME', 'application/pkcs7-mime; smime-type=enveloped-data', 'AAAA'],
    ['PGP in the text', 'text/plain', '-----BEGIN PGP MESSAGE-----\n\nhIwDY\n-----END PGP MESSAGE-----'],
  ])('says that a mail is encrypted with %s', async (_, type, body) => {
    const { bodies, warnings, attached } = await read(`${head(`Content-Type: ${type}`)}\n\n${body}\n`);
    expect(bodies).toEqual([expect.stringMatching(/^From: Ann.*UTC$/s)]);
    expect(warnings[0]?.message).toContain('mail.eml is encrypted');
    expect(attached).toEqual([]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['UTF-16', Buffer.from(`\ufeff${plain}`, 'utf16le'), 'Oak café chair'],
    ['a header in Latin-1', Buffer.from('From: a@b.c\nSubject: Caf\xe9 chair\n\nHello', 'latin1'), 'Café chair'],
    [
      'Windows-1252',
      Buffer.from('From: a@b\nSubject: x\nContent-Type: text/plain; charset=windows-1252\n\n\x93Oak\x94', 'latin1'),
      '“Oak”',
    ],
    ['an unknown encoding', 'From: a@b\nContent-Type: text/plain; charset=klingon\n\nOak', 'Oak'],
    ['a body without its border', `${head('Content-Type: multipart/mixed; boundary=B')}\n\nHello there`, 'Hello there'],
    ['broken base64', 'From: a@b\nSubject: x\nContent-Transfer-Encoding: base64\n\n@@T2Fr!!\n', 'Oak'],
    ['the line of a mail box', `From a@b Mon Dec 05 17:09:55 2022\n${plain}`, '89 euros'],
  ])('copes with %s', async (_, content, expected) => {
    expect(JSON.stringify((await read(content)).segments)).toContain(expected);
  });

  it('refuses what holds no mail, and parts nested without end', async () => {
    await expect(read(' \n\n \n')).rejects.toMatchObject({ code: 'broken-content' });
    let nested = '';
    for (let n = 0; n < 300; n++) nested += `Content-Type: multipart/mixed; boundary=B${n}\n\n--B${n}\n`;
    await expect(read(`From: a@b\n${nested}`)).rejects.toMatchObject({ code: 'broken-content' });
  });

  it('lets other work run while it takes a long mail apart, and can be stopped there', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const reading = read(`From: a@b\n\n${'x\n'.repeat(600_000)}`, { signal: controller.signal });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('hands on no more parts than the limit of entries', async () => {
    const parts = Array.from({ length: 60 }, (): [string, string] => ['Content-Disposition: attachment', 'x']);
    const limits = { ...fakeReadContext().limits, maxEntries: 50 };
    const { attached, warnings } = await read(multipart('mixed', ...parts), { limits });
    expect(attached).toHaveLength(50);
    expect(new Set(attached.map((file) => file.name)).size).toBe(50);
    expect(warnings[0]?.message).toContain('more than 50 attachments');
  });

  it.each<[string, (n: number) => string]>([
    ['parts', (n) => `Content-Type: multipart/mixed; boundary=B\n\n${'--B\n\nx\n'.repeat(n / 8)}`],
    ['quotation marks', (n) => `\n${'>'.repeat(n)}\n`],
    ['quoted lines', (n) => `\n${'> a\n'.repeat(n / 4)}`],
    ['colons', (n) => `\n${'a:\n'.repeat(n / 3)}> b`],
    ['addresses', (n) => `To: ${'a@b, '.repeat(n / 5)}\n\nx`],
    ['encoded words', (n) => `Subject: ${'=?utf-8?q?a?= '.repeat(n / 14)}\n\nx`],
    ['pictures', (n) => `Content-Type: text/html\n\n${'<img src=cid:a>'.repeat(n / 15)}`],
    ['tags', (n) => `Content-Type: text/html\n\n${'<'.repeat(n)}`],
  ])('is quick on many %s', async (_, make) => {
    const started = performance.now();
    await read(`From: a@b\n${make(300_000)}`).catch((error: unknown) => expect(error).toBeInstanceOf(SightlineError));
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('loses no words of a plain text, whatever is quoted in it', async () => {
    const lines = fc.array(
      fc.tuple(fc.constantFrom('', '> ', '>> ', '>', '> > > '), fc.constantFrom('a', 'b:', '', '-- ')),
    );
    await fc.assert(
      fc.asyncProperty(lines, async (drawn) => {
        const words = drawn.map(([, word], index) =>
          word === '' ? '' : `${word}w${index}${word === 'b:' ? ':' : ''}`,
        );
        const text = drawn.map(([marks], index) => marks + words[index]).join('\n');
        const { segments } = await read(`From: a@b\nSubject: s\n\n${text}\n`);
        const all = JSON.stringify(segments.map((segment) => [segment.words.heading, segment.words.body]));
        for (const index of words.keys()) if (words[index]) expect(all).toMatch(new RegExp(`w${index}(?!\\d)`));
      }),
      { numRuns: 150 },
    );
  });
});
