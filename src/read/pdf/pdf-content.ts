import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import { faceOf, type PdfFace, type PdfFont, type PdfGlyph } from './pdf-face.ts';
import type { PdfLibrary } from './pdf-library.ts';
import { type Matrix, mapped, product, shared } from './pdf-matrix.ts';
import type { PdfPage, PdfRun } from './pdf-page.ts';
import { PdfPainted, type SharedImage } from './pdf-painted.ts';
import { pdfRunBuilder } from './pdf-run-builder.ts';
import { PdfStates, PdfTextPosition } from './pdf-state.ts';
import { cleanRunText, needsTextContent, textContentRuns } from './pdf-text-content.ts';
import { writeGlyphs } from './pdf-write-glyphs.ts';

const maxRuns = 50_000;
/** Lighter than this in every channel (0 to 255) is as good as white. */
const paleFrom = 0xf0;
/** A picture over this share of the page hides what was written before it. */
const coveringShare = 0.8;

/** A page with what is known of its pictures. */
export interface PdfContent extends PdfPage {
  readonly images: readonly SharedImage[];
}

export interface ContentOptions {
  readonly library: PdfLibrary;
  /** Whether a marked piece of the page is shown, by the document's layers. */
  readonly isVisible?: (content: unknown) => boolean;
}

/**
 * Runs of text, pictures and drawings of a page, in one pass over its operators. The operators are what pdf.js would draw from:
 * they hold every glyph with its meaning and width, so that the text need not be read a second time. Pages written from right
 * to left or from top to bottom are the exception.
 */
export async function pdfContent(page: PDFPageProxy, options: ContentOptions): Promise<PdfContent> {
  const { OPS, normalizeUnicode } = options.library;
  const { fnArray, argsArray } = await page.getOperatorList();
  const viewport = page.getViewport({ scale: 1 });
  const { width, height } = viewport;
  const base = viewport.transform as unknown as Matrix;

  const states = new PdfStates(base, { left: 0, top: 0, right: width, bottom: height });
  const position = new PdfTextPosition();
  const painted = new PdfPainted();
  const faces = new Map<string, PdfFace>();
  let runs: PdfRun[] = [];
  /** Some of the text needs the order of its letters worked out. */
  let special = false;
  const builder = pdfRunBuilder(
    (run) => {
      if (runs.length >= maxRuns) return;
      special ||= needsTextContent(run.text);
      runs.push(run);
    },
    (text) => cleanRunText(text, normalizeUnicode),
  );
  /** Marked pieces that are open, whether they are shown, and groups, whether they are a mask: no content. */
  const marks: boolean[] = [];
  const masks: boolean[] = [];
  /** How many of those that are open keep what is in them from being seen. */
  let unseen = 0;
  let clipNext = false;

  const setFont = (name: string, size: number) => {
    let face = faces.get(name);
    if (!face) {
      face = faceOf(name, page.commonObjs.has(name) ? (page.commonObjs.get(name) as PdfFont) : {});
      faces.set(name, face);
      special ||= face.vertical;
    }
    states.now.face = face;
    states.now.size = size;
  };
  const setState = (entries: readonly (readonly [string, unknown])[]) => {
    for (const [key, value] of entries) {
      if (key === 'LW') states.now.lineWidth = Number(value);
      else if (key === 'ca') states.now.alpha = Number(value);
      else if (key === 'Font') setFont(...(value as [string, number]));
    }
  };
  const paintImage = (pixelWidth: number, pixelHeight: number, covers: boolean, name?: string) => {
    if (unseen > 0) return;
    const box = painted.image(states.now, pixelWidth, pixelHeight, name);
    if (!box || !covers || box.width * box.height < coveringShare * width * height) return;
    builder.close();
    runs = runs.map((run) => (run.hidden ? run : { ...run, hidden: true }));
  };
  const paintPath = (fn: number, data: Float32Array | null, minMax: ArrayLike<number> | null) => {
    const clips = clipNext;
    clipNext = false;
    if (!data || !minMax) return;
    const whole = mapped(states.now.ctm, minMax[0] ?? 0, minMax[1] ?? 0, minMax[2] ?? 0, minMax[3] ?? 0);
    const paint = fn === OPS.stroke || fn === OPS.closeStroke ? 'stroke' : 'fill';
    if (fn !== OPS.endPath && unseen === 0 && shared(whole, states.now.clip))
      painted.path(states.now, paint, data, minMax);
    if (clips) states.clipTo(whole);
  };

  for (let at = 0; at < fnArray.length; at++) {
    const fn = fnArray[at];
    const args = (argsArray[at] ?? []) as unknown[];
    const numbers = args as number[];
    switch (fn) {
      case OPS.showText:
        if (unseen === 0) writeGlyphs(args[0] as (PdfGlyph | number)[], states.now, position, builder);
        break;
      case OPS.setTextMatrix:
        position.start(args[0] as Matrix);
        break;
      case OPS.beginText:
        position.start();
        break;
      case OPS.moveText:
        position.move(numbers[0] ?? 0, numbers[1] ?? 0);
        break;
      case OPS.setLeadingMoveText:
        states.now.leading = numbers[1] ?? 0;
        position.move(numbers[0] ?? 0, numbers[1] ?? 0);
        break;
      case OPS.nextLine:
        position.move(0, states.now.leading);
        break;
      case OPS.setFont:
        setFont(String(args[0]), numbers[1] ?? 0);
        break;
      case OPS.setCharSpacing:
        states.now.charSpacing = numbers[0] ?? 0;
        break;
      case OPS.setWordSpacing:
        states.now.wordSpacing = numbers[0] ?? 0;
        break;
      case OPS.setHScale:
        states.now.stretch = (numbers[0] ?? 100) / 100;
        break;
      case OPS.setLeading:
        states.now.leading = -(numbers[0] ?? 0);
        break;
      case OPS.setTextRise:
        states.now.rise = numbers[0] ?? 0;
        break;
      case OPS.setTextRenderingMode:
        states.now.mode = numbers[0] ?? 0;
        break;
      case OPS.save:
        states.save();
        break;
      case OPS.restore:
        states.restore();
        break;
      case OPS.transform:
        states.now.ctm = product(states.now.ctm, args as unknown as Matrix);
        break;
      case OPS.setGState:
        setState(args[0] as [string, unknown][]);
        break;
      case OPS.setLineWidth:
        states.now.lineWidth = numbers[0] ?? 1;
        break;
      case OPS.setFillRGBColor:
        states.now.paleFill = isPale(args[0]);
        break;
      case OPS.setStrokeRGBColor:
        states.now.paleStroke = isPale(args[0]);
        break;
      case OPS.setFillColorN:
        states.now.paleFill = false;
        break;
      case OPS.setStrokeColorN:
        states.now.paleStroke = false;
        break;
      case OPS.clip:
      case OPS.eoClip:
        clipNext = true;
        break;
      case OPS.constructPath: {
        const [data] = args[1] as [Float32Array | null];
        paintPath(args[0] as number, data, args[2] as ArrayLike<number> | null);
        break;
      }
      case OPS.shadingFill:
        if (unseen === 0) painted.drawing(states.now, states.now.clip, 'shade', false, 1);
        break;
      case OPS.paintImageXObject:
        paintImage(numbers[1] ?? 0, numbers[2] ?? 0, fnArray[at - 1] !== OPS.setGState, String(args[0]));
        break;
      case OPS.paintImageMaskXObject:
      case OPS.paintInlineImageXObject: {
        const image = args[0] as { width?: number; height?: number } | undefined;
        paintImage(image?.width ?? 0, image?.height ?? 0, false);
        break;
      }
      case OPS.paintSolidColorImageMask:
        if (unseen === 0)
          painted.drawing(states.now, mapped(states.now.ctm, 0, 0, 1, 1), 'fill', states.now.paleFill, 4);
        break;
      case OPS.paintFormXObjectBegin: {
        states.save();
        const [matrix, box] = args as [Matrix | null, number[] | null];
        if (matrix) states.now.ctm = product(states.now.ctm, matrix);
        if (box) states.clipTo(mapped(states.now.ctm, box[0] ?? 0, box[1] ?? 0, box[2] ?? 0, box[3] ?? 0));
        break;
      }
      case OPS.paintFormXObjectEnd:
        states.restore();
        break;
      case OPS.beginGroup: {
        states.save();
        const isMask = Boolean((args[0] as { smask?: unknown } | undefined)?.smask);
        masks.push(isMask);
        if (isMask) unseen++;
        break;
      }
      case OPS.endGroup:
        states.restore();
        if (masks.pop()) unseen--;
        break;
      case OPS.beginAnnotation: {
        builder.close();
        states.reset(base);
        const [, rect, transform, matrix] = args as [string, number[] | null, Matrix, Matrix];
        if (rect) states.clipTo(mapped(base, rect[0] ?? 0, rect[1] ?? 0, rect[2] ?? 0, rect[3] ?? 0));
        states.now.ctm = product(product(base, transform), matrix);
        break;
      }
      case OPS.beginMarkedContentProps: {
        const shown = args[0] !== 'OC' || (options.isVisible?.(args[1]) ?? true);
        marks.push(shown);
        if (!shown) unseen++;
        break;
      }
      case OPS.beginMarkedContent:
        marks.push(true);
        break;
      case OPS.endMarkedContent:
        if (marks.pop() === false) unseen--;
        break;
      default:
        break;
    }
  }
  builder.close();
  if (special) runs = await textContentRuns(page, base, runs, faces, normalizeUnicode);
  return { number: page.pageNumber, width, height, runs, images: painted.images, drawings: painted.drawings };
}

function isPale(colour: unknown): boolean {
  if (typeof colour !== 'string' || colour.length !== 7) return false;
  const value = Number.parseInt(colour.slice(1), 16);
  return value >> 16 >= paleFrom && ((value >> 8) & 255) >= paleFrom && (value & 255) >= paleFrom;
}
