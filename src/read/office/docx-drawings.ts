import type { Block } from '../markup/blocks.ts';
import { oneLine, tableLine, tableRule } from '../markup/blocks.ts';
import { type SourceRange, sourceText } from '../markup/source-text.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, descendants, numberOf } from '../markup/xml-query.ts';
import { officeChart } from './office-chart.ts';
import { diagramLines } from './office-diagram.ts';

/** A thing that a drawing of a Word file shows; `id` is that of the relationship to the part that holds it. */
export type DrawnThing =
  | { readonly type: 'box'; readonly element: XmlElement }
  | { readonly type: 'picture'; readonly id: string | undefined; readonly alt: string; readonly caption: string }
  | {
      readonly type: 'part';
      readonly id: string | undefined;
      /** The part as blocks; `place` takes the next so many characters of the text. */
      read(root: XmlElement, place: (length: number) => SourceRange): Block[];
    };

/** Measures of Office per pixel; smaller pictures are bullets and rules. */
const pixel = 9_525;
const minSide = 17;
/** Names and descriptions that programs give by themselves. */
const stockWords =
  /^(?:(?:picture|image|grafik|bild|imagen|immagine|photo|diagram|chart|shape|text\s?box)\s*\d*|\S+\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|webp))$/i;

/** Pictures first, in the order of the drawing, then boxes of text, charts and diagrams. */
export function drawnThings(drawing: XmlElement): DrawnThing[] {
  const frame = child(drawing, 'wp:inline') ?? child(drawing, 'wp:anchor');
  const extent = child(frame, 'wp:extent');
  const side = Math.min(numberOf(extent, 'cx') ?? Infinity, numberOf(extent, 'cy') ?? Infinity);
  const said = words(child(frame, 'wp:docPr'));
  const pictures: DrawnThing[] = [];
  const others: DrawnThing[] = [];
  const names = ['pic:pic', 'v:imagedata', 'w:txbxContent', 'c:chart', 'dgm:relIds', 'mc:AlternateContent'];
  const visit = (element: XmlElement, depth: number): void => {
    for (const item of descendants(element, ...names)) {
      if (item.name === 'mc:AlternateContent') {
        // The same thing twice: for programs of today, and for old ones.
        const chosen = child(item, 'mc:Choice') ?? child(item, 'mc:Fallback');
        if (chosen && depth < 20) visit(chosen, depth + 1);
      } else if (item.name === 'pic:pic') {
        if (side < minSide * pixel) continue;
        const [blip] = descendants(item, 'a:blip');
        const own = words(child(item, 'pic:nvPicPr', 'pic:cNvPr'));
        const id = blip?.attributes['r:embed'] ?? blip?.attributes['r:link'];
        pictures.push({ type: 'picture', id, alt: said.alt || own.alt, caption: said.caption || own.caption });
      } else if (item.name === 'v:imagedata') {
        const title = oneLine(item.attributes['o:title'] ?? '');
        const alt = stockWords.test(title) ? '' : title;
        pictures.push({ type: 'picture', id: item.attributes['r:id'], alt, caption: '' });
      } else if (item.name === 'w:txbxContent') others.push({ type: 'box', element: item });
      else if (item.name === 'c:chart') others.push({ type: 'part', id: item.attributes['r:id'], read: chartBlocks });
      else others.push({ type: 'part', id: item.attributes['r:dm'], read: diagramBlocks });
    }
  };
  visit(drawing, 0);
  return [...pictures, ...others];
}

function words(properties: XmlElement | undefined): { alt: string; caption: string } {
  const told = (text = '') => (stockWords.test(oneLine(text)) ? '' : oneLine(text));
  return { alt: told(properties?.attributes.descr), caption: told(properties?.attributes.title) };
}

function chartBlocks(root: XmlElement, place: (length: number) => SourceRange): Block[] {
  const chart = officeChart(root);
  const [header, ...rows] = chart?.rows ?? [];
  if (!chart || !header) return [];
  const head = `${tableLine(header)}\n${tableRule(header.length)}`;
  const { start } = place(head.length);
  const lines = rows.map((row) => ({ text: tableLine(row), range: place(tableLine(row).length) }));
  const end = lines.at(-1)?.range.end ?? start;
  return [
    { type: 'table', head, rows: lines, range: { start, end }, ...(chart.title ? { caption: chart.title } : {}) },
  ];
}

/** The words of a diagram (SmartArt), one line for each of its shapes. */
function diagramBlocks(root: XmlElement, place: (length: number) => SourceRange): Block[] {
  const text = diagramLines(root).join('\n');
  if (text === '') return [];
  const source = sourceText();
  const { start, end } = place(text.length);
  source.append(text, start, end);
  return [{ type: 'text', text: source }];
}
