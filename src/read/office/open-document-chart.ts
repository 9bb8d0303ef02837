import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, descendants } from '../markup/xml-query.ts';
import type { OfficeChart } from './office-chart.ts';
import { openLines, openTable } from './open-document-text.ts';

const kinds: Readonly<Record<string, string>> = { circle: 'pie chart', ring: 'doughnut chart' };

/** The chart in the content of an embedded object, with the table it was drawn from; undefined when it holds none. */
export function openChart(content: XmlElement): OfficeChart | undefined {
  const chart = child(content, 'office:body', 'office:chart', 'chart:chart');
  const [table] = descendants(chart, 'table:table');
  const rows = table ? openTable(table) : [];
  if (rows.length < 2) return undefined;
  const name = (chart?.attributes['chart:class'] ?? '').replace(/^chart:/, '');
  const title = oneLine(openLines(child(chart, 'chart:title')).join(' '));
  return { kind: kinds[name] ?? `${name || 'other'} chart`, ...(title ? { title } : {}), rows };
}
