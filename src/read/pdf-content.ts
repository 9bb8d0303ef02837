import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { PdfLibrary } from './pdf-library.ts';
import { boxOf, type Extent, identity, type Matrix, mapped, product, scaleOf, shared } from './pdf-matrix.ts';
import type { PdfDrawing, PdfImage, PdfPage, PdfRun } from './pdf-page.ts';
import { eachSubpath } from './pdf-paths.ts';
import { type PdfHand, pdfRunBuilder } from './pdf-run-builder.ts';
import { cleanRunText, needsTextContent, textContentRuns } from './pdf-text-content.ts';

/** More than a page that is read has; a map of a city has more, and is drawn anyway. */
const maxDrawings = 20_000;
const maxImages = 5_000;
const maxRuns = 50_000;
/** Lighter than this in every channel (0 to 255) is as good as white. */
const paleFrom = 0xf0;
/** A picture over this share of the page hides what was written before it. */
const coveringShare = 0.8;

interface Glyph {
  readonly unicode: string;
  readonly width: number;
  readonly isSpace: boolean;
}

interface Font {
  readonly name?: string;
  readonly bold?: boolean;
  readonly black?: boolean;
  readonly italic?: boolean;
  readonly vertical?: boolean;
  readonly isType3Font?: boolean;
  readonly fontMatrix?: readonly number[];
  readonly bbox?: readonly number[];
}

/** A font as it matters here. */
interface Face {
  readonly visible: PdfHand;
  readonly hidden: PdfHand;
  readonly vertical: boolean;
  /** From a glyph's width to ems. */
  readonly widthScale: number;
  /** From the font size to the size it is seen at. */
  readonly sizeScale: number;
}

/** The graphics state, as far as places depend on it. Copied by `q`, so it is small and flat. */
interface State {
  ctm: Matrix;
  clip: Extent;
  face: Face | undefined;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  stretch: number;
  leading: number;
  rise: number;
  mode: number;
  alpha: number;
  lineWidth: number;
  paleFill: boolean;
  paleStroke: boolean;
}

/** A picture, and what tells it from others when the document paints it on several pages. */
export interface SharedImage extends PdfImage {
  readonly shared?: string;
}

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
  const { OPS } = options.library;
  const list = await page.getOperatorList();
  const viewport = page.getViewport({ scale: 1 });
  const pageExtent: Extent = { left: 0, top: 0, right: viewport.width, bottom: viewport.height };
  const base = viewport.transform as unknown as Matrix;

  let runs: PdfRun[] = [];
  const images: SharedImage[] = [];
  const drawings: PdfDrawing[] = [];
  let special = false;
  const builder = pdfRunBuilder(
    (run) => {
      if (runs.length >= maxRuns) return;
      special ||= needsTextContent(run.text);
      runs.push(run);
    },
    (text) => cleanRunText(text, options.library.normalizeUnicode),
  );

  const fresh = (ctm: Matrix): State => ({
    ctm,
    clip: pageExtent,
    face: undefined,
    size: 0,
    charSpacing: 0,
    wordSpacing: 0,
    stretch: 1,
    leading: 0,
    rise: 0,
    mode: 0,
    alpha: 1,
    lineWidth: 1,
    paleFill: false,
    paleStroke: false,
  });
  let state = fresh(base);
  const stack: State[] = [];
  let textMatrix: Matrix = identity;
  let x = 0;
  let y = 0;
  let lineX = 0;
  let lineY = 0;
  let clipNext = false;
  /** Layers that are open, and how many of them are not shown. */
  const marks: boolean[] = [];
  let unseen = 0;
  /** Groups that are open; those of a soft mask are no content. */
  const groups: boolean[] = [];
  const faces = new Map<string, Face>();

  const save = () => {
    if (stack.length < 10_000) stack.push({ ...state });
  };
  const restore = () => {
    state = stack.pop() ?? state;
  };
  const clipTo = (extent: Extent) => {
    const rest = shared(state.clip, extent);
    state.clip = rest ?? { left: 1, top: 1, right: 0, bottom: 0 };
  };
  const setFont = (name: string, size: number) => {
    let face = faces.get(name);
    if (!face) {
      face = faceOf(name, page.commonObjs.has(name) ? (page.commonObjs.get(name) as Font) : {});
      faces.set(name, face);
    }
    state.face = face;
    state.size = size;
  };
  const addImage = (pixelWidth: number, pixelHeight: number, covers: boolean, name = '') => {
    if (images.length >= maxImages || unseen > 0) return;
    const extent = shared(mapped(state.ctm, 0, 0, 1, 1), state.clip);
    if (!extent) return;
    const box = boxOf(extent);
    // pdf.js names pictures by page until it meets them again on another.
    const known = name !== '' && !name.startsWith('img_');
    images.push({ box, pixelWidth, pixelHeight, ...(known && { shared: name }) });
    if (covers && box.width * box.height > coveringShare * viewport.width * viewport.height) {
      builder.close();
      runs = runs.map((run) => (run.hidden ? run : { ...run, hidden: true }));
    }
  };
  const addDrawing = (extent: Extent, paint: PdfDrawing['paint'], pale: boolean, segments: number) => {
    if (drawings.length >= maxDrawings || unseen > 0) return;
    const rest = shared(extent, state.clip);
    if (rest) drawings.push({ box: boxOf(rest), paint, pale, segments });
  };

  const paintPath = (fn: number, data: Float32Array | null, minMax: ArrayLike<number> | null) => {
    const clips = clipNext;
    clipNext = false;
    if (!data || !minMax) return;
    const whole = mapped(state.ctm, minMax[0] ?? 0, minMax[1] ?? 0, minMax[2] ?? 0, minMax[3] ?? 0);
    const strokes = fn === OPS.stroke || fn === OPS.closeStroke;
    if (fn !== OPS.endPath && unseen === 0 && shared(whole, state.clip)) {
      const pale = strokes ? state.paleStroke : state.paleFill;
      const half = strokes ? (state.lineWidth * scaleOf(state.ctm)) / 2 : 0;
      eachSubpath(data, minMax, (x1, y1, x2, y2, segments) => {
        const { left, top, right, bottom } = mapped(state.ctm, x1, y1, x2, y2);
        const extent = { left: left - half, top: top - half, right: right + half, bottom: bottom + half };
        addDrawing(extent, strokes ? 'stroke' : 'fill', pale, segments);
      });
    }
    if (clips) clipTo(whole);
  };

  const showText = (glyphs: readonly (Glyph | number)[]) => {
    const { face, size, stretch, charSpacing, wordSpacing } = state;
    if (!face || size === 0 || unseen > 0) return;
    special ||= face.vertical;
    const matrix = product(state.ctm, textMatrix);
    const [a, b, c, d] = matrix;
    const along = Math.hypot(a, b);
    const seenSize = Math.abs(size) * Math.hypot(c, d) * face.sizeScale;
    if (along === 0 || seenSize === 0) return;
    const sign = size * stretch < 0 ? -1 : 1;
    builder.write(
      state.mode === 3 || state.alpha === 0 ? face.hidden : face.visible,
      seenSize,
      (sign * a) / along,
      (sign * b) / along,
      state.clip,
    );
    const originX = c * (y + state.rise) + matrix[4];
    const originY = d * (y + state.rise) + matrix[5];
    const unit = face.widthScale * size * stretch;
    const scale = along * sign;
    for (const glyph of glyphs) {
      if (typeof glyph === 'number') {
        x -= (glyph * size * stretch) / 1000;
        continue;
      }
      const width = glyph.width * unit;
      const after = (charSpacing + (glyph.isSpace ? wordSpacing : 0)) * stretch;
      const code = glyph.unicode.charCodeAt(0);
      if (code <= 0x20 || code === 0xa0 || (code >= 0x2000 && isBlank(code))) builder.blank();
      else builder.add(glyph.unicode, a * x + originX, b * x + originY, width * scale, after * scale);
      x += width + after;
    }
  };
  const moveText = (byX: number, byY: number) => {
    x = lineX += byX;
    y = lineY += byY;
  };

  const setState = (entries: readonly (readonly [string, unknown])[]) => {
    for (const [key, value] of entries) {
      if (key === 'LW') state.lineWidth = Number(value);
      else if (key === 'ca') state.alpha = Number(value);
      else if (key === 'Font') {
        const [name, size] = value as [string, number];
        setFont(name, size);
      }
    }
  };

  const { fnArray, argsArray } = list;
  for (let at = 0; at < fnArray.length; at++) {
    const fn = fnArray[at];
    const args = (argsArray[at] ?? []) as unknown[];
    const numbers = args as number[];
    switch (fn) {
      case OPS.showText:
        showText(args[0] as (Glyph | number)[]);
        break;
      case OPS.setTextMatrix:
        textMatrix = args[0] as unknown as Matrix;
        x = y = lineX = lineY = 0;
        break;
      case OPS.beginText:
        textMatrix = identity;
        x = y = lineX = lineY = 0;
        break;
      case OPS.moveText:
        moveText(numbers[0] ?? 0, numbers[1] ?? 0);
        break;
      case OPS.setLeadingMoveText:
        state.leading = numbers[1] ?? 0;
        moveText(numbers[0] ?? 0, numbers[1] ?? 0);
        break;
      case OPS.nextLine:
        moveText(0, state.leading);
        break;
      case OPS.setFont:
        setFont(String(args[0]), numbers[1] ?? 0);
        break;
      case OPS.setCharSpacing:
        state.charSpacing = numbers[0] ?? 0;
        break;
      case OPS.setWordSpacing:
        state.wordSpacing = numbers[0] ?? 0;
        break;
      case OPS.setHScale:
        state.stretch = (numbers[0] ?? 100) / 100;
        break;
      case OPS.setLeading:
        state.leading = -(numbers[0] ?? 0);
        break;
      case OPS.setTextRise:
        state.rise = numbers[0] ?? 0;
        break;
      case OPS.setTextRenderingMode:
        state.mode = numbers[0] ?? 0;
        break;
      case OPS.save:
        save();
        break;
      case OPS.restore:
        restore();
        break;
      case OPS.transform:
        state.ctm = product(state.ctm, args as unknown as Matrix);
        break;
      case OPS.setGState:
        setState(args[0] as [string, unknown][]);
        break;
      case OPS.setLineWidth:
        state.lineWidth = numbers[0] ?? 1;
        break;
      case OPS.setFillRGBColor:
        state.paleFill = isPale(args[0]);
        break;
      case OPS.setStrokeRGBColor:
        state.paleStroke = isPale(args[0]);
        break;
      case OPS.setFillColorN:
        state.paleFill = false;
        break;
      case OPS.setStrokeColorN:
        state.paleStroke = false;
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
        addDrawing(state.clip, 'shade', false, 1);
        break;
      case OPS.paintImageXObject:
        addImage(numbers[1] ?? 0, numbers[2] ?? 0, fnArray[at - 1] !== OPS.setGState, String(args[0]));
        break;
      case OPS.paintImageMaskXObject:
      case OPS.paintInlineImageXObject: {
        const image = args[0] as { width?: number; height?: number } | undefined;
        addImage(image?.width ?? 0, image?.height ?? 0, false);
        break;
      }
      case OPS.paintSolidColorImageMask:
        addDrawing(mapped(state.ctm, 0, 0, 1, 1), 'fill', state.paleFill, 4);
        break;
      case OPS.paintFormXObjectBegin: {
        save();
        const [matrix, box] = args as [Matrix | null, number[] | null];
        if (matrix) state.ctm = product(state.ctm, matrix);
        if (box) clipTo(mapped(state.ctm, box[0] ?? 0, box[1] ?? 0, box[2] ?? 0, box[3] ?? 0));
        break;
      }
      case OPS.paintFormXObjectEnd:
        restore();
        break;
      case OPS.beginGroup: {
        save();
        const isMask = Boolean((args[0] as { smask?: unknown } | undefined)?.smask);
        groups.push(isMask);
        if (isMask) unseen++;
        break;
      }
      case OPS.endGroup:
        restore();
        if (groups.pop()) unseen--;
        break;
      case OPS.beginAnnotation: {
        builder.close();
        stack.length = 0;
        state = fresh(base);
        const [, rect, transform, matrix] = args as [string, number[] | null, Matrix, Matrix];
        if (rect) clipTo(mapped(base, rect[0] ?? 0, rect[1] ?? 0, rect[2] ?? 0, rect[3] ?? 0));
        state.ctm = product(product(base, transform), matrix);
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
  if (special) runs = await textContentRuns(page, base, runs, faces, options.library.normalizeUnicode);
  return { number: page.pageNumber, width: viewport.width, height: viewport.height, runs, images, drawings };
}

/** Font names such as `ABCDEF+Times-BoldItalic` and what the font says of itself, as one. */
function faceOf(loadedName: string, font: Font): Face {
  const name = (font.name ?? loadedName).replace(/^[A-Z]{6}\+/, '');
  const bold = Boolean(font.bold || font.black) || /bold|black|heavy|semibold|demi/i.test(name);
  const italic = Boolean(font.italic) || /italic|oblique|slanted/i.test(name);
  const matrix = font.fontMatrix;
  let sizeScale = 1;
  if (font.isType3Font && matrix && font.bbox) {
    const height = ((font.bbox[3] ?? 0) - (font.bbox[1] ?? 0)) * Math.abs(matrix[3] ?? 0);
    if (height > 0 && Number.isFinite(height)) sizeScale = height;
  }
  const visible = { font: name, bold, italic, hidden: false };
  return {
    visible,
    hidden: { ...visible, hidden: true },
    vertical: Boolean(font.vertical),
    widthScale: matrix?.[0] || 0.001,
    sizeScale,
  };
}

function isPale(colour: unknown): boolean {
  if (typeof colour !== 'string' || colour.length !== 7) return false;
  const value = Number.parseInt(colour.slice(1), 16);
  return value >> 16 >= paleFrom && ((value >> 8) & 255) >= paleFrom && (value & 255) >= paleFrom;
}

function isBlank(code: number): boolean {
  return code <= 0x200b || code === 0x202f || code === 0x205f || code === 0x3000 || code === 0xfeff;
}
