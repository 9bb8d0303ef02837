import { fakeArchive, fakeRelations } from '../archive/fake-archive.ts';

export interface FakeSheet {
  readonly name: string;
  /** `A1` to a value: text, number or truth; or the cell's own XML, where it begins with `<`. */
  readonly cells?: Readonly<Record<string, string | number | boolean>>;
  /** Styles of cells, by their place in `formats`. */
  readonly styles?: Readonly<Record<string, number>>;
  readonly merged?: readonly string[];
  readonly hidden?: boolean;
  /** XML of its drawing, whose pictures are `rId1` and on. */
  readonly drawing?: string;
  /** Remarks by their cells. */
  readonly comments?: Readonly<Record<string, string>>;
}

export interface FakeWorkbook {
  readonly sheets: readonly FakeSheet[];
  /** Format codes by the number that `styles` uses; number 0 is the general one. */
  readonly formats?: readonly string[];
  readonly date1904?: boolean;
  /** Files the drawings name `rId1` and on, by their paths inside `xl`. */
  readonly media?: Readonly<Record<string, string | Uint8Array>>;
  readonly title?: string;
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

/** An Excel workbook for tests; its texts are shared strings. */
export function fakeXlsx({ sheets, formats = [], date1904 = false, media = {}, title = '' }: FakeWorkbook): Uint8Array {
  const strings: string[] = [];
  const files: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': fakeRelations(['rId1', 'officeDocument', 'xl/workbook.xml']),
    'docProps/core.xml': `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title)}</dc:title></cp:coreProperties>`,
    'xl/workbook.xml': `<workbook ${main} ${office}><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets>${sheets
      .map(
        ({ name, hidden }, index) =>
          `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"${hidden ? ' state="hidden"' : ''}/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': fakeRelations(
      ...sheets.map((_, index) => [`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`] as const),
      ['strings', 'sharedStrings', 'sharedStrings.xml'],
      ['styles', 'styles', 'styles.xml'],
    ),
    'xl/styles.xml': `<styleSheet ${main}><numFmts>${formats
      .map((code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${escaped(code)}"/>`)
      .join('')}</numFmts><cellXfs><xf numFmtId="0"/>${formats
      .map((_, index) => `<xf numFmtId="${200 + index}"/>`)
      .join('')}</cellXfs></styleSheet>`,
  };
  for (const [index, sheet] of sheets.entries()) {
    const path = `sheet${index + 1}.xml`;
    const merged = (sheet.merged ?? []).map((ref) => `<mergeCell ref="${ref}"/>`).join('');
    files[`xl/worksheets/${path}`] =
      `<?xml version="1.0" encoding="UTF-8"?><worksheet ${main} ${office}><sheetData>${rows(sheet, strings)}</sheetData>` +
      `${merged ? `<mergeCells>${merged}</mergeCells>` : ''}${sheet.drawing ? '<drawing r:id="rId1"/>' : ''}</worksheet>`;
    files[`xl/worksheets/_rels/${path}.rels`] = fakeRelations(
      ...(sheet.drawing ? [['rId1', 'drawing', `../drawings/drawing${index + 1}.xml`] as const] : []),
      ...(sheet.comments ? [['rId2', 'comments', `../comments${index + 1}.xml`] as const] : []),
    );
    if (sheet.comments) {
      const items = Object.entries(sheet.comments).map(
        ([ref, text]) => `<comment ref="${ref}"><text><r><t>${escaped(text)}</t></r></text></comment>`,
      );
      files[`xl/comments${index + 1}.xml`] =
        `<comments ${main}><commentList>${items.join('')}</commentList></comments>`;
    }
    if (sheet.drawing) {
      files[`xl/drawings/drawing${index + 1}.xml`] = sheet.drawing;
      files[`xl/drawings/_rels/drawing${index + 1}.xml.rels`] = fakeRelations(
        ...Object.keys(media).map(
          (name, at) => [`rId${at + 1}`, name.endsWith('.xml') ? 'chart' : 'image', `../${name}`] as const,
        ),
      );
    }
  }
  for (const [name, content] of Object.entries(media)) files[`xl/${name}`] = content;
  files['xl/sharedStrings.xml'] =
    `<sst ${main}>${strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`;
  return fakeArchive(files);
}

/** Anchors for drawings: a picture over the given cells, counted from 0. */
export function fakeAnchor(from: readonly [number, number], to: readonly [number, number], inside: string): string {
  const corner = (name: string, [column, row]: readonly [number, number]) =>
    `<xdr:${name}><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${name}>`;
  return `<xdr:twoCellAnchor>${corner('from', from)}${corner('to', to)}${inside}<xdr:clientData/></xdr:twoCellAnchor>`;
}

export function fakeDrawing(...anchors: string[]): string {
  return `<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" ${office}>${anchors.join('')}</xdr:wsDr>`;
}

export function fakeDrawnPicture(id: string, alt: string): string {
  return `<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="Picture 1" descr="${escaped(alt)}"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="${id}"/></xdr:blipFill></xdr:pic>`;
}

function rows({ cells = {}, styles = {} }: FakeSheet, strings: string[]): string {
  const byRow = new Map<number, string[]>();
  for (const [ref, value] of Object.entries(cells)) {
    const row = Number(/\d+$/.exec(ref)?.[0]);
    const style = styles[ref] === undefined ? '' : ` s="${styles[ref]}"`;
    const there = byRow.get(row) ?? [];
    there.push(cell(ref, value, style, strings));
    byRow.set(row, there);
  }
  const inOrder = [...byRow].sort(([a], [b]) => a - b);
  return inOrder.map(([row, made]) => `<row r="${row}">${made.join('')}</row>`).join('');
}

function cell(ref: string, value: string | number | boolean, style: string, strings: string[]): string {
  if (typeof value === 'number') return `<c r="${ref}"${style}><v>${value}</v></c>`;
  if (typeof value === 'boolean') return `<c r="${ref}"${style} t="b"><v>${value ? 1 : 0}</v></c>`;
  if (value.startsWith('<')) return value;
  strings.push(value);
  return `<c r="${ref}"${style} t="s"><v>${strings.length - 1}</v></c>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
