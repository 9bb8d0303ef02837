import type { Box } from '../../data/locator.ts';

/**
 * What stands on one page of a PDF, before anything is made of it. All lengths are in points (1/72 inch), boxes have their
 * origin at the top left of the page as it is seen: its rotation is applied, its crop box is the page.
 */
export interface PdfPage {
  /** From 1. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** In the order of the page's content. Text that nothing shows (rendering mode 3, as beneath a scan) is marked. */
  readonly runs: readonly PdfRun[];
  readonly images: readonly PdfImage[];
  readonly drawings: readonly PdfDrawing[];
}

/** A piece of text that was written in one go: a word, a line, or part of either. */
export interface PdfRun {
  readonly text: string;
  readonly box: Box;
  readonly fontSize: number;
  readonly font: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly direction: 'ltr' | 'rtl' | 'ttb';
  /** Degrees clockwise by which the text is turned from reading upright. */
  readonly angle: number;
  readonly hidden?: true;
}

/** A picture painted onto the page. */
export interface PdfImage {
  readonly box: Box;
  readonly pixelWidth: number;
  readonly pixelHeight: number;
}

/** A painted path or shading: a rule, a cell's frame, a bar of a chart. */
export interface PdfDrawing {
  readonly box: Box;
  readonly paint: 'fill' | 'stroke' | 'shade';
  /** Painted in white or nearly, as backgrounds are. */
  readonly pale: boolean;
  /** Straight segments and curves in the path. */
  readonly segments: number;
}

/** What a sample of a document's pages tells about all of them. */
export interface PdfSurvey {
  /** Size of most of the text. */
  readonly bodySize: number;
  /** Sizes of headings, largest first, each larger than the body's. */
  readonly headingSizes: readonly number[];
  /** Lines that come back on page after page at the same height, digits as `#`: headers, footers, page numbers. */
  readonly running: readonly PdfRunningLine[];
  /** What of them is the same everywhere, and so says which document this is: `Apple Inc. | Q3 2022 Form 10-Q |`. */
  readonly identity?: string;
}

export interface PdfRunningLine {
  readonly text: string;
  readonly top: number;
  /** Ends the page at whatever height, as where pages were made from a long text. */
  readonly last?: true;
}

/** What a page is made of, in reading order. */
export type PdfBlock = PdfHeading | PdfParagraph | PdfTable | PdfFigure;

export interface PdfHeading {
  readonly type: 'heading';
  /** 1 is the outermost. */
  readonly level: number;
  readonly text: string;
  readonly box: Box;
}

/** A paragraph, an item of a list, a footnote. */
export interface PdfParagraph {
  readonly type: 'paragraph';
  /** One line of text: line ends are blanks, words cut by a hyphen are whole again. */
  readonly text: string;
  readonly box: Box;
  /** Where `text.slice(start, end)` stands, a line each. */
  readonly lines: readonly { readonly start: number; readonly end: number; readonly box: Box }[];
  /** Goes on from the last paragraph of the column or page before. */
  readonly continues?: true;
  /** An item of a list. */
  readonly item?: true;
}

export interface PdfTable {
  readonly type: 'table';
  /** Cells by row; the first row is the header when `hasHeader`. Every row has as many cells. */
  readonly rows: readonly (readonly string[])[];
  readonly hasHeader: boolean;
  readonly box: Box;
  /** `Table 2`, from its caption. */
  readonly label?: string;
  /** The whole caption, label included. */
  readonly caption?: string;
}

export interface PdfFigure {
  readonly type: 'figure';
  readonly box: Box;
  /** An embedded picture, or drawn with lines and fills. */
  readonly source: 'image' | 'drawing';
  /** `Figure 3`, `Chart 1`, from its caption. */
  readonly label?: string;
  readonly caption?: string;
  /** Words inside it: axis labels, legends, call-outs. */
  readonly text?: string;
}
