import pptx from 'pptxgenjs';

// The package's types describe its CommonJS build, where the class is one step further down.
export const Deck = pptx as unknown as typeof pptx.default;
export type Slide = ReturnType<InstanceType<typeof Deck>['addSlide']>;

export const PINE = '29402F';
export const EMBER = 'B3481A';
export const HONEY = 'D98A3A';
export const CREAM = 'F7F3E8';
export const SAND = 'E7DDC3';
export const INK = '22282D';
export const SOFT = '59636B';
const WHITE = 'FFFFFF';
export const FACE = 'Arial';

export type Presentation = InstanceType<typeof Deck>;

/** What every slide but the first has: a band, a title, a footer and its number. */
export function defineInner(deck: Presentation): void {
  const small = { fontFace: FACE, fontSize: 10, color: SOFT, margin: 0 };
  deck.defineSlideMaster({
    title: 'Inner',
    background: { color: 'FDFCF9' },
    objects: [
      { rect: { x: 0, y: 0, w: 0.22, h: 5.625, fill: { color: PINE } } },
      { text: { text: 'Fjell & Hearth, trade terms 2026', options: { x: 0.6, y: 5.18, w: 6, h: 0.3, ...small } } },
      {
        placeholder: {
          options: {
            name: 'title',
            type: 'title',
            x: 0.6,
            y: 0.35,
            w: 8.8,
            h: 0.7,
            fontFace: 'Georgia',
            fontSize: 28,
            bold: true,
            color: PINE,
            align: 'left',
            margin: 0,
          },
          text: '',
        },
      },
    ],
    slideNumber: { x: 8.8, y: 5.18, w: 0.6, h: 0.3, align: 'right', ...small },
  });
}

export function inner(deck: Presentation, title: string): Slide {
  const slide = deck.addSlide({ masterName: 'Inner' });
  slide.addText(title, { placeholder: 'title' });
  return slide;
}

export function grid(slide: Slide, rows: readonly (readonly string[])[], y: number, widths: number[]): void {
  slide.addTable(
    rows.map((cells, i) =>
      cells.map((words, column) => ({
        text: words,
        options: {
          fontFace: FACE,
          fontSize: 14,
          bold: i === 0 || column === 0,
          color: i === 0 ? WHITE : INK,
          fill: { color: i === 0 ? PINE : i % 2 ? CREAM : WHITE },
          align: column === 0 ? ('left' as const) : ('center' as const),
          valign: 'middle' as const,
        },
      })),
    ),
    { x: 0.6, y, w: 8.8, colW: widths, rowH: 0.48, border: { type: 'solid', pt: 0.75, color: SAND } },
  );
}

export function remark(slide: Slide, words: string, y: number): void {
  slide.addText(words, {
    x: 0.6,
    y,
    w: 8.8,
    h: 0.7,
    fontFace: FACE,
    fontSize: 14,
    color: SOFT,
    valign: 'top',
    margin: 0,
  });
}
