import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { Box } from '../../data/locator.ts';
import { type PdfContent, pdfContent } from './pdf-content.ts';
import { drawPdf, type PdfDrawRequest } from './pdf-draw.ts';
import { layoutPage } from './pdf-layout.ts';
import { type OpenPdf, openPdf, type PdfPurpose, pdfLibrary } from './pdf-library.ts';
import type { PdfOpened, PdfPageRead, PdfPictureWishes, PdfPlan, PdfSource, PdfTask } from './pdf-messages.ts';
import type { PdfBlock } from './pdf-page.ts';
import { redactedTextBoxes } from './pdf-redact.ts';
import { cropSide, sampledPages } from './pdf-sizes.ts';
import { withPictures } from './pdf-surroundings.ts';
import { surveyPages } from './pdf-survey.ts';
import { readablePage, repeatedPictures, textLayerOf, withoutRepeated } from './pdf-text-layer.ts';

/** Pages after which a document is opened anew. */
const pagesPerOpening = 200;

/** Shortest side of a figure that is worth a picture, in points. */
const leastFigureSide = 40;

/** A document as it is open in one thread. */
export interface PdfDocument {
  /** Opens it and learns about it from a sample of its pages, for at most so many milliseconds. */
  opened(sampleMs: number): Promise<PdfOpened>;
  read(page: number, plan: PdfPlan, wishes: PdfPictureWishes): Promise<PdfPageRead>;
  draw(task: Extract<PdfTask, { type: 'draw' }>): Promise<Uint8Array<ArrayBuffer> | undefined>;
  close(): Promise<void>;
}

export function pdfDocument(source: PdfSource): PdfDocument {
  const open: Partial<Record<PdfPurpose, Promise<OpenPdf>>> = {};
  const used: Record<PdfPurpose, number> = { reading: 0, drawing: 0 };
  /** Pages that were read to learn about the document, until their turn comes. */
  const sample = new Map<number, PdfContent>();
  let isVisible: ((content: unknown) => boolean) | undefined;

  const opened = async (purpose: PdfPurpose): Promise<PDFDocumentProxy> => {
    // What pdf.js has parsed it keeps, page after page, until the document is closed.
    if (used[purpose]++ >= pagesPerOpening) {
      const before = open[purpose];
      delete open[purpose];
      used[purpose] = 1;
      isVisible = undefined;
      await (await before?.catch(() => undefined))?.close();
    }
    open[purpose] ??= unlock(source, purpose);
    return (await open[purpose]).document;
  };

  async function content(number: number): Promise<PdfContent> {
    const known = sample.get(number);
    sample.delete(number);
    if (known) return known;
    const document = await opened('reading');
    isVisible ??= await layerTest(document);
    const page = await document.getPage(number);
    try {
      return await pdfContent(page, { library: await pdfLibrary(), isVisible });
    } finally {
      page.cleanup();
    }
  }

  async function drawn(number: number, requests: readonly PdfDrawRequest[], covered: readonly Box[]) {
    const page = await (await opened('drawing')).getPage(number);
    try {
      const pictures: (Uint8Array<ArrayBuffer> | undefined)[] = [];
      for (const request of requests) pictures.push(await withPictures(() => drawPdf(page, { ...request, covered })));
      return pictures;
    } finally {
      page.cleanup();
    }
  }

  return {
    async opened(sampleMs) {
      const document = await opened('reading');
      const pages: PdfContent[] = [];
      const until = performance.now() + sampleMs;
      for (const number of spread(document.numPages, sampledPages)) {
        if (performance.now() >= until) break;
        // A page that cannot be read is told of when its turn comes.
        const page = await within(until, content(number)).catch(() => undefined);
        if (!page) continue;
        sample.set(number, page);
        pages.push(page);
      }
      const info = (await document.getMetadata().catch(() => undefined))?.info as Record<string, unknown> | undefined;
      const readable = pages.map((page) => readablePage(page, textLayerOf(page)));
      return {
        pages: document.numPages,
        plan: { survey: surveyPages(readable), repeated: repeatedPictures(pages) },
        ...(typeof info?.Title === 'string' && { title: info.Title }),
        ...(typeof info?.Author === 'string' && { author: info.Author }),
      };
    },

    async read(number, plan, wishes) {
      const whole = await content(number);
      const page = withoutRepeated(whole, plan.repeated);
      const layer = textLayerOf(page);
      const blocks = layer === 'blank' || layer === 'none' ? [] : layoutPage(readablePage(page, layer), plan.survey);
      const scanned = layer === 'none' || layer === 'recognized';
      const isDrawn = wishes.pages === 'all' ? layer !== 'blank' : wishes.pages === 'scanned' && scanned;
      const crops = wishes.figures
        ? blocks.flatMap((block, at) => (hasPicture(block) ? [{ block: at, box: block.box }] : []))
        : [];
      const requests = crops.map(({ box }) => ({ box, side: cropSide(box) }));
      if (requests.length === 0 && !isDrawn) return { blocks, pictures: [], scanned: layer === 'none' };
      const covered = wishes.redact ? redactedTextBoxes(whole) : [];
      const pngs = await drawn(number, [...requests, ...(isDrawn ? [{ side: wishes.pageSide }] : [])], covered);
      const png = isDrawn ? pngs.at(-1) : undefined;
      return {
        blocks,
        pictures: crops.flatMap(({ block }, at) => (pngs[at] ? [{ block, png: pngs[at] }] : [])),
        scanned: layer === 'none',
        ...(png && { picture: { png, width: page.width, height: page.height } }),
      };
    },

    async draw({ page, box, side, redact }) {
      const { numPages } = await opened('drawing');
      if (!Number.isInteger(page) || page < 1 || page > numPages) return undefined;
      const covered = redact ? redactedTextBoxes(await content(page)) : [];
      const [png] = await drawn(page, [{ side, ...(box && { box }) }], covered);
      return png;
    },

    async close() {
      for (const pending of Object.values(open)) await (await pending.catch(() => undefined))?.close();
    },
  };
}

/** Opens without a password first, as most documents are, then with each that there is. */
async function unlock(source: PdfSource, purpose: PdfPurpose): Promise<OpenPdf> {
  let last: unknown;
  for (const password of ['', ...source.passwords]) {
    try {
      return await openPdf(source.bytes, password, purpose);
    } catch (error) {
      last = error;
      if (!(error instanceof Error && error.name === 'PasswordException')) throw error;
    }
  }
  throw last;
}

/** Whether a marked piece of a page belongs to a layer that is shown; undefined when there are no layers. */
async function layerTest(document: PDFDocumentProxy): Promise<(content: unknown) => boolean> {
  const layers = await document.getOptionalContentConfig().catch(() => undefined);
  if (!layers) return () => true;
  return (content) => content === null || content === undefined || layers.isVisible(content as never);
}

/** So many page numbers, spread evenly over the document. */
function spread(pages: number, most: number): number[] {
  const count = Math.min(pages, most);
  return Array.from({ length: count }, (_, at) => 1 + Math.floor((at * pages) / count));
}

/** The value if it comes by then. */
async function within<T>(until: number, value: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), until - performance.now());
  });
  return Promise.race([value, late]).finally(() => clearTimeout(timer));
}

/** A table is read and not looked at: its picture is drawn when somebody wants to see it. */
function hasPicture(block: PdfBlock): boolean {
  return block.type === 'figure' && Math.min(block.box.width, block.box.height) >= leastFigureSide;
}
