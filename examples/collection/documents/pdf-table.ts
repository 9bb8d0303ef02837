import { colours, type Face, type Pen } from './pdf-kit.ts';

export interface Column {
  readonly title: string;
  readonly width: number;
  readonly anchor?: 'start' | 'end';
  readonly bold?: boolean;
}

/** A ruled table with a dark header. Returns the y below it. */
export function table(
  p: Pen,
  x: number,
  y: number,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { size = 9, total = false }: { readonly size?: number; readonly total?: boolean } = {},
): number {
  const pad = 6;
  const leading = 1.3;
  const full = columns.reduce((sum, column) => sum + column.width, 0);
  const put = (cells: readonly string[], top: number, header: boolean, last: boolean): number => {
    const face: Face = header || last ? 'bold' : 'regular';
    const letters = { size, face, colour: header ? colours.white : colours.ink };
    const height =
      Math.max(...columns.map((column, i) => p.lines(cells[i] ?? '', column.width - 2 * pad, letters)), 1) *
        size *
        leading +
      2 * pad -
      2;
    if (header) p.box(x, top, full, height, { fill: colours.pine });
    else if (last) p.box(x, top, full, height, { fill: colours.sand });
    p.line(x, top + height, x + full, top + height, { stroke: colours.rule, width: 0.7 });
    let left = x;
    columns.forEach((column, i) => {
      const words = cells[i] ?? '';
      const own = column.bold && !header ? { ...letters, face: 'bold' as const } : letters;
      if (column.anchor === 'end')
        p.text(words, left + column.width - pad, top + pad + size * 0.8, { ...own, anchor: 'end' });
      else p.paragraph(words, left + pad, top + pad + size * 0.8, column.width - 2 * pad, own, leading);
      left += column.width;
    });
    return top + height;
  };
  let at = put(
    columns.map((column) => column.title),
    y,
    true,
    false,
  );
  rows.forEach((cells, i) => {
    at = put(cells, at, false, total && i === rows.length - 1);
  });
  return at;
}
