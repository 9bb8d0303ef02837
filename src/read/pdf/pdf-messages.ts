import type { Box } from '../../data/locator.ts';
import type { PdfBlock, PdfImage, PdfSurvey } from './pdf-page.ts';

/** A document as every thread can open it. The bytes are shared, not copied. */
export interface PdfSource {
  /** Unique in this process. */
  readonly id: number;
  readonly bytes: Uint8Array;
  /** Tried in turn, after no password at all. */
  readonly passwords: readonly string[];
}

/** What a thread is asked to do. */
export type PdfTask =
  | {
      readonly type: 'open';
      readonly source: PdfSource;
      /** For reading a sample of its pages, in milliseconds; with 0 none is read. */
      readonly sampleMs: number;
    }
  | {
      readonly type: 'page';
      readonly source: PdfSource;
      readonly page: number;
      readonly plan: PdfPlan;
      readonly pictures: PdfPictureWishes;
    }
  | {
      readonly type: 'draw';
      readonly source: PdfSource;
      readonly page: number;
      readonly box?: Box;
      readonly side: number;
      /** Paints over what of the page's text is to be blacked out. */
      readonly redact?: true;
    };

/** Which pictures of a page are drawn while it is read. */
export interface PdfPictureWishes {
  /** Longer side of pictures of whole pages, in pixels. */
  readonly pageSide: number;
  readonly pages: 'none' | 'scanned' | 'all';
  readonly figures: boolean;
  readonly redact?: true;
}

export interface PdfResults {
  readonly open: PdfOpened;
  readonly page: PdfPageRead;
  readonly draw: Uint8Array | undefined;
}

export interface PdfOpened {
  readonly pages: number;
  readonly title?: string;
  readonly author?: string;
  readonly plan: PdfPlan;
}

/** What is to be known of the whole document to read one of its pages. */
export interface PdfPlan {
  readonly survey: PdfSurvey;
  /** Pictures that come back on most pages: logos, ornaments, backgrounds. */
  readonly repeated: readonly PdfImage[];
}

export interface PdfPageRead {
  readonly blocks: readonly PdfBlock[];
  /** PNG of each figure, by the index of its block. */
  readonly pictures: readonly { readonly block: number; readonly png: Uint8Array }[];
  /** Has no text of its own that could be read. */
  readonly scanned: boolean;
  /** The page's picture, where it is wanted, and the size of the page in points. */
  readonly picture?: { readonly png: Uint8Array; readonly width: number; readonly height: number };
}

/** Why a task failed: an error's name and message, which is all that comes across. */
export interface PdfFailure {
  readonly name: string;
  readonly message: string;
}

export type PdfRequest =
  | { readonly id: number; readonly task: PdfTask }
  /** Nothing more is wanted of this document for now. */
  | { readonly release: number };

export type PdfReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: PdfFailure };
