import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, descendants, numberOf, textOf } from '../markup/xml-query.ts';

/** The paragraphs of a shape, as lines of Markdown. */
export interface DrawingText {
  readonly lines: readonly string[];
  /** In points, the largest that is written out; 0 where none is. */
  readonly fontSize: number;
}

/**
 * The text of a shape (`p:txBody`, `a:txBody`): a line for each paragraph, lists as `- ` and `1. ` indented by level.
 * `styles` are the list styles it inherits, the nearest first; a paragraph's own properties come before them.
 */
export function drawingText(body: XmlElement | undefined, styles: readonly XmlElement[] = []): DrawingText {
  const lines: string[] = [];
  let fontSize = 0;
  const counts: number[] = [];
  for (const paragraph of children(body, 'a:p')) {
    const properties = child(paragraph, 'a:pPr');
    const level = Math.min(8, Math.max(0, Math.trunc(numberOf(properties, 'lvl') ?? 0)));
    const text = paragraphText(paragraph);
    for (const run of children(paragraph, 'a:r', 'a:fld'))
      fontSize = Math.max(fontSize, (numberOf(child(run, 'a:rPr'), 'sz') ?? 0) / 100);
    if (text === '') continue;
    const bullet = bulletOf([properties, ...styles.map((style) => child(style, `a:lvl${level + 1}pPr`))]);
    counts.length = Math.min(counts.length, level + 1);
    if (bullet?.name === 'a:buAutoNum') counts[level] = (counts[level] ?? (numberOf(bullet, 'startAt') ?? 1) - 1) + 1;
    else counts.length = Math.min(counts.length, level);
    const mark = bullet === undefined ? '' : bullet.name === 'a:buAutoNum' ? `${counts[level]}. ` : '- ';
    lines.push(mark ? `${'  '.repeat(level)}${mark}${text.replaceAll('\n', ' ')}` : text);
  }
  return { lines, fontSize };
}

/** What a paragraph says, its line breaks kept; without the slide's number, which is a field. */
export function paragraphText(paragraph: XmlElement): string {
  const parts: string[] = [];
  for (const item of children(paragraph)) {
    if (item.name === 'a:r') parts.push(textOf(child(item, 'a:t')));
    else if (item.name === 'a:br') parts.push('\n');
    else if (item.name === 'a:fld') parts.push(item.attributes.type === 'slidenum' ? '' : textOf(child(item, 'a:t')));
    else if (item.name !== 'a:pPr' && item.name !== 'a:endParaRPr') parts.push(formulaText(item));
  }
  return parts
    .join('')
    .split(/[\n\v]/)
    .map(oneLine)
    .filter((line) => line !== '')
    .join('\n');
}

/** Formulas stand in the newer half of an alternative, their signs one by one. */
function formulaText(item: XmlElement): string {
  const from = item.name === 'mc:AlternateContent' ? child(item, 'mc:Choice') : item;
  return [...descendants(from, 'm:t', 'a:t')].map(textOf).join('');
}

function bulletOf(properties: readonly (XmlElement | undefined)[]): XmlElement | undefined {
  for (const item of properties) {
    const [bullet] = children(item, 'a:buNone', 'a:buChar', 'a:buAutoNum', 'a:buBlip');
    if (bullet) return bullet.name === 'a:buNone' ? undefined : bullet;
  }
  return undefined;
}
