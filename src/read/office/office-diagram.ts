import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, descendants, numberOf, textOf } from '../markup/xml-query.ts';

/** The words of a SmartArt diagram (its data part, `dgm:dataModel`), a line each, indented by their level. */
export function diagramLines(root: XmlElement): string[] {
  const points = new Map<string, XmlElement>();
  let top: string | undefined;
  for (const point of children(child(root, 'dgm:ptLst'), 'dgm:pt')) {
    const { modelId = '', type = 'node' } = point.attributes;
    if (type === 'doc') top = modelId;
    if (type === 'doc' || type === 'node' || type === 'asst') points.set(modelId, point);
  }
  const below = new Map<string, { readonly id: string; readonly order: number }[]>();
  for (const link of children(child(root, 'dgm:cxnLst'), 'dgm:cxn')) {
    const { type = 'parOf', srcId = '', destId = '' } = link.attributes;
    if (type !== 'parOf') continue;
    const list = below.get(srcId) ?? [];
    list.push({ id: destId, order: numberOf(link, 'srcOrd') ?? 0 });
    below.set(srcId, list);
  }
  const lines: string[] = [];
  const seen = new Set<string>();
  const add = (id: string, level: number) => {
    const point = points.get(id);
    if (!point || seen.has(id)) return;
    seen.add(id);
    const text = oneLine(
      children(child(point, 'dgm:t'), 'a:p')
        .map((paragraph) => [...descendants(paragraph, 'a:t')].map(textOf).join(''))
        .join(' '),
    );
    if (text) lines.push(`${'  '.repeat(Math.min(level, 8))}- ${text}`);
    const next = (below.get(id) ?? []).toSorted((a, b) => a.order - b.order);
    // Deeper than any diagram: the rest follows on one level.
    if (level < 200) for (const item of next) add(item.id, text ? level + 1 : level);
  };
  if (top !== undefined) add(top, 0);
  for (const id of points.keys()) add(id, 0);
  return lines;
}
