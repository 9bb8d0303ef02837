import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import sharp from 'sharp';
import { formatLocator, type OpenOptions, open, type Sightline } from 'sightline';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeReport, type Report } from './fixtures/pdf/make-report.ts';

let report: Report;
let root: string;
let files: string;
const opened: Sightline[] = [];

beforeAll(async () => {
  report = await makeReport();
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-documents-'));
  files = join(root, 'files');
  await mkdir(files);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
  await rm(root, { recursive: true, force: true });
});

async function openIndex(options: OpenOptions = {}): Promise<Sightline> {
  const engine = await open({ index: join(root, 'index'), ocr: 'off', libreOffice: 'off', ...options });
  opened.push(engine);
  return engine;
}
const names = async (engine: Sightline): Promise<string[]> => [
  ...new Set((await engine.list()).map((segment) => segment.documentName).sort()),
];

/** A mail with attachments, as mail programs write it. */
function mail(subject: string, attachments: Readonly<Record<string, string | Uint8Array>>): string {
  const parts = Object.entries(attachments).map(([name, content]) =>
    [
      `Content-Type: application/octet-stream; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n'),
    ].join('\r\n'),
  );
  const body = 'Content-Type: text/plain\r\n\r\nPlease find the files attached.';
  return [
    'From: a@example.org\r\nTo: b@example.org',
    `Subject: ${subject}`,
    'Date: Tue, 3 Mar 2026 09:00:00 +0000\r\nMIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="cut"\r\n',
    ...[body, ...parts].map((part) => `--cut\r\n${part}`),
    '--cut--\r\n',
  ].join('\r\n');
}

describe('files inside files', () => {
  it('are documents of their own, however deep, and go when they are no longer there', async () => {
    const zip = zipSync({
      'notes/anchor.txt': strToU8('The anchor weighs nine kilograms.'),
      'b.csv': strToU8('a,b\n1,2'),
    });
    await writeFile(
      join(files, 'mail.eml'),
      mail('Harbour', { 'things.zip': zip, 'rope.txt': 'The rope is thirty metres long.' }),
    );
    const engine = await openIndex();
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 5, failed: 0, warnings: 0 });
    expect(await names(engine)).toEqual([
      'mail.eml',
      'mail.eml/rope.txt',
      'mail.eml/things.zip/b.csv',
      'mail.eml/things.zip/notes/anchor.txt',
    ]);
    expect((await engine.search('how heavy is the anchor')).hits[0]?.reference).toMatch(
      /^mail\.eml\/things\.zip\/notes\/anchor\.txt#/,
    );
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 0, removed: 0 });

    await writeFile(join(files, 'mail.eml'), mail('Harbour', { 'rope.txt': 'The rope is thirty metres long.' }));
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 1, removed: 3 });
    expect(await names(engine)).toEqual(['mail.eml', 'mail.eml/rope.txt']);
    expect((await engine.remove('mail.eml')).sort()).toEqual(['mail.eml', 'mail.eml/rope.txt']);
    expect(await names(engine)).toEqual([]);
  });

  it('that cannot be read are warnings of the file around them', async () => {
    await writeFile(
      join(files, 'mail.eml'),
      mail('Two', { 'good.txt': 'Good words.', 'bad.pdf': '%PDF-1.4 nothing more' }),
    );
    const engine = await openIndex();
    const warnings: string[] = [];
    for await (const event of engine.add(files))
      if (event.type === 'indexed') warnings.push(...event.warnings.map((warning) => warning.message));
    expect(warnings).toEqual([expect.stringMatching(/^bad\.pdf in it was not indexed: .*PDF/)]);
    expect(await names(engine)).toEqual(['mail.eml', 'mail.eml/good.txt']);
  });

  it('are followed so deep and no deeper, and unpack to so much and no more', async () => {
    let deep = zipSync({ 'a.txt': strToU8('At the bottom.') });
    for (let depth = 0; depth < 6; depth++) deep = zipSync({ 'inner.zip': deep });
    await writeFile(join(files, 'deep.zip'), deep);
    const wide = ['a', 'b', 'c'].map((name) => [`${name}.txt`, strToU8(name.repeat(400))] as const);
    await writeFile(join(files, 'wide.zip'), zipSync(Object.fromEntries(wide)));
    const warningsOf = async (engine: Sightline, name: string): Promise<string> => {
      const warnings: string[] = [];
      for await (const event of engine.add(join(files, name)))
        if (event.type === 'indexed') warnings.push(...event.warnings.map((warning) => warning.message));
      return warnings.join('\n');
    };
    expect(await warningsOf(await openIndex(), 'deep.zip')).toMatch(/files deep/);
    const engine = await openIndex({ index: 'memory:', maxUnpackedBytes: 1_000 });
    expect(await warningsOf(engine, 'wide.zip')).toMatch(/c\.txt in it was not indexed: .*1,?000 bytes/);
    expect(await names(engine)).toEqual(['wide.zip/a.txt', 'wide.zip/b.txt']);
  });
});

describe('pages', () => {
  it('are shown as they are cited: a page, a figure, the lines of a quotation', async () => {
    await writeFile(join(files, 'report.pdf'), report.bytes);
    const engine = await openIndex();
    await engine.add(files).finished();
    const [figure] = report.truth.filter((one) => one.kind === 'figure');
    if (!figure) throw new Error('The report has a figure.');
    const { hits, notes } = await engine.search(`What does ${figure.label} show?`);
    expect(hits[0]?.segment).toMatchObject({
      kind: 'image',
      locator: { page: figure.page },
      metadata: { label: figure.label },
    });
    expect(notes).toEqual([expect.stringContaining(figure.label)]);

    const answer = await engine.ask(`What does ${figure.label} show?`);
    expect(answer.citations[0]).toMatchObject({
      document: 'report.pdf',
      label: figure.label,
      locator: { page: figure.page },
    });
    const [cited] = await engine.show(answer.citations[0]?.reference ?? '');
    const crop = await sharp(await cited?.picture({ side: 400 })).metadata();
    expect(Math.max(crop.width, crop.height)).toBe(400);
    expect(crop.width / crop.height).toBeCloseTo(figure.box.width / figure.box.height, 1);

    const [page] = await engine.show(`report.pdf#page=${figure.page}`);
    const whole = await sharp(await page?.picture({ side: 300 })).metadata();
    expect([whole.width, whole.height]).toEqual([Math.round((300 * 612) / 792), 300]);
    const box = { x: 60, y: 60, width: 200, height: 100 };
    const [part] = await engine.show(`report.pdf${formatLocator({ page: 1, box })}`);
    const cut = await sharp(await part?.picture({ side: 200 })).metadata();
    expect([cut.width, cut.height]).toEqual([200, 100]);
  });

  it('are not drawn from a file that has changed, but from the copy where one was kept', async () => {
    await writeFile(join(files, 'report.pdf'), report.bytes);
    const plain = await openIndex();
    await plain.add(files).finished();
    const keeping = await openIndex({ index: join(root, 'keeping'), keepOriginals: true });
    await keeping.add(files).finished();
    await rm(join(files, 'report.pdf'));
    const page = async (engine: Sightline) => (await engine.show('report.pdf#page=1'))[0]?.picture();
    expect(await page(plain)).toBeUndefined();
    expect((await page(keeping))?.length).toBeGreaterThan(1_000);
  });

  it('inside an e-mail are drawn from the index', async () => {
    await writeFile(join(files, 'mail.eml'), mail('The report', { 'report.pdf': report.bytes }));
    const engine = await openIndex();
    await engine.add(files).finished();
    const [page] = await engine.show('mail.eml/report.pdf#page=1');
    expect((await page?.picture())?.length).toBeGreaterThan(1_000);
  });

  it('that were scanned are read, each line at its place', async () => {
    await writeFile(join(files, 'report.pdf'), report.bytes);
    const engine = await openIndex({ ocr: 'light' });
    await engine.add(files).finished();
    const scanned = (await engine.list()).find((segment) => segment.kind === 'page');
    expect(scanned?.locator).toEqual({ page: report.scannedPage });
    expect(scanned?.metadata.scanned).toBe(true);
    expect(scanned?.words.ocr?.length).toBeGreaterThan(40);
    const [line] = scanned?.lines ?? [];
    expect(scanned?.words.ocr?.slice(line?.start, line?.end)).not.toContain('\n');
    expect((line?.box.x ?? 0) + (line?.box.width ?? 0)).toBeLessThanOrEqual(612);
    const answer = await engine.ask(scanned?.words.ocr?.split('\n')[0] ?? '');
    expect(answer.citations[0]?.locator.box?.height).toBeLessThan(100);
  });

  it('of a locked document open with its password only', async () => {
    const { lockedPdf } = await import('../src/read/pdf/pdf-fixtures.ts');
    await writeFile(join(files, 'locked.pdf'), lockedPdf('sesame', 'The treasure lies beneath the lighthouse.'));
    const engine = await openIndex();
    expect(await engine.add(files).finished()).toMatchObject({ failed: 1 });
    expect((await engine.status()).problems[0]?.reason).toMatch(/locked with a password.*passwords/);
    const knowing = await openIndex({ passwords: ['wrong', 'sesame'] });
    expect(await knowing.add(files).finished()).toMatchObject({ indexed: 1, failed: 0 });
    expect((await knowing.search('treasure')).hits[0]?.segment.words.body).toContain('lighthouse');
  });
});
