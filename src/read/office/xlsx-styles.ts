import type { XmlElement } from '../markup/xml.ts';
import { child, children, numberOf } from '../markup/xml-query.ts';
import { builtInFormat, type NumberFormat, numberFormat } from './sheet-number-format.ts';

/** What a cell's style says of its value. */
export interface XlsxStyle {
  readonly format: NumberFormat;
  readonly bold: boolean;
}

/** The styles of a workbook in the order in which cells name them. */
export function xlsxStyles(root: XmlElement | undefined): readonly XlsxStyle[] {
  const codes = new Map<number, string>();
  for (const format of children(child(root, 'numFmts'), 'numFmt'))
    codes.set(numberOf(format, 'numFmtId') ?? -1, format.attributes.formatCode ?? '');
  const bold = children(child(root, 'fonts'), 'font').map((font) => {
    const mark = child(font, 'b');
    return mark !== undefined && !/^(?:0|false)$/.test(mark.attributes.val ?? '');
  });
  const formats = new Map<number, NumberFormat>();
  const formatOf = (id: number): NumberFormat => {
    const known = formats.get(id) ?? numberFormat(codes.get(id) ?? builtInFormat(id));
    formats.set(id, known);
    return known;
  };
  return children(child(root, 'cellXfs'), 'xf').map((style) => ({
    format: formatOf(numberOf(style, 'numFmtId') ?? 0),
    bold: bold[numberOf(style, 'fontId') ?? -1] ?? false,
  }));
}
