import { createHash } from 'node:crypto';
import { PDFDocument, type PDFFont, type PDFPage, StandardFonts, setTextRenderingMode } from 'pdf-lib';
import sharp from 'sharp';

/** PDFs for tests, made by code: each shows one thing. */
export interface PdfFixturePen {
  readonly document: PDFDocument;
  readonly page: PDFPage;
  readonly font: PDFFont;
  readonly bold: PDFFont;
}

/** A document of pages of A5 that are painted one by one. */
export async function paintedPdf(
  ...painters: readonly ((pen: PdfFixturePen) => void | Promise<void>)[]
): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  for (const paint of painters) await paint({ document, page: document.addPage([420, 595]), font, bold });
  return document.save({ useObjectStreams: false });
}

export const sentence =
  'The harbour wall was raised by two metres after the storm of that winter, and nobody regretted it.';

/** Lines of text from a height downwards, left margin 50. */
export function writeLines({ page, font }: PdfFixturePen, top: number, lines: readonly string[], size = 10): void {
  for (const [at, line] of lines.entries())
    page.drawText(line, { x: 50, y: 595 - top - at * size * 1.3 - size, size, font });
}

/** A heading and a few paragraphs, as on a page of a report. */
export function reportPage(title: string): (pen: PdfFixturePen) => void {
  return (pen) => {
    pen.page.drawText(title, { x: 50, y: 520, size: 18, font: pen.bold });
    const lines = [
      'The harbour wall was raised by two metres after the',
      'storm of that winter, and nobody regretted it since.',
    ];
    writeLines(pen, 100, lines);
    writeLines(pen, 150, [
      'Another paragraph tells what the work has cost and who',
      'has paid for it, down to the last of the stones used.',
    ]);
  };
}

/** A PNG of stripes, told from others by its seed. */
export function stripes(width: number, height: number, seed: number): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < data.length; at++) data[at] = ((Math.floor(at / 3) % (5 + seed)) * 40 + seed * 20) % 256;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** A page that is nothing but a picture, as a scanner makes it; with `hidden`, words that nothing shows lie on it. */
export function scannedPage(hidden: readonly string[] = []): (pen: PdfFixturePen) => Promise<void> {
  return async (pen) => {
    const picture = await pen.document.embedPng(await stripes(210, 297, 1));
    pen.page.drawImage(picture, { x: 0, y: 0, width: 420, height: 595 });
    if (hidden.length === 0) return;
    pen.page.pushOperators(setTextRenderingMode(3));
    writeLines(pen, 100, hidden);
    pen.page.pushOperators(setTextRenderingMode(0));
  };
}

/** A PDF by hand: objects by number, from 1, the first of them the catalogue. */
export function handmadePdf(objects: readonly string[], trailer = ''): Uint8Array {
  let text = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (const [at, body] of objects.entries()) {
    offsets.push(text.length);
    text += `${at + 1} 0 obj\n${body}\nendobj\n`;
  }
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const offset of offsets) text += `${String(offset).padStart(10, '0')} 00000 n \n`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** One page saying something, locked with a password (40-bit RC4, PDF 1.4, section 3.5). */
export function lockedPdf(password: string, words: string): Uint8Array {
  const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
  const padded = Buffer.concat([Buffer.from(password, 'latin1'), padding]).subarray(0, 32);
  const md5 = (...parts: readonly Uint8Array[]) => createHash('md5').update(Buffer.concat(parts)).digest();
  const owner = rc4(md5(padded).subarray(0, 5), padded);
  const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff]);
  const id = Buffer.from('0123456789abcdef', 'latin1');
  const key = md5(padded, owner, permissions, id).subarray(0, 5);
  const content = `BT /F1 12 Tf 50 500 Td (${words}) Tj ET`;
  const streamKey = md5(key, Buffer.from([4, 0, 0, 0, 0])).subarray(0, 10);
  const stream = rc4(streamKey, Buffer.from(content, 'latin1')).toString('latin1');
  const user = rc4(key, padding).toString('hex');
  return handmadePdf(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
      `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      `<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <${owner.toString('hex')}> /U <${user}> >>`,
    ],
    `/Encrypt 6 0 R /ID [<${id.toString('hex')}> <${id.toString('hex')}>]`,
  );
}

function rc4(key: Uint8Array, data: Uint8Array): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, at) => at);
  const swap = (one: number, other: number) => {
    [state[one], state[other]] = [state[other] ?? 0, state[one] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + (state[i] ?? 0)) & 255;
      swap(i, j);
      return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
    }),
  );
}
