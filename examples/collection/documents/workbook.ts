import { strToU8 } from 'fflate';
import { fixedZip } from './fixed-zip.ts';

/** What a cell holds: words, a number, money in dollars, a day (`2026-03-02`), or a formula with the value it came to. */
export type Cell =
  | string
  | number
  | { readonly money: number }
  | { readonly day: string }
  | { readonly formula: string; readonly value: number; readonly money?: true };

export interface SheetPlan {
  readonly name: string;
  /** Merged over all columns, above the header. */
  readonly title: string;
  readonly header: readonly string[];
  readonly widths: readonly number[];
  readonly rows: readonly (readonly Cell[])[];
  readonly total?: readonly (Cell | null)[];
}

/** Places in the list of cell styles of {@link styles}. */
const STYLE = {
  title: 1,
  header: 2,
  words: 3,
  number: 4,
  money: 5,
  day: 6,
  totalWords: 7,
  total: 8,
  totalMoney: 9,
  numberHeader: 10,
};

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

const escaped = (words: string): string => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const letter = (column: number): string => String.fromCharCode(65 + column);

/** Days since the 30th of December 1899, as spreadsheets count. */
const serial = (day: string): number =>
  Math.round((Date.parse(`${day}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / 86_400_000);

const styles = `${DECLARATION}<styleSheet xmlns="${MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="[$$-409]#,##0.00"/><numFmt numFmtId="165" formatCode="d\\ mmm\\ yyyy"/></numFmts>
<fonts count="4"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="16"/><color rgb="FF29402F"/><name val="Georgia"/></font><font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF29402F"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7DDC3"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FFD5CFBF"/></bottom><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="11">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="center"/></xf>
<xf numFmtId="0" fontId="2" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment horizontal="left" vertical="center" indent="1"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1" applyAlignment="1"><alignment horizontal="left" indent="1"/></xf>
<xf numFmtId="3" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1" applyAlignment="1"><alignment horizontal="right"/></xf>
<xf numFmtId="0" fontId="3" fillId="3" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment horizontal="left" indent="1"/></xf>
<xf numFmtId="3" fontId="3" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>
<xf numFmtId="164" fontId="3" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>
<xf numFmtId="0" fontId="2" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment horizontal="right" vertical="center"/></xf>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

/** An XLSX file of some sheets, written by hand: shared strings, styles, merged titles, frozen headers, cached sums. */
export function workbook(title: string, date: string, plans: readonly SheetPlan[]): Uint8Array {
  const strings: string[] = [];
  const shared = (words: string): number => {
    const known = strings.indexOf(words);
    return known >= 0 ? known : strings.push(words) - 1;
  };
  const written = (cell: Cell | null, at: string, total: boolean): string => {
    if (cell === null) return `<c r="${at}" s="${STYLE.totalWords}"/>`;
    if (typeof cell === 'string')
      return `<c r="${at}" s="${total ? STYLE.totalWords : STYLE.words}" t="s"><v>${shared(cell)}</v></c>`;
    if (typeof cell === 'number') return `<c r="${at}" s="${STYLE.number}"><v>${cell}</v></c>`;
    if ('day' in cell) return `<c r="${at}" s="${STYLE.day}"><v>${serial(cell.day)}</v></c>`;
    if ('formula' in cell) {
      const style = total ? (cell.money ? STYLE.totalMoney : STYLE.total) : cell.money ? STYLE.money : STYLE.number;
      return `<c r="${at}" s="${style}"><f>${escaped(cell.formula)}</f><v>${cell.value}</v></c>`;
    }
    return `<c r="${at}" s="${STYLE.money}"><v>${cell.money}</v></c>`;
  };
  const sheet = (plan: SheetPlan, index: number): string => {
    const last = letter(plan.header.length - 1);
    const row = (number: number, cells: string, height = ''): string => `<row r="${number}"${height}>${cells}</row>`;
    const rows = [
      row(1, `<c r="A1" s="${STYLE.title}" t="s"><v>${shared(plan.title)}</v></c>`, ' ht="30" customHeight="1"'),
      row(
        2,
        plan.header
          .map((words, i) => {
            const style = typeof plan.rows[0]?.[i] === 'string' ? STYLE.header : STYLE.numberHeader;
            return `<c r="${letter(i)}2" s="${style}" t="s"><v>${shared(words)}</v></c>`;
          })
          .join(''),
        ' ht="22" customHeight="1"',
      ),
      ...plan.rows.map((cells, i) =>
        row(i + 3, cells.map((c, at) => written(c, `${letter(at)}${i + 3}`, false)).join('')),
      ),
    ];
    const end = plan.rows.length + 3;
    if (plan.total) rows.push(row(end, plan.total.map((c, at) => written(c, `${letter(at)}${end}`, true)).join('')));
    return `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:${last}${plan.total ? end : end - 1}"/><sheetViews><sheetView${index === 0 ? ' tabSelected="1"' : ''} showGridLines="0" workbookViewId="0"><pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${plan.widths.map((w, i) => `<col min="${i + 1}" max="${i + 1}" width="${w}" customWidth="1"/>`).join('')}</cols><sheetData>${rows.join('')}</sheetData><autoFilter ref="A2:${last}${end - 1}"/><mergeCells count="1"><mergeCell ref="A1:${last}1"/></mergeCells><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="${plan.rows.length > 20 ? 'portrait' : 'landscape'}" fitToWidth="1" fitToHeight="0"/></worksheet>`;
  };
  const sheets = plans.map(sheet);
  const type = (part: string, kind: string): string =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const relation = (id: number, kind: string, target: string): string =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('/xl/workbook.xml', 'sheet.main')}${plans.map((_, i) => type(`/xl/worksheets/sheet${i + 1}.xml`, 'worksheet')).join('')}${type('/xl/styles.xml', 'styles')}${type('/xl/sharedStrings.xml', 'sharedStrings')}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
    '_rels/.rels': `${DECLARATION}<Relationships xmlns="${PACKAGE}">${relation(1, 'officeDocument', 'xl/workbook.xml')}<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    'docProps/core.xml': `${DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escaped(title)}</dc:title><dc:creator>Fjell &amp; Hearth</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${date}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${date}</dcterms:modified></cp:coreProperties>`,
    'xl/workbook.xml': `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${plans.map((p, i) => `<sheet name="${p.name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${DECLARATION}<Relationships xmlns="${PACKAGE}">${plans.map((_, i) => relation(i + 1, 'worksheet', `worksheets/sheet${i + 1}.xml`)).join('')}${relation(plans.length + 1, 'styles', 'styles.xml')}${relation(plans.length + 2, 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/styles.xml': styles,
    'xl/sharedStrings.xml': `${DECLARATION}<sst xmlns="${MAIN}" uniqueCount="${strings.length}">${strings.map((words) => `<si><t>${escaped(words)}</t></si>`).join('')}</sst>`,
    ...Object.fromEntries(sheets.map((xml, i) => [`xl/worksheets/sheet${i + 1}.xml`, xml])),
  };
  return fixedZip(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
}
