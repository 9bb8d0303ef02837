import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, descendants, textOf } from '../markup/xml-query.ts';
import { officeChart } from './office-chart.ts';
import type { OfficePackage } from './office-package.ts';
import type { CellRange, SheetChart, SheetNote, SheetPicture } from './sheet.ts';

/** What lies on a sheet beside its cells. */
export interface SheetDrawings {
  readonly pictures: SheetPicture[];
  readonly charts: SheetChart[];
  readonly notes: SheetNote[];
}

const maxDrawn = 10_000;
/** Names and descriptions that programs give by themselves. */
const stockWords = /^(?:picture|image|grafik|bild|imagen|immagine|photo|shape|rectangle|text\s?box)?\s*\d*$/i;

/** The pictures, charts and text boxes of a drawing part; throws as `Archive.bytes` does when it is damaged. */
export function xlsxDrawings(pkg: OfficePackage, part: string): SheetDrawings {
  const found: SheetDrawings = { pictures: [], charts: [], notes: [] };
  const charts = new Set<string>();
  let drawn = 0;
  for (const anchor of children(pkg.xml(part), 'xdr:twoCellAnchor', 'xdr:oneCellAnchor', 'xdr:absoluteAnchor')) {
    const range = anchorRange(anchor);
    for (const item of descendants(anchor, 'xdr:pic', 'xdr:graphicFrame', 'xdr:sp')) {
      if (++drawn > maxDrawn) return found;
      if (item.name === 'xdr:pic') {
        const picture = pictureOf(pkg, part, item, range);
        if (picture) found.pictures.push(picture);
      } else if (item.name === 'xdr:sp') {
        const text = paragraphs(child(item, 'xdr:txBody'));
        if (text !== '') found.notes.push({ range, text });
      } else {
        const [reference] = descendants(item, 'c:chart');
        const target = pkg.relation(part, reference?.attributes['r:id']);
        if (!target || target.external || charts.has(target.target)) continue;
        charts.add(target.target);
        const chart = officeChart(pkg.xml(target.target));
        if (chart) found.charts.push({ range, ...chart });
      }
    }
  }
  return found;
}

function pictureOf(pkg: OfficePackage, part: string, item: XmlElement, range: CellRange): SheetPicture | undefined {
  const [blip] = descendants(item, 'a:blip');
  const target = pkg.relation(part, blip?.attributes['r:embed'] ?? blip?.attributes['r:link']);
  if (!target) return undefined;
  const { descr = '', title = '' } = child(item, 'xdr:nvPicPr', 'xdr:cNvPr')?.attributes ?? {};
  const alt = told(descr);
  const caption = told(title);
  return { range, reference: target.target, ...(alt ? { alt } : {}), ...(caption ? { caption } : {}) };
}

function told(words: string): string {
  const line = oneLine(words);
  return stockWords.test(line) ? '' : line;
}

/** The cells a drawing lies on; one that is placed by measure alone is taken to lie in the corner. */
function anchorRange(anchor: XmlElement): CellRange {
  const at = (corner: string, part: string): number | undefined => {
    const number = Number(textOf(child(anchor, corner, part)).trim() || Number.NaN);
    return Number.isInteger(number) && number >= 0 && number < 2 ** 24 ? number : undefined;
  };
  const top = at('xdr:from', 'xdr:row') ?? 0;
  const left = at('xdr:from', 'xdr:col') ?? 0;
  const bottom = Math.max(top, at('xdr:to', 'xdr:row') ?? top);
  const right = Math.max(left, at('xdr:to', 'xdr:col') ?? left);
  return { top: top + 1, left, bottom: bottom + 1, right };
}

function paragraphs(body: XmlElement | undefined): string {
  const lines = children(body, 'a:p').map((paragraph) =>
    [...descendants(paragraph, 'a:t', 'a:br')].map((item) => (item.name === 'a:br' ? '\n' : textOf(item))).join(''),
  );
  return lines.join('\n').trim();
}

/** The remarks on cells; threaded ones repeat themselves here with a notice for old programs, which is taken off. */
export function xlsxComments(root: XmlElement, rangeOf: (reference: string) => CellRange | undefined): SheetNote[] {
  const notes: SheetNote[] = [];
  for (const comment of descendants(root, 'comment')) {
    const range = rangeOf(comment.attributes.ref ?? '');
    const text = [...descendants(child(comment, 'text'), 't')].map((item) => textOf(item)).join('');
    const own = text.replace(/^\[Threaded comment\][\s\S]*?\bComment:\s*/, '').trim();
    if (range && own !== '' && notes.length < maxDrawn) notes.push({ range, text: own });
  }
  return notes;
}
