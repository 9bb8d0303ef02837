import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { returnForm } from './return-form.ts';

const LETTER = [
  'Hello Torunn,',
  'thank you for the quick answer. I have filled in the return form and attached it, and I have put the list of what was in the parcel beside it, because the throw was missing from your list.',
  'The boots are lovely, but the left one pinches across the toes, even with thin socks. These are the ones:',
  'Nothing is wrong with the mugs and the throw. I keep those.',
  'One more question: may I hand the parcel in at the harbour kiosk? It is open until nine in the evening, and the post office closes before I come home.',
  'Kind regards\nElin Brekke',
] as const;
/** The paragraph that the picture follows. */
const SHOWN_AFTER = 2;

const QUOTED_BY = 'On Tuesday, 14 April 2026 at 09:12, Fjell & Hearth Returns wrote:';
const QUOTED = [
  'Dear Elin,',
  'I am sorry that the boots do not fit. Your return has the number R-3471. We have set one pair in size 43 aside for you until 24 April.',
  'Please send the form back to us by e-mail and put a copy into the parcel. Postage is paid.',
  'Torunn Lie\nFjell & Hearth Returns',
] as const;

const ORDER_LINES = `line,product,variant,quantity,price,currency,status
1,Scree hiking boots,size 42,1,235.00,USD,goes back
2,SpeckleMug enamel mug,white with blue rim,2,16.00,USD,kept
3,FogbankThrow wool throw,cream,1,98.00,USD,kept
`;

const escaped = (words: string): string => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/\n/g, '<br>');

/** Plain words as mail programs break them. */
function folded(words: string, width: number): string[] {
  return words.split('\n').flatMap((line) => line.match(new RegExp(`.{1,${width}}(?:\\s|$)`, 'g')) ?? ['']);
}

function plain(): string {
  const own = LETTER.flatMap((words) => [...folded(words, 72), '']);
  const quoted = QUOTED.flatMap((words, i) => [...(i ? [''] : []), ...folded(words, 70)]);
  return [...own, QUOTED_BY, ...quoted.map((line) => `> ${line}`)].map((line) => line.trimEnd()).join('\r\n');
}

function html(): string {
  const picture =
    '<p><img src="cid:boots.4127@brekke.example" width="320" height="240" alt="Brown hiking boots with red laces"></p>';
  const own = LETTER.map((words, i) => `<p>${escaped(words)}</p>${i === SHOWN_AFTER ? `\r\n${picture}` : ''}`);
  const quoted = QUOTED.map((words) => `<p>${escaped(words)}</p>`);
  return `<!doctype html>\r\n<html><head><meta charset="utf-8"></head>\r\n<body style="font-family:Georgia,serif;font-size:15px;color:#22282d">\r\n${own.join('\r\n')}\r\n<div class="quote"><p>${escaped(QUOTED_BY)}</p>\r\n<blockquote type="cite" style="margin:0 0 0 8px;padding-left:12px;border-left:3px solid #d98a3a;color:#59636b">\r\n${quoted.join('\r\n')}\r\n</blockquote></div>\r\n</body></html>`;
}

/** Quoted-printable (RFC 2045, 6.7): lines of at most 76 characters. */
function quotedPrintable(words: string): string {
  return words
    .split('\r\n')
    .map((line) => {
      const bytes = [...Buffer.from(line, 'utf8')].map((byte, i, all) => {
        const safe = (byte > 32 && byte < 127 && byte !== 61) || (byte === 32 && i < all.length - 1);
        return safe ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
      });
      const lines: string[] = [];
      let current = '';
      for (const piece of bytes) {
        if (current.length + piece.length > 75) {
          lines.push(`${current}=`);
          current = '';
        }
        current += piece;
      }
      return [...lines, current].join('\r\n');
    })
    .join('\r\n');
}

const base64 = (bytes: Uint8Array): string =>
  (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');

function part(headers: readonly string[], body: string): string {
  return [...headers, '', body].join('\r\n');
}

function multipart(kind: string, boundary: string, parts: readonly string[]): string {
  const body = parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('');
  return part([`Content-Type: multipart/${kind}; boundary="${boundary}"`], `${body}--${boundary}--\r\n`);
}

function text(subtype: string, words: string): string {
  return part(
    [`Content-Type: text/${subtype}; charset=utf-8`, 'Content-Transfer-Encoding: quoted-printable'],
    quotedPrintable(words),
  );
}

function file(type: string, name: string, bytes: Uint8Array, more: readonly string[] = []): string {
  const disposition = more.length > 0 ? 'inline' : 'attachment';
  return part(
    [
      `Content-Type: ${type}; name="${name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: ${disposition}; filename="${name}"`,
      ...more,
    ],
    base64(bytes),
  );
}

/** A customer's answer about a return: words in two forms, a picture among them, a form and a list attached. */
export async function returnMail(files: string): Promise<string> {
  const boots = await sharp(await readFile(join(files, 'products', 'Scree.jpg')))
    .resize(320, 240)
    .jpeg({ quality: 72, mozjpeg: true })
    .toBuffer();
  const body = multipart('mixed', 'mixed-4127', [
    multipart('alternative', 'alternative-4127', [
      text('plain', plain()),
      multipart('related', 'related-4127', [
        text('html', html()),
        file('image/jpeg', 'boots.jpg', boots, ['Content-ID: <boots.4127@brekke.example>']),
      ]),
    ]),
    file('application/pdf', 'return-form.pdf', await returnForm()),
    file('text/csv', 'order-4127.csv', Buffer.from(ORDER_LINES)),
  ]);
  return [
    'From: Elin Brekke <elin@brekke.example>',
    'To: Fjell & Hearth Returns <returns@fjell-hearth.example>',
    'Subject: Re: Order 4127: the boots are too narrow',
    'Date: Wed, 15 Apr 2026 18:40:00 +0200',
    'Message-ID: <4127-reply@brekke.example>',
    'In-Reply-To: <R-3471@fjell-hearth.example>',
    'References: <R-3471@fjell-hearth.example>',
    'MIME-Version: 1.0',
    body,
  ].join('\r\n');
}
