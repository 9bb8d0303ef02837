import {
  type Color,
  PDFDocument,
  type PDFFont,
  type PDFImage,
  type PDFPage,
  rgb,
  StandardFonts,
  setCharacterSpacing,
} from 'pdf-lib';

// What our printed matter shares: paper, colours, letters, and a pen that counts from the top left corner.

export const A4 = { width: 595.28, height: 841.89 } as const;
export const MARGIN = 56;
/** Left edge of what is printed to its right edge. */
export const MEASURE = A4.width - 2 * MARGIN;

function hex(colour: string): Color {
  const part = (at: number): number => Number.parseInt(colour.slice(at, at + 2), 16) / 255;
  return rgb(part(1), part(3), part(5));
}

export const colours = {
  ink: hex('#22282d'),
  soft: hex('#59636b'),
  pine: hex('#29402f'),
  moss: hex('#6d7f3a'),
  ember: hex('#b3481a'),
  honey: hex('#d98a3a'),
  sand: hex('#e7ddc3'),
  cream: hex('#f7f3e8'),
  rule: hex('#d5cfbf'),
  canvas: hex('#ddcfa4'),
  shade: hex('#b9a878'),
  dark: hex('#3a372c'),
  wood: hex('#8a5a2f'),
  sky: hex('#dfe7e2'),
  white: hex('#ffffff'),
} as const;

export type Face = 'regular' | 'bold' | 'italic' | 'title';
export type Faces = Readonly<Record<Face, PDFFont>>;

export interface Letters {
  readonly size: number;
  readonly face?: Face;
  readonly colour?: Color;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Room between letters, in points. */
  readonly spacing?: number;
}

export interface Shape {
  readonly fill?: Color;
  readonly stroke?: Color;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

/** Draws on one page. All places are in points from the page's top left corner; texts stand on their `y`. */
export interface Pen {
  width(words: string, letters: Letters): number;
  text(words: string, x: number, y: number, letters: Letters): void;
  /** Breaks words into lines, with `**bold**` in them. Returns the y of the line after the last. */
  paragraph(words: string, x: number, y: number, width: number, letters: Letters, leading?: number): number;
  /** How many lines {@link paragraph} would take. */
  lines(words: string, width: number, letters: Letters): number;
  /** An SVG path, moved by (x, y). */
  path(d: string, shape: Shape, x?: number, y?: number): void;
  box(x: number, y: number, width: number, height: number, shape: Shape): void;
  circle(x: number, y: number, radius: number, shape: Shape): void;
  line(x1: number, y1: number, x2: number, y2: number, shape: Shape): void;
  image(picture: PDFImage, x: number, y: number, width: number, height: number): void;
}

interface Run {
  readonly words: string;
  readonly face: Face;
}

export function pen(page: PDFPage, faces: Faces): Pen {
  const flip = (y: number): number => A4.height - y;
  // Letter by letter: the width of a whole word is told with kerning, but the letters are drawn without.
  const widthOf = ({ words, face }: Run, size: number): number =>
    [...words].reduce((sum, letter) => sum + faces[face].widthOfTextAtSize(letter, size), 0);

  function broken(words: string, width: number, { size, face = 'regular' }: Letters): Run[][] {
    const lines: Run[][] = [];
    let line: Run[] = [];
    let used = 0;
    words.split('**').forEach((piece, i) => {
      for (const [word] of piece.matchAll(/\S+\s*|\s+/g)) {
        const run: Run = { words: word, face: i % 2 ? 'bold' : face };
        const bare = widthOf({ ...run, words: word.trimEnd() }, size);
        if (line.length > 0 && used + bare > width) {
          lines.push(line);
          line = [];
          used = 0;
        }
        const last = line.at(-1);
        if (last?.face === run.face) line[line.length - 1] = { ...last, words: last.words + run.words };
        else line.push(run);
        used += widthOf(run, size);
      }
    });
    return line.length > 0 ? [...lines, line] : lines;
  }

  function path(d: string, shape: Shape, x = 0, y = 0): void {
    page.drawSvgPath(d, {
      x,
      y: flip(y),
      ...(shape.fill ? { color: shape.fill } : {}),
      ...(shape.stroke ? { borderColor: shape.stroke, borderWidth: shape.width ?? 1 } : {}),
      ...(shape.dash ? { borderDashArray: [...shape.dash] } : {}),
      ...(shape.opacity === undefined ? {} : { opacity: shape.opacity }),
    });
  }

  return {
    path,
    width: (words, { size, face = 'regular' }) => widthOf({ words, face }, size),
    text(words, x, y, { size, face = 'regular', colour = colours.ink, anchor = 'start', spacing }) {
      const font = faces[face];
      const width = widthOf({ words, face }, size) + (spacing ?? 0) * (words.length - 1);
      const left = x - (anchor === 'start' ? 0 : anchor === 'end' ? width : width / 2);
      if (spacing) page.pushOperators(setCharacterSpacing(spacing));
      page.drawText(words, { x: left, y: flip(y), size, font, color: colour });
      if (spacing) page.pushOperators(setCharacterSpacing(0));
    },
    paragraph(words, x, y, width, letters, leading = 1.45) {
      const step = letters.size * leading;
      let at = y;
      for (const line of broken(words, width, letters)) {
        let left = x;
        for (const run of line) {
          page.drawText(run.words, {
            x: left,
            y: flip(at),
            size: letters.size,
            font: faces[run.face],
            color: letters.colour ?? colours.ink,
          });
          left += widthOf(run, letters.size);
        }
        at += step;
      }
      return at;
    },
    lines: (words, width, letters) => broken(words, width, letters).length,
    box: (x, y, w, h, shape) => path(`M0 0H${w}V${h}H0Z`, shape, x, y),
    circle: (x, y, r, shape) => path(`M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`, shape, x, y),
    line: (x1, y1, x2, y2, shape) => path(`M${x1} ${y1}L${x2} ${y2}`, shape),
    image(picture, x, y, width, height) {
      page.drawImage(picture, { x, y: flip(y + height), width, height });
    },
  };
}

export interface Booklet {
  readonly document: PDFDocument;
  page(): Pen;
  save(): Promise<Uint8Array>;
}

/** A new PDF. Its dates are given, so that the same words make the same bytes. */
export async function booklet(about: {
  readonly title: string;
  readonly subject: string;
  readonly date: string;
}): Promise<Booklet> {
  const document = await PDFDocument.create();
  const date = new Date(about.date);
  document.setTitle(about.title, { showInWindowTitleBar: true });
  document.setSubject(about.subject);
  document.setAuthor('Fjell & Hearth');
  document.setLanguage('en');
  document.setCreator('Fjell & Hearth print room');
  document.setProducer('pdf-lib');
  document.setCreationDate(date);
  document.setModificationDate(date);
  const faces: Faces = {
    regular: await document.embedFont(StandardFonts.Helvetica),
    bold: await document.embedFont(StandardFonts.HelveticaBold),
    italic: await document.embedFont(StandardFonts.HelveticaOblique),
    title: await document.embedFont(StandardFonts.TimesRomanBold),
  };
  return {
    document,
    page: () => pen(document.addPage([A4.width, A4.height]), faces),
    save: () => document.save({ updateFieldAppearances: false }),
  };
}

/** The sign of the house: a tent before a low sun. */
export function emblem(p: Pen, x: number, y: number, radius: number): void {
  const k = radius / 14;
  p.circle(x, y, radius, { fill: colours.honey });
  p.path(`M${-10 * k} ${6 * k}L0 ${-9 * k}L${10 * k} ${6 * k}Z`, { fill: colours.cream }, x, y);
  p.path(`M${-3 * k} ${6 * k}L0 ${-1 * k}L${3 * k} ${6 * k}Z`, { fill: colours.pine }, x, y);
}
