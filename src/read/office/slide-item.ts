import type { Box } from '../../data/locator.ts';

/** What stands on a slide. Boxes are in points from the slide's top left corner; what says no place has none. */
export type SlideItem = SlideText | SlideTable | SlideChart | SlideDiagram | SlidePicture | SlideGroup;

interface Placed {
  readonly box?: Box;
  /** What its author says it shows. */
  readonly alt?: string;
}

export interface SlideText extends Placed {
  readonly type: 'text';
  /** Paragraphs as lines of Markdown. */
  readonly lines: readonly string[];
  /** The slide's title, as its layout says. */
  readonly title?: true;
  /** In points, the largest that is written out; 0 where none is. */
  readonly fontSize: number;
}

export interface SlideTable extends Placed {
  readonly type: 'table';
  readonly rows: readonly (readonly string[])[];
}

export interface SlideChart extends Placed {
  readonly type: 'chart';
  readonly part: string;
}

export interface SlideDiagram extends Placed {
  readonly type: 'diagram';
  readonly part: string;
}

export interface SlidePicture extends Placed {
  readonly type: 'picture';
  readonly part: string;
  /** The same picture as SVG, where the file has both. */
  readonly svgPart?: string;
}

/** Shapes that were grouped: they are read together. */
export interface SlideGroup extends Placed {
  readonly type: 'group';
  readonly items: readonly SlideItem[];
}
