import { Buffer } from 'node:buffer';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { detectMediaType } from '../media-type.ts';
import { readerContract } from '../reader.contract.ts';
import { zipReader } from './zip.ts';

const zip = (files: Record<string, string | Uint8Array>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content]),
    ),
    { level: 6 },
  );

readerContract('zip', {
  makeReader: () => zipReader,
  fixtures: [
    {
      name: 'an archive',
      asset: () => fakeAsset('a.zip', zip({ 'a.txt': 'Hello', 'b/c.md': '# Title' })),
      atLeast: 0,
    },
  ],
});

async function read(bytes: Uint8Array, overrides = {}) {
  const context = fakeReadContext(overrides);
  for await (const _ of zipReader.read(fakeAsset('a.zip', bytes), context)) throw new Error('a segment of an archive');
  return context;
}

/** The archive with the flag of encryption set on every entry. */
function locked(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  for (const [signature, place] of [
    ['PK\x03\x04', 6],
    ['PK\x01\x02', 8],
  ] as const)
    for (let at = copy.indexOf(signature, 0, 'latin1'); at >= 0; at = copy.indexOf(signature, at + 4, 'latin1'))
      copy[at + place] = (copy[at + place] ?? 0) | 1;
  return copy;
}

describe('zipReader', () => {
  it('hands on every file but what systems leave behind, and unpacks it when asked', async () => {
    const { attached, warnings } = await read(
      zip({ 'a.txt': 'Hello', 'b/a.txt': 'You', '__MACOSX/._a.txt': 'x', '.git/config': 'x', 'b/Thumbs.db': 'x' }),
    );
    expect(attached.map((file) => [file.name, file.sizeBytes])).toEqual([
      ['a.txt', 5],
      ['b/a.txt', 3],
    ]);
    expect(Buffer.from((await attached[1]?.bytes()) ?? '').toString()).toBe('You');
    expect(warnings).toEqual([]);
  });

  it('makes names safe and keeps them apart', async () => {
    const { attached } = await read(zip({ '../../etc/passwd': 'a', 'C:\\etc\\passwd': 'b', '/etc/Passwd': 'c' }));
    expect(attached.map((file) => file.name)).toEqual(['etc/passwd', 'etc/passwd (2)', 'etc/Passwd (3)']);
    const contents = await Promise.all(attached.map(async (file) => Buffer.from(await file.bytes()).toString()));
    expect(contents).toEqual(['a', 'b', 'c']);
  });

  it('hands on archives in archives', async () => {
    const { attached } = await read(zip({ 'inner.zip': zip({ 'a.txt': 'Hello' }) }));
    expect(await detectMediaType((await attached[0]?.bytes()) ?? new Uint8Array(), 'inner.zip')).toBe(
      'application/zip',
    );
  });

  it('names what is locked, and gives up when all of it is', async () => {
    await expect(read(locked(zip({ 'a.txt': 'Hello' })))).rejects.toMatchObject({
      code: 'unsupported-type',
      message: expect.stringContaining('1 file in a.zip cannot be read without a password: a.txt.'),
    });
  });

  it('says that an archive is empty', async () => {
    await expect(read(zip({}))).rejects.toMatchObject({ code: 'broken-content' });
  });

  it('unpacks no more than the limits allow', async () => {
    const limits = { ...fakeReadContext().limits, maxFileBytes: 1000 };
    const { attached } = await read(zip({ 'zeros.bin': new Uint8Array(5000) }), { limits });
    await expect(attached[0]?.bytes()).rejects.toMatchObject({ code: 'limit-exceeded' });
  });
});

describe('detectMediaType of documents that are archives', () => {
  const part = (type: string) => `<Types><Override PartName="/x" ContentType="application/${type}.main+xml"/></Types>`;
  it.each([
    ['a Word document', 'vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['a slide deck', 'vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['a spreadsheet', 'vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ])('knows %s whatever stands first in it', async (_, type) => {
    const files = { 'z/other.bin': new Uint8Array(9), 'a.txt': 'x', '[Content_Types].xml': part(type) };
    expect(await detectMediaType(zip(files), 'a.zip')).toBe(`application/${type}`);
  });

  it.each(['application/vnd.oasis.opendocument.text', 'application/epub+zip'])('knows %s', async (type) => {
    expect(await detectMediaType(zip({ 'a.txt': 'x', mimetype: `${type}\n` }), 'a.zip')).toBe(type);
  });

  it('leaves archives of documents archives', async () => {
    expect(await detectMediaType(zip({ 'word/document.txt': 'x', 'mimetype.txt': 'x' }), 'a.docx')).toBe(
      'application/zip',
    );
  });
});
