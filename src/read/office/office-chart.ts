import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, descendants, numberOf, textOf } from '../markup/xml-query.ts';

/** A chart of an office file: the numbers it was drawn from, as they were when it was saved. */
export interface OfficeChart {
  readonly title?: string;
  /** `bar chart`, `pie chart`; of several laid over each other the first. */
  readonly kind: string;
  /** The header (the names of the series) and a row for each category; every row has as many cells. */
  readonly rows: readonly (readonly string[])[];
}

/** Cells of one chart; what is beyond is left out. */
const maxCells = 20_000;

const kinds: Readonly<Record<string, string>> = {
  'c:areaChart': 'area chart',
  'c:area3DChart': 'area chart',
  'c:barChart': 'bar chart',
  'c:bar3DChart': 'bar chart',
  'c:bubbleChart': 'bubble chart',
  'c:doughnutChart': 'doughnut chart',
  'c:lineChart': 'line chart',
  'c:line3DChart': 'line chart',
  'c:ofPieChart': 'pie chart',
  'c:pieChart': 'pie chart',
  'c:pie3DChart': 'pie chart',
  'c:radarChart': 'radar chart',
  'c:scatterChart': 'scatter chart',
  'c:stockChart': 'stock chart',
  'c:surfaceChart': 'surface chart',
  'c:surface3DChart': 'surface chart',
};

/** The data of a chart part (`c:chartSpace`, or `cx:chartSpace` of the newer kinds); undefined when it holds none. */
export function officeChart(root: XmlElement): OfficeChart | undefined {
  if (root.name.startsWith('cx:')) return newerChart(root);
  const chart = child(root, 'c:chart');
  const plots = children(child(chart, 'c:plotArea')).filter((plot) => kinds[plot.name] !== undefined);
  const [first] = plots;
  const series = plots.flatMap((plot) => children(plot, 'c:ser'));
  if (!first || series.length === 0) return undefined;
  const rows = series.some((item) => child(item, 'c:xVal'))
    ? pointRows(series)
    : categoryRows(series, axisTitle(chart));
  if (rows.length < 2) return undefined;
  const own = oneLine(textOfTitle(child(chart, 'c:title')));
  // A chart of one series shows its name when it has no title of its own.
  const alone = series.length === 1 && child(chart, 'c:title') ? seriesName(series[0]) : '';
  const title = own || alone;
  return { kind: kinds[first.name] ?? 'chart', ...(title ? { title } : {}), rows };
}

function textOfTitle(title: XmlElement | undefined): string {
  const rich = child(title, 'c:tx', 'c:rich');
  if (rich) return [...descendants(rich, 'a:t')].map(textOf).join('');
  return [...cached(child(title, 'c:tx')).values()].join(' ');
}

/** What the categories are, where an axis says so. */
function axisTitle(chart: XmlElement | undefined): string {
  const axis = children(child(chart, 'c:plotArea'), 'c:catAx', 'c:dateAx')[0];
  return oneLine(textOfTitle(child(axis, 'c:title')));
}

function seriesName(series: XmlElement | undefined): string {
  const named = child(series, 'c:tx');
  return oneLine([...cached(named).values()].join(' ') || textOf(child(named, 'c:v')));
}

function categoryRows(series: readonly XmlElement[], corner: string): string[][] {
  const shared = series.map((item) => cached(child(item, 'c:cat'))).find((categories) => categories.size > 0);
  const values = series.map((item) => cached(child(item, 'c:val')));
  const places = [...new Set([...(shared?.keys() ?? []), ...values.flatMap((item) => [...item.keys()])])];
  const header = [
    corner,
    ...series.map((item, n) => seriesName(item) || (series.length > 1 ? `Series ${n + 1}` : 'Value')),
  ];
  const rows = places
    .sort((a, b) => a - b)
    .slice(0, Math.floor(maxCells / header.length))
    .map((place) => [shared?.get(place) ?? String(place + 1), ...values.map((item) => item.get(place) ?? '')]);
  return [header, ...rows];
}

/** Points of scatter and bubble charts, each a row of its own. */
function pointRows(series: readonly XmlElement[]): string[][] {
  const sizes = series.some((item) => child(item, 'c:bubbleSize'));
  const several = series.length > 1;
  const rows: string[][] = [[...(several ? ['Series'] : []), 'X', 'Y', ...(sizes ? ['Size'] : [])]];
  for (const item of series) {
    const name = seriesName(item);
    const x = cached(child(item, 'c:xVal'));
    const size = cached(child(item, 'c:bubbleSize'));
    for (const [place, y] of cached(child(item, 'c:yVal'))) {
      if (rows.length * 4 > maxCells) return rows;
      rows.push([
        ...(several ? [name] : []),
        x.get(place) ?? String(place + 1),
        y,
        ...(sizes ? [size.get(place) ?? ''] : []),
      ]);
    }
  }
  return rows;
}

/** Values by their place, as a program kept them beside the reference to a sheet; of several levels, the outer ones first. */
function cached(source: XmlElement | undefined): Map<number, string> {
  const values = new Map<number, string>();
  if (!source) return values;
  const [cache] = descendants(source, 'c:strCache', 'c:numCache', 'c:strLit', 'c:numLit', 'c:multiLvlStrCache');
  if (!cache) return values;
  const format = textOf(child(cache, 'c:formatCode'));
  const levels = cache.name === 'c:multiLvlStrCache' ? children(cache, 'c:lvl').reverse() : [cache];
  for (const [level, points] of levels.entries()) {
    const told = new Map<number, string>();
    for (const point of children(points, 'c:pt')) {
      const place = numberOf(point, 'idx');
      if (place === undefined || place < 0 || told.size >= maxCells) continue;
      const text = oneLine(textOf(child(point, 'c:v')));
      told.set(
        place,
        cache.name.startsWith('c:num')
          ? shownNumber(text, textOf(child(point, 'c:formatCode')) || point.attributes.formatCode || format)
          : text,
      );
    }
    if (level === 0) for (const [place, text] of told) values.set(place, text);
    else mergeLevel(values, told);
  }
  return values;
}

/** An outer name stands at its first place only, and counts until the next one. */
function mergeLevel(outer: Map<number, string>, inner: ReadonlyMap<number, string>): void {
  const starts = [...outer].sort(([a], [b]) => a - b);
  outer.clear();
  let at = 0;
  let name = '';
  for (const [place, text] of [...inner].sort(([a], [b]) => a - b)) {
    for (let start = starts[at]; start && start[0] <= place; start = starts[++at]) name = start[1];
    outer.set(place, name ? `${name}, ${text}` : text);
  }
}

/** Waterfalls, treemaps, funnels and the like keep their data in one place, of which each series names its part. */
function newerChart(root: XmlElement): OfficeChart | undefined {
  const chart = child(root, 'cx:chart');
  const series = [...descendants(child(chart, 'cx:plotArea'), 'cx:series')];
  const data = children(child(root, 'cx:chartData'), 'cx:data');
  const parts = series.map((item) => {
    const id = child(item, 'cx:dataId')?.attributes.val;
    return data.find((candidate) => candidate.attributes.id === id);
  });
  const values = parts.map((part) => newerLevel(children(child(part, 'cx:numDim'), 'cx:lvl')[0]));
  const levels = children(child(parts[0], 'cx:strDim'), 'cx:lvl').map(newerLevel).reverse();
  const places = [...new Set(values.flatMap((item) => [...item.keys()]))].sort((a, b) => a - b);
  if (places.length === 0) return undefined;
  const nameOf = (item: XmlElement) => oneLine(textOf(child(item, 'cx:tx', 'cx:txData', 'cx:v')));
  const header = ['', ...series.map((item, n) => nameOf(item) || (series.length > 1 ? `Series ${n + 1}` : 'Value'))];
  const rows = places.slice(0, Math.floor(maxCells / header.length)).map((place) => {
    const names = levels.map((level) => level.get(place) ?? '').filter((name) => name !== '');
    return [names.join(', ') || String(place + 1), ...values.map((item) => item.get(place) ?? '')];
  });
  const title = oneLine([...descendants(child(chart, 'cx:title'), 'a:t')].map(textOf).join(''));
  const kind = (series[0]?.attributes.layoutId ?? 'other').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return { kind: `${kind} chart`, ...(title ? { title } : {}), rows: [header, ...rows] };
}

function newerLevel(level: XmlElement | undefined): Map<number, string> {
  const values = new Map<number, string>();
  const format = level?.attributes.formatCode;
  for (const point of children(level, 'cx:pt').slice(0, maxCells)) {
    const text = oneLine(textOf(point));
    values.set(numberOf(point, 'idx') ?? values.size, format === undefined ? text : shownNumber(text, format));
  }
  return values;
}

/** A number near to how the chart shows it: per cent and dates by their format, no more digits than tell something. */
function shownNumber(text: string, format: string): string {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) return text;
  const bare = format.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  if (bare.includes('%')) return `${tidy(value * 100)}%`;
  if (/[yd]/i.test(bare) && !/[#0]/.test(bare) && value > 0 && value < 2_958_466) return dateOfSerial(value);
  return tidy(value);
}

function tidy(value: number): string {
  return String(Number(value.toPrecision(10)));
}

/** Sheets count days from 30 December 1899. */
function dateOfSerial(serial: number): string {
  return new Date(Date.UTC(1899, 11, 30) + Math.round(serial * 86_400_000)).toISOString().slice(0, 10);
}
