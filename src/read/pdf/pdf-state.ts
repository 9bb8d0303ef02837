import type { PdfFace } from './pdf-face.ts';
import { type Extent, identity, type Matrix, shared } from './pdf-matrix.ts';

/** The graphics state, as far as places depend on it. It is copied by `q`, so it is small and flat. */
export interface PdfState {
  ctm: Matrix;
  clip: Extent;
  face: PdfFace | undefined;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  /** Horizontal scaling; 1 is as the font has it. */
  stretch: number;
  leading: number;
  rise: number;
  /** Rendering mode; 3 shows nothing. */
  mode: number;
  alpha: number;
  lineWidth: number;
  paleFill: boolean;
  paleStroke: boolean;
}

/** Deeper than any page goes on purpose. */
const maxDepth = 10_000;

/** The state of a page's painting with those that are put aside. */
export class PdfStates {
  readonly #whole: Extent;
  readonly #stack: PdfState[] = [];
  now: PdfState;

  constructor(base: Matrix, whole: Extent) {
    this.#whole = whole;
    this.now = this.#fresh(base);
  }

  save(): void {
    if (this.#stack.length < maxDepth) this.#stack.push({ ...this.now });
  }

  restore(): void {
    this.now = this.#stack.pop() ?? this.now;
  }

  /** Begins anew, as each annotation does. */
  reset(base: Matrix): void {
    this.#stack.length = 0;
    this.now = this.#fresh(base);
  }

  /** From now on only what lies in here is seen. */
  clipTo(extent: Extent): void {
    this.now.clip = shared(this.now.clip, extent) ?? { left: 1, top: 1, right: 0, bottom: 0 };
  }

  #fresh(base: Matrix): PdfState {
    return {
      ctm: base,
      clip: this.#whole,
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
    };
  }
}

/** Where text is written: moved by the text operators, anew for each text object. */
export class PdfTextPosition {
  matrix: Matrix = identity;
  x = 0;
  y = 0;
  #lineX = 0;
  #lineY = 0;

  start(matrix: Matrix = identity): void {
    this.matrix = matrix;
    this.x = this.y = this.#lineX = this.#lineY = 0;
  }

  move(byX: number, byY: number): void {
    this.x = this.#lineX += byX;
    this.y = this.#lineY += byY;
  }
}
