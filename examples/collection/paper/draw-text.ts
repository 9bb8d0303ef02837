import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';

// Letters are drawn as outlines, so that the pictures look the same on a machine without fonts.

export type Face = 'regular' | 'semibold' | 'bold' | 'italic';

const FILES: Record<Face, string> = {
  regular: 'inter-latin-400-normal.woff',
  semibold: 'inter-latin-600-normal.woff',
  bold: 'inter-latin-700-normal.woff',
  italic: 'inter-latin-400-italic.woff',
};

type LoadedFont = ReturnType<typeof opentype.parse>;
const loaded = new Map<Face, LoadedFont>();
const require = createRequire(import.meta.url);

function font(face: Face): LoadedFont {
  const known = loaded.get(face);
  if (known) return known;
  const bytes = readFileSync(require.resolve(`@fontsource/inter/files/${FILES[face]}`));
  const fresh = opentype.parse(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  );
  loaded.set(face, fresh);
  return fresh;
}

export interface TextStyle {
  readonly size: number;
  readonly face?: Face;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function textWidth(text: string, size: number, face: Face = 'regular'): number {
  return font(face).getAdvanceWidth(text, size);
}

/** An SVG path for one line of text; (x, y) is on the baseline. */
export function text(line: string, x: number, y: number, style: TextStyle): string {
  const { size, face = 'regular', fill = '#1d2126', anchor = 'start' } = style;
  const shift = anchor === 'start' ? 0 : textWidth(line, size, face) * (anchor === 'end' ? 1 : 0.5);
  return `<path d="${font(face)
    .getPath(line, x - shift, y, size)
    .toPathData(2)}" fill="${fill}"/>`;
}

/** Text broken into lines no wider than `width`. */
export function paragraph(
  words: string,
  x: number,
  y: number,
  width: number,
  style: TextStyle,
  leading = 1.45,
): string {
  return wrap(words, width, style)
    .map((line, i) => text(line, x, y + i * style.size * leading, style))
    .join('');
}

export function wrap(words: string, width: number, style: TextStyle): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(' ')) {
    const next = line ? `${line} ${word}` : word;
    if (line && textWidth(next, style.size, style.face) > width) {
      lines.push(line);
      line = word;
    } else line = next;
  }
  return line ? [...lines, line] : lines;
}

export function svg(width: number, height: number, body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
}

export function box(x: number, y: number, w: number, h: number, fill: string, radius = 0, stroke?: string): string {
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${radius}" fill="${fill}"${stroke ? ` stroke="${stroke}" stroke-width="1.5"` : ''}/>`;
}
