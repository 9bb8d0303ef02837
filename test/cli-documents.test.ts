import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sightline, writeFiles } from './cli-process.ts';
import { makeReport, type ReportTruth } from './fixtures/pdf/make-report.ts';

let cwd = '';
let figure: ReportTruth;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sightline-cli-documents-'));
  const { bytes, truth } = await makeReport();
  figure = truth.find((one) => one.kind === 'figure') as ReportTruth;
  await writeFiles(cwd, { 'files/report.pdf': bytes });
  const { code } = await sightline(['index', 'files', '--ocr', 'off'], { cwd });
  expect(code).toBe(0);
}, 60_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

it('names page and figure, and gives programs page, box and a picture of the evidence', async () => {
  const question = `What does ${figure.label} show?`;
  const people = await sightline(['ask', question], { cwd });
  expect(people.out).toContain(`report.pdf p.${figure.page} · ${figure.label}`);
  expect(people.code).toBe(0);

  const programs = await sightline(['ask', question, '--json', '--crops', 'crops'], { cwd });
  const [citation] = JSON.parse(programs.out).citations;
  expect(citation).toMatchObject({ document: 'report.pdf', label: figure.label, locator: { page: figure.page } });
  expect(citation.locator.box.width).toBeGreaterThan(50);
  const crop = await sharp(await readFile(join(cwd, citation.crop))).metadata();
  expect(crop.width / crop.height).toBeCloseTo(figure.box.width / figure.box.height, 1);

  const hits = JSON.parse(
    (await sightline(['search', question, '--json', '--crops', 'hits', '-k', '2'], { cwd })).out,
  ).hits;
  expect(hits[0].crop).toBe(join('hits', `${hits[0].segment.id}.png`));
});

it('shows a page, a place on it, and a hit, as pictures', async () => {
  for (const [reference, ratio] of [
    ['report.pdf#page=1', 612 / 792],
    ['report.pdf#page=1&xywh=100,100,200,100', 2],
  ] as const) {
    const { code, out } = await sightline(['show', reference, '--out', 'place.png'], { cwd });
    expect(out).toMatch(/^Wrote place\.png: \d+ × \d+ drawn/);
    const { width, height } = await sharp(await readFile(join(cwd, 'place.png'))).metadata();
    expect(width / height).toBeCloseTo(ratio, 1);
    expect(code).toBe(0);
  }
  const beyond = await sightline(['show', 'report.pdf#page=77', '--out', 'place.png'], { cwd });
  expect(beyond.code).toBe(3);
});
