import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectMediaType, extensionOf } from './media-type.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const isoBox = (brand: string) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mif1`, 'latin1');
const type = (content: string | Uint8Array, name = 'file', declared?: string) =>
  detectMediaType(typeof content === 'string' ? Buffer.from(content) : content, name, declared);

describe('detectMediaType', () => {
  it.each<[string, string | Uint8Array, string, string]>([
    ['a PNG with a wrong name', png, 'notes.txt', 'image/png'],
    ['a page with a wrong name', '<!-- x --><!DOCTYPE html>\n<html></html>', 'photo.jpg', 'text/html'],
    ['a part of a page with a wrong name', '<div><p>Hello</p></div>', 'photo.jpg', 'text/html'],
    ['a page of XHTML', '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>', 'a', 'text/html'],
    ['a UTF-16 page', Buffer.from('\ufeff<html><body>x</body></html>', 'utf16le'), 'a.bin', 'text/html'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'logo.txt', 'image/svg+xml'],
    [
      'a drawing with a prologue',
      '<?xml version="1.0"?><!-- by hand --><!DOCTYPE svg PUBLIC "x" [<!ENTITY a "b">]>\n<svg/>',
      'a',
      'image/svg+xml',
    ],
    ['other XML', '<?xml version="1.0"?><rss/>', 'feed', 'application/xml'],
    ['HEIC', isoBox('heic'), 'photo.jpg', 'image/heic'],
    ['AVIF', isoBox('avif'), 'photo', 'image/avif'],
    ['a TIFF whose directory is elsewhere', Buffer.from('II*\0\xff\xff\xff\xff', 'latin1'), 'a', 'image/tiff'],
    ['a PDF behind junk', 'junk\n%PDF-1.4\n', 'a.txt', 'application/pdf'],
    ['RTF', '{\\rtf1 hello}', 'a.txt', 'application/rtf'],
    ['an old Word file', Buffer.from('d0cf11e0a1b11ae1'.padEnd(1100, '0'), 'hex'), 'a.doc', 'application/msword'],
    ['binary rubbish', Uint8Array.from({ length: 999 }, (_, n) => (n * n) % 251), 'a.txt', 'application/octet-stream'],
    ['nothing', '', 'a.txt', 'application/x-empty'],
    ['words that begin like a picture', 'BMW builds cars. GIF89 too.', 'cars', 'text/plain'],
    ['words in Windows-1252 that begin like a program', Buffer.from('MZ na\xefve', 'latin1'), 'a', 'text/plain'],
    ['JSON', '[{"a": 1}]', 'a.txt', 'application/json'],
    ['broken JSON', '{"a": 1,, }', 'a.json', 'application/json'],
    ['broken JSON that is called a text', '{"a": 1,, }', 'a.txt', 'text/plain'],
    ['JSON Lines that are called JSON', '{"a": 1}\n{"a": 2}\n', 'a.json', 'application/x-ndjson'],
    ['one line of JSON Lines', '{"a": 1}\n', 'a.jsonl', 'application/x-ndjson'],
    ['one line of JSON', '{"a": 1}\n', 'a.json', 'application/json'],
    ['JSON Lines with a broken start', 'oops\n{"a": 1}\n', 'a.ndjson', 'application/x-ndjson'],
    ['a log in brackets', '[INFO] started\n[INFO] done\n', 'log', 'text/plain'],
    ['a CSV table', 'id,name\n1,a\n', 'a.csv', 'text/csv'],
    ['a CSV table with tabs', 'id\tname\n1\ta\n', 'a.csv', 'text/tab-separated-values'],
    ['prose that is called a table', 'Dear Sir,\nit is, I fear, so.\nYours', 'a.csv', 'text/plain'],
    ['a table without a name', 'id;name;price\n1;a;2\n2;b;3\n', 'download', 'text/csv'],
    ['a table that is called a text', 'id\tname\tprice\n1\ta\t2\n2\tb\t3\n', 'a.txt', 'text/tab-separated-values'],
    ['code with commas', 'a, b, c\nd, e, f\ng, h, i\n', 'a.py', 'text/x-python'],
    ['TypeScript, not a video', 'export const a = 1;\n', 'a.ts', 'text/typescript'],
    ['translations that are called code', '<?xml version="1.0"?>\n<TS version="2.1"/>', 'de.ts', 'application/xml'],
    ['a page that is called code', '<!DOCTYPE html>\n<html></html>', 'a.php', 'text/html'],
    ['a component', '<template>\n  <p>Hi</p>\n</template>\n', 'a.vue', 'text/x-vue'],
    ['settings', 'a: 1\nb:\n  - c\n', 'a.yml', 'application/yaml'],
    ['a script without a name', '#!/usr/bin/env python3\nprint(1)\n', 'run', 'text/x-python'],
    ['a Makefile', 'all:\n\techo hi\n', 'src/Makefile', 'text/x-makefile'],
    ['Markdown', 'just words', 'README.md', 'text/markdown'],
    [
      'Markdown that begins with a tag',
      '<p align="center"><img src="a.png"></p>\n\n# Hello',
      'README.md',
      'text/markdown',
    ],
    ['Markdown without a name', '# Title\n\nSee [this](a.md).', 'README', 'text/markdown'],
    ['a comment that looks like a heading', '# Title\n\n- a', 'script.py', 'text/x-python'],
    [
      'an e-mail',
      'From: a@b.example\nTo: c@d.example\nSubject: Chair\nDate: today\n\nHello',
      'a.eml',
      'message/rfc822',
    ],
    ['an e-mail that is called so, with few headers', 'Subject: Chair\n\nHello', 'a.eml', 'message/rfc822'],
    [
      'an e-mail out of a mail box',
      'From a@b.example Mon Dec 05\nFrom: a@b\nTo: c\nDate: d\n\nx',
      'a',
      'message/rfc822',
    ],
    ['an e-mail in UTF-16', Buffer.from('\ufeffFrom: a\nTo: b\nDate: c\n\nx', 'utf16le'), 'a.eml', 'message/rfc822'],
    [
      'an e-mail that carries bytes',
      Buffer.concat([Buffer.from('From: a\nTo: b\nDate: c\n\n'), Buffer.alloc(500)]),
      'a',
      'message/rfc822',
    ],
    ['an e-mail that is called a text', 'From: a@b\nTo: c\nDate: d\n\nx', 'a.txt', 'text/plain'],
    ['a notebook', '{"cells": [], "metadata": {}, "nbformat": 4}', 'a.json', 'application/x-ipynb+json'],
    ['JSON with cells', '{"cells": [{"x": 1}], "rows": 4}', 'a.json', 'application/json'],
    [
      'a long notebook',
      `{"cells": [{"cell_type": "markdown", "source": "${'x'.repeat(300_000)}`,
      'a.ipynb',
      'application/x-ipynb+json',
    ],
    ['subtitles', 'WEBVTT\n\n00:01.000 --> 00:02.000\nHi', 'a.txt', 'text/vtt'],
    ['blanks', ' \n\t\n', 'a', 'text/plain'],
  ])('tells %s', async (_, content, name, expected) => {
    expect(await type(content, name)).toBe(expected);
  });

  it('takes what a server says for a tie-breaker only', async () => {
    expect(await type('hello <b>you</b>', 'https://a.example/page?x=1', 'text/html; charset=utf-8')).toBe('text/html');
    expect(await type('plain words', 'https://a.example/page', 'text/markdown')).toBe('text/markdown');
    expect(await type(png, 'https://a.example/page', 'text/html')).toBe('image/png');
  });

  it('never rejects and always names a type', async () => {
    const marks = fc.string({ unit: fc.constantFrom(...'<>!?-[]{}",:;|#*\\%\n\t a1'.split('')), maxLength: 80 });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      marks.map((text) => new Uint8Array(Buffer.from(text))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('a', 'a.csv', 'a.jsonl', 'a.html', 'a.md'), async (content, name) => {
        expect(await detectMediaType(content, name)).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/);
      }),
      { numRuns: 400 },
    );
  });

  it.each(['<!', '<!--', '<?', '<a', '[', '{"a":', '"', ',', '|\n', '# \n', '**', '[x](', 'From:\n'])(
    'is quick on many %j',
    async (unit) => {
      const bytes = Buffer.from(unit.repeat(1_000_000 / unit.length));
      const started = performance.now();
      await Promise.all(['a', 'a.csv', 'a.html'].map((name) => detectMediaType(bytes, name)));
      expect(performance.now() - started).toBeLessThan(3000);
    },
  );
});

describe('extensionOf', () => {
  it.each([
    ['a/b.JPG', 'jpg'],
    ['https://a.example/b.json?c=d.png', 'json'],
    ['a.b/c', ''],
    ['.env', ''],
    ['archive.tar.gz', 'gz'],
  ])('of %s is %j', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });
});
