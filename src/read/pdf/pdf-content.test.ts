import { clip, degrees, endPath, popGraphicsState, pushGraphicsState, rectangle, rgb } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { pdfContent } from './pdf-content.ts';
import { handmadePdf, paintedPdf, scannedPage, stripes, writeLines } from './pdf-fixtures.ts';
import { openPdf, pdfLibrary } from './pdf-library.ts';
import type { PdfPage } from './pdf-page.ts';

async function content(bytes: Uint8Array, number = 1): Promise<PdfPage> {
  const { document, close } = await openPdf(new Uint8Array(bytes), '', 'reading');
  try {
    return await pdfContent(await document.getPage(number), { library: await pdfLibrary() });
  } finally {
    await close();
  }
}

/** Boxes to whole points, which is as close as fonts let us be. */
const whole = ({ x, y, width, height }: PdfPage['images'][number]['box']) => [x, y, width, height].map(Math.round);

const onePage = (stream: string, page = '') =>
  handmadePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] ${page} /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> /XObject << /Form 7 0 R >> >> >>`,
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-BoldItalic >>',
    '<< /Type /XObject /Subtype /Form /BBox [0 0 100 100] /Matrix [2 0 0 2 50 50] /Resources << /Font << /F1 5 0 R >> >> /Length 60 >>\nstream\nBT /F1 10 Tf 10 20 Td (inside) Tj ET 0 0 40 30 re f          \nendstream',
  ]);

describe('the text of a PDF page', () => {
  it('comes in runs with places from the top left, sizes and styles', async () => {
    const page = await content(onePage('BT /F1 20 Tf 50 500 Td (Plain) Tj 100 0 Td /F2 10 Tf (Loud) Tj ET'));
    expect(page).toMatchObject({ number: 1, width: 400, height: 600 });
    expect(page.runs.map((run) => [run.text, run.fontSize, run.bold, run.italic])).toEqual([
      ['Plain', 20, false, false],
      ['Loud', 10, true, true],
    ]);
    // The baseline is 100 below the top; a box reaches 4/5 of the size above it.
    expect(whole(page.runs[0]?.box ?? { x: 0, y: 0, width: 0, height: 0 })).toEqual([50, 84, 44, 20]);
  });

  it('has blanks where glyphs are moved apart, and starts anew where they are far apart', async () => {
    const spaced = 'BT /F1 10 Tf 20 500 Td [(one) -300 (two) -40 (three) -3000 (four)] TJ ET';
    const { runs } = await content(onePage(spaced));
    expect(runs.map((run) => run.text)).toEqual(['one twothree', 'four']);
  });

  it('is whole where each letter is placed by itself, and single where it is painted twice to look bold', async () => {
    const letters = Object.entries({ w: 20, a: 27.2, l: 32.8, k: 35 }).map(
      ([letter, x]) => `1 0 0 1 ${x} 500 Tm (${letter}) Tj 1 0 0 1 ${x + 0.3} 500 Tm (${letter}) Tj`,
    );
    const { runs } = await content(onePage(`BT /F1 10 Tf ${letters.join(' ')} ET`));
    expect(runs.map((run) => run.text)).toEqual(['walk']);
  });

  it('is followed through forms, letter spacing, rises and stretching', async () => {
    const { runs, drawings } = await content(
      onePage('/Form Do BT /F1 10 Tf 2 Tc 5 Ts 200 Tz 10 500 Td (ab) Tj ET BT 0 Tc 0 Ts 100 Tz 10 400 Td (c) Tj ET'),
    );
    expect(runs.map((run) => [run.text, ...whole(run.box)])).toEqual([
      ['inside', 70, 494, 52, 20],
      ['ab', 10, 87, 26, 10],
      ['c', 10, 192, 5, 10],
    ]);
    expect(drawings.map((drawing) => whole(drawing.box))).toEqual([[50, 490, 80, 60]]);
  });

  it('stands upright on a page that is turned', async () => {
    const bytes = await paintedPdf((pen) => {
      writeLines(pen, 100, ['sideways']);
      pen.page.setRotation(degrees(90));
    });
    const page = await content(bytes);
    expect([page.width, page.height]).toEqual([595, 420]);
    // What ran to the right runs down now, and its left edge is 50 below the top.
    expect(page.runs[0]).toMatchObject({ text: 'sideways', angle: 90 });
    expect(page.runs[0]?.box.y).toBeCloseTo(50, 0);
    expect(page.runs[0]?.box.x).toBeCloseTo(595 - 110, -1);
  });

  it('is measured from the crop box, and what lies outside of it or of a clip is not there', async () => {
    const bytes = await paintedPdf((pen) => {
      writeLines(pen, 100, ['seen']);
      writeLines(pen, 400, ['cut off by the page']);
      pen.page.pushOperators(pushGraphicsState(), rectangle(50, 300, 20, 20), clip(), endPath());
      writeLines(pen, 150, ['cut off by a clip']);
      pen.page.pushOperators(popGraphicsState());
      pen.page.setCropBox(40, 295, 300, 250);
    });
    const page = await content(bytes);
    expect([page.width, page.height]).toEqual([300, 250]);
    expect(page.runs.map((run) => run.text)).toEqual(['seen']);
    expect(page.runs[0]?.box.x).toBeCloseTo(10, 1);
    expect(page.runs[0]?.box.y).toBeCloseTo(100 - 50 + 2, 0);
  });

  it('is marked where nothing shows it: in mode 3, without any colour, or beneath a picture', async () => {
    const { runs } = await content(await paintedPdf(scannedPage(['recognized words'])));
    expect(runs).toMatchObject([{ text: 'recognized words', hidden: true }]);
    const covered = await paintedPdf(async (pen) => {
      writeLines(pen, 100, ['covered']);
      pen.page.drawText('clear', { x: 10, y: 10, size: 10, opacity: 0 });
      pen.page.drawImage(await pen.document.embedPng(await stripes(20, 30, 1)), { width: 420, height: 595 });
      writeLines(pen, 200, ['on top']);
    });
    expect((await content(covered)).runs.map((run) => [run.text, run.hidden ?? false])).toEqual([
      ['covered', true],
      ['clear', true],
      ['on top', false],
    ]);
  });
});

describe('the pictures and drawings of a PDF page', () => {
  it('have the boxes at which they are seen, however they are turned', async () => {
    const bytes = await paintedPdf(async (pen) => {
      const picture = await pen.document.embedPng(await stripes(60, 40, 2));
      pen.page.drawImage(picture, { x: 100, y: 395, width: 150, height: 100 });
      pen.page.drawImage(picture, { x: 300, y: 100, width: 150, height: 100, rotate: degrees(90) });
    });
    const { images } = await content(bytes);
    expect(images.map((image) => [...whole(image.box), image.pixelWidth, image.pixelHeight])).toEqual([
      [100, 100, 150, 100, 60, 40],
      [200, 345, 100, 150, 60, 40],
    ]);
  });

  it('tell lines, fills and white from each other, and each part of a path', async () => {
    const { drawings } = await content(
      onePage(
        '1 1 1 rg 0 0 400 600 re f 0 0 0 RG 2 w 10 500 m 110 500 l 10 400 m 110 400 l S 0 0 1 rg 20 20 30 30 re f',
      ),
    );
    expect(drawings.map(({ box, paint, pale, segments }) => [...whole(box), paint, pale, segments])).toEqual([
      [0, 0, 400, 600, 'fill', true, 4],
      [9, 99, 102, 2, 'stroke', false, 1],
      [9, 199, 102, 2, 'stroke', false, 1],
      [20, 550, 30, 30, 'fill', false, 4],
    ]);
  });

  it('stay few on a page that is nothing but drawings', async () => {
    const bytes = await paintedPdf(({ page }) => {
      for (let at = 0; at < 30; at++)
        page.drawSvgPath(Array.from({ length: 900 }, (_, n) => `M${n} 0 L${n} 9`).join(' '), {
          borderColor: rgb(0, 0, 0),
        });
    });
    expect((await content(bytes)).drawings.length).toBeLessThanOrEqual(60);
  });
});
