import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import type { ReadContext } from '../reader.ts';
import { fakeDeck, fakeShape } from './fake-deck.ts';
import { legacyOfficeReader } from './legacy-office.ts';
import { findLibreOffice, type LibreOfficeSetting } from './libreoffice.ts';

const without: Partial<ReadContext> & LibreOfficeSetting = { libreOffice: false };

async function read(name: string, bytes: Uint8Array | string, overrides: Partial<ReadContext> = without) {
  const segments = [];
  for await (const segment of legacyOfficeReader.read(fakeAsset(name, bytes), fakeReadContext(overrides)))
    segments.push(segment);
  return segments;
}
let folder: string;
/** In place of LibreOffice: whatever it is given becomes the same deck. */
const standIn = () => join(folder, 'soffice');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-test-'));
  await writeFile(join(folder, 'deck.pptx'), fakeDeck({ slides: [{ shapes: fakeShape('title', ['Old times']) }] }));
  await writeFile(standIn(), `#!/bin/sh\ncp ${folder}/deck.pptx out/document.pptx\n`);
  await chmod(standIn(), 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('with LibreOffice', () => {
  const context: Partial<ReadContext> & LibreOfficeSetting = {
    get libreOffice() {
      return standIn();
    },
  };
  readerContract('legacy-office', {
    makeReader: () => legacyOfficeReader,
    fixtures: [{ name: 'an old deck', asset: () => fakeAsset('old.ppt', compound('PowerPoint Document')), context }],
    fuzzRounds: 12,
  });
});

/** The container of old Office files, with nothing but the name of a stream in it. */
const compound = (stream: string) =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504), Buffer.from(`${stream}\0`, 'utf16le')]);

describe('documents of old office programs', () => {
  it.each([
    [
      'old.doc',
      compound('WordDocument'),
      /old\.doc is a Word document of the old format.*Install LibreOffice, or save it as \.docx/,
    ],
    ['wrong.doc', compound('Workbook'), /an Excel workbook of the old format.*\.xlsx/],
    ['old.ppt', compound('PowerPoint Document'), /a PowerPoint deck of the old format.*\.pptx/],
    ['note.rtf', '{\\rtf1 hello}', /a document in Rich Text Format.*\.docx/],
    [
      'a.odp',
      zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.presentation') }),
      /an OpenDocument presentation.*\.pptx/,
    ],
  ])('name LibreOffice as the remedy where it is missing: %s', async (name, bytes, message) => {
    await expect(read(name, bytes)).rejects.toMatchObject({
      name: 'SightlineError',
      code: 'unsupported-type',
      message: expect.stringMatching(message),
    });
  });

  it('say when they are locked, or nothing of the kind', async () => {
    await expect(read('secret.xlsx', compound('EncryptedPackage'))).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringMatching(/secret\.xlsx is locked with a password/),
    });
    for (const bytes of ['', 'x', compound('Other'), zipSync({ 'a.txt': strToU8('a') }), strToU8('PK\u0003\u0004')])
      await expect(read('odd.doc', bytes)).rejects.toMatchObject({ code: 'broken-content' });
  });

  it('are read by the reader of the new format after LibreOffice converted them', async ({ skip }) => {
    if ((await findLibreOffice(undefined)) === undefined) skip('LibreOffice is not installed');
    const segments = await read('tide.rtf', '{\\rtf1\\ansi The tide comes at nine.}', {});
    expect(segments).toMatchObject([{ kind: 'text', words: { name: 'tide', body: 'The tide comes at nine.' } }]);
  }, 60_000);
});
