import type { SourceRange, SourceText } from './source-text.ts';

/** What a page of Markdown or HTML is made of, in the order of the page. */
export type Block = HeadingBlock | TextBlock | TableBlock | ImageBlock;

export interface HeadingBlock {
  readonly type: 'heading';
  /** 1 is the outermost. */
  readonly level: number;
  readonly text: string;
  readonly range: SourceRange;
}

/** A paragraph, a list, a quotation, a piece of code. */
export interface TextBlock {
  readonly type: 'text';
  readonly text: SourceText;
  /** Stands directly beneath what comes before it, as the items of a list do. */
  readonly tight?: boolean;
}

/** A table of data, each line as Markdown: `| chair | 89 |`. */
export interface TableBlock {
  readonly type: 'table';
  /** The header and the rule beneath it; repeated when the table is cut into several segments. */
  readonly head: string;
  readonly rows: readonly { readonly text: string; readonly range: SourceRange }[];
  readonly caption?: string;
  /** The whole table, header and caption included. */
  readonly range: SourceRange;
}

export interface ImageBlock {
  readonly type: 'image';
  /** Path, URL or `data:` URL. */
  readonly reference: string;
  readonly alt?: string;
  readonly caption?: string;
  /** The reference in the source, as in `![a chair](chair.jpg)`. */
  readonly range: SourceRange;
}

/** Words that open the caption of a figure. */
export const figureOpening =
  /^(?:fig(?:ure|\.)?|image|illustration|photo|chart|diagram|plate|scheme|abb(?:ildung|\.))\s*\d/i;

/** Text on one line, with single blanks and none of no width. */
export function oneLine(text: string): string {
  return text
    .replace(/[\u200b\ufeff]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Cells as a line of a Markdown table; bars inside them are escaped. */
export function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The rule beneath a Markdown table's header. */
export function tableRule(columns: number): string {
  return tableLine(Array.from({ length: columns }, () => '---'));
}
