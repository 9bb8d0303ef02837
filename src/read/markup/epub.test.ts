import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeArchive } from '../archive/fake-archive.ts';
import { fakeAsset } from '../fake-asset.ts';
import { type FakeReadOptions, fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { epubReader } from './epub.ts';

const png = new Uint8Array(
  await sharp({ create: { width: 40, height: 30, channels: 3, background: '#26c' } })
    .png()
    .toBuffer(),
);

const page = (body: string, title = 'Rain') =>
  `<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>${title}</title><script src="x.js"/></head><body>${body}</body></html>`;

const files: Record<string, string | Uint8Array> = {
  mimetype: 'application/epub+zip',
  'META-INF/container.xml':
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
  'OEBPS/book.opf': `<opf:package xmlns:opf="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><opf:metadata><dc:title>A book of rain</dc:title><dc:creator>Ann Weather</dc:creator><dc:creator>Bob Cloud</dc:creator></opf:metadata><opf:manifest>
    <opf:item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
    <opf:item id="c2" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
    <opf:item id="c1" href="text/one.xhtml" media-type="application/xhtml+xml"/>
    <opf:item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
    <opf:item id="gone" href="gone.xhtml" media-type="application/xhtml+xml"/></opf:manifest>
    <opf:spine><opf:itemref idref="cover"/><opf:itemref idref="nav"/><opf:itemref idref="c1"/><opf:itemref idref="c2"/><opf:itemref idref="c1"/></opf:spine></opf:package>`,
  'OEBPS/nav.xhtml': page(
    '<nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="toc"><ol><li><span>Part I</span><ol><li><a href="text/one.xhtml">Rain</a></li><li><a href="text/two%20b.xhtml">Of <b>hail</b></a></li></ol></li></ol></nav>',
  ),
  'OEBPS/cover.xhtml': page(
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image width="600" height="800" xlink:href="img/cover.png"/></svg>',
  ),
  'OEBPS/text/one.xhtml': page(
    '<h1>Rain</h1><p>It rains &amp; rains.<a id="p1"/></p><h2>Puddles</h2><p>They are deep&#160;here.</p><figure><img src="../img/cover.png" alt="A puddle"/><figcaption>Figure 2: A puddle</figcaption></figure><aside><p>A note at the foot.</p></aside>',
  ),
  'OEBPS/text/two b.xhtml': page(
    '<p>Hail is hard.</p><img src="../img/none.png" alt="x"/><img src="../../../etc/passwd" alt="y"/>',
  ),
  'OEBPS/img/cover.png': png,
};

async function read(changed: Record<string, string | Uint8Array> = {}, overrides: FakeReadOptions = {}) {
  const context = fakeReadContext(overrides);
  const segments: SegmentDraft[] = [];
  const asset = fakeAsset('rain-book.epub', fakeArchive({ ...files, ...changed }));
  for await (const segment of epubReader.read(asset, context)) segments.push(segment);
  return { context, segments };
}

readerContract('epub', {
  makeReader: () => epubReader,
  fixtures: [
    { name: 'a small book', asset: () => fakeAsset('rain.epub', fakeArchive(files)), atLeast: 5 },
    { name: 'short passages', asset: () => fakeAsset('rain.epub', fakeArchive(files)), context: { passageChars: 10 } },
  ],
});

describe('epubReader', () => {
  it('reads chapters in reading order, under the titles of the table of contents', async () => {
    const { segments } = await read();
    expect(segments.map(({ kind, locator, words }) => [kind, locator.id, words.heading, words.body])).toEqual([
      ['image', 'OEBPS/cover.xhtml', 'Rain', undefined],
      ['text', 'OEBPS/text/one.xhtml', 'Part I › Rain', 'It rains & rains.'],
      ['image', 'OEBPS/text/one.xhtml', 'Part I › Rain › Puddles', undefined],
      ['text', 'OEBPS/text/one.xhtml', 'Part I › Rain › Puddles', 'They are deep here.\n\nA note at the foot.'],
      ['text', 'OEBPS/text/two b.xhtml', 'Part I › Of hail', 'Hail is hard.'],
    ]);
    for (const segment of segments) {
      expect(segment.words.name).toBe('rain book A book of rain');
      expect(segment.metadata).toMatchObject({ title: 'A book of rain', author: 'Ann Weather, Bob Cloud' });
    }
  });

  it('locates words in the source of their chapter', async () => {
    const { segments } = await read();
    const source = String(files['OEBPS/text/one.xhtml']);
    const [first] = segments.filter((one) => one.locator.id === 'OEBPS/text/one.xhtml');
    expect(source.slice(first?.locator.char?.start, first?.locator.char?.end)).toBe('It rains &amp; rains.');
  });

  it('takes pictures from inside the book only', async () => {
    const { segments, context } = await read();
    const images = segments.filter((one) => one.kind === 'image');
    expect(images.map((one) => one.picture?.width)).toEqual([40, 40]);
    expect(images[1]).toMatchObject({
      words: { caption: 'Figure 2: A puddle', alt: 'A puddle' },
      metadata: { label: 'Figure 2' },
    });
    expect(context.asked).toEqual([]);
    expect(context.warnings.map((warning) => warning.message)).toEqual([
      'rain-book.epub is read without its picture ../img/none.png: The book holds no file OEBPS/img/none.png.',
      'rain-book.epub is read without its picture ../../../etc/passwd: The book holds no file etc/passwd.',
    ]);
  });

  it('reads the table of contents of older books', async () => {
    const ncx =
      '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>First</text></navLabel><content src="text/one.xhtml#top"/></navPoint><navPoint><navLabel><text>Second</text></navLabel><content src="text/two%20b.xhtml"/><navPoint><navLabel><text>Within</text></navLabel><content src="text/two%20b.xhtml#x"/></navPoint></navPoint></navMap></ncx>';
    const opf = String(files['OEBPS/book.opf'])
      .replace('properties="nav"', '')
      .replace('<opf:spine>', '<opf:spine toc="gone">')
      .replace('gone.xhtml" media-type="application/xhtml+xml"', 'toc.ncx" media-type="application/x-dtbncx+xml"')
      .replace('<opf:itemref idref="nav"/>', '');
    const { segments } = await read({ 'OEBPS/book.opf': opf, 'OEBPS/toc.ncx': ncx });
    const headings = segments.map((one) => one.words.heading);
    expect(headings).toContain('First › Rain');
    expect(headings).toContain('Second');
  });

  it('goes on behind a chapter that is not there', async () => {
    const opf = String(files['OEBPS/book.opf']).replace('<opf:itemref idref="c1"/>', '<opf:itemref idref="gone"/>');
    const { segments, context } = await read({ 'OEBPS/book.opf': opf });
    expect(segments.map((one) => one.words.body)).toContain('Hail is hard.');
    expect(context.warnings[0]?.message).toContain('A chapter of rain-book.epub was left out');
  });

  it('refuses books that are protected, and takes those of which only fonts are scrambled', async () => {
    const encryption = (method: string, path: string) =>
      `<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="${method}"/><enc:CipherData><enc:CipherReference URI="${path}"/></enc:CipherData></enc:EncryptedData></encryption>`;
    const locked = encryption('http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'OEBPS/text/one.xhtml');
    const refused = read({ 'META-INF/encryption.xml': locked });
    await expect(refused).rejects.toMatchObject({ code: 'unsupported-type', message: expect.stringContaining('DRM') });
    const fonts = encryption('http://www.idpf.org/2008/embedding', 'OEBPS/font.otf');
    expect((await read({ 'META-INF/encryption.xml': fonts })).segments.length).toBe(5);
  });

  it('counts segments over the whole book', async () => {
    const { segments, context } = await read({}, { limits: { ...fakeReadContext().limits, maxRecords: 2 } });
    expect(segments).toHaveLength(2);
    expect(context.warnings.filter((warning) => warning.message.includes('more than 2 segments'))).toHaveLength(1);
  });

  it('refuses archives that are no book', async () => {
    const asset = fakeAsset('a.epub', fakeArchive({ 'a.txt': 'hello' }));
    await expect(epubReader.read(asset, fakeReadContext())[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'broken-content',
    });
  });
});
