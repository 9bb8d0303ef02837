import type { Estimate } from './bootstrap.ts';
import { decimals, signed } from './figures.ts';
import { Html, html } from './html-text.ts';

/** Every plot is drawn in units of about a pixel, and takes its colours from the page's style. */
const width = 640;
const left = 150;
const right = 60;
const row = 26;
/** From one series to the next of the same row. */
const line = 16;
const mostBars = 300;

/** A dot for each mean from 0 to 1, on the line of its interval; several series have a line each below the same name. */
export function intervalPlot(label: string, ...series: readonly Readonly<Record<string, Estimate>>[]): Html {
  return dotPlot(label, series, { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], written: decimals });
}

/** A dot for each difference on the line of its interval, with no difference in the middle. */
export function differencePlot(label: string, differences: Readonly<Record<string, Estimate>>): Html {
  const ends = Object.values(differences).flatMap(({ mean, low = 0, high = 0 }) => [mean, low, high]);
  const most = roundLimit(ends);
  return dotPlot(label, [differences], { from: -most, to: most, ticks: [-most, 0, most], written: signed });
}

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  written(value: number): string;
}

function dotPlot(label: string, series: readonly Readonly<Record<string, Estimate>>[], axis: Axis): Html {
  const names = Object.keys(series[0] ?? {});
  const tall = row + (series.length - 1) * line;
  const height = names.length * tall + 28;
  const share = (value: number): number => (value - axis.from) / (axis.to - axis.from);
  const x = (value: number): string => (left + share(value) * (width - left - right)).toFixed(1);
  const bottom = height - 22;
  const dot = (own: Estimate | undefined, y: number, which: number): Html | undefined => {
    if (!own) return undefined;
    const { mean, low, high } = own;
    const one = new Html(which === 0 && series.length > 1 ? ' one' : '');
    const span =
      low === undefined || high === undefined
        ? undefined
        : html`<line class="interval${one}" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>`;
    return html`${span}
<circle class="dot${one}" cx="${x(mean)}" cy="${y}" r="4.5"/><text class="value" x="${width - right + 14}" y="${y + 4}">${axis.written(mean)}</text>`;
  };
  return html`<svg class="dots" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${axis.ticks.map(
  (tick) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="2" y2="${bottom}"/>
<text class="tick" x="${x(tick)}" y="${height - 6}" text-anchor="middle">${tickText(tick, axis)}</text>`,
)}
${names.map((name, i) => {
  const top = i * tall + row / 2 + 2;
  return html`<g><text class="name" x="${left - 12}" y="${top + ((series.length - 1) * line) / 2 + 4}" text-anchor="end">${shortened(name)}</text>${series.map((own, j) => dot(own[name], top + j * line, j)).filter((drawn) => drawn !== undefined)}</g>`;
})}
</svg>`;
}

function tickText(tick: number, { from }: Axis): string {
  return from < 0 && tick !== 0 ? `${tick < 0 ? '−' : '+'}${Math.abs(tick)}` : String(tick);
}

/**
 * A bar for each difference in the order given, up for B and down for A. Of very many every so-manieth is drawn, which keeps
 * the shape.
 */
export function differenceBars(label: string, differences: readonly number[]): Html {
  const height = 200;
  const middle = height / 2;
  const start = 44;
  const most = roundLimit(differences);
  const count = Math.min(differences.length, mostBars);
  const step = (width - start - 10) / Math.max(1, count);
  const gap = step > 4 ? step * 0.15 : 0;
  const y = (value: number): number => middle - (value / most) * (middle - 12);
  const bars = Array.from(
    { length: count },
    (_, i) => differences[Math.floor(((i + 0.5) * differences.length) / count)] ?? 0,
  );
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${[most, 0, -most].map(
  (
    tick,
  ) => html`<line class="grid" x1="${start}" x2="${width - 10}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/>
<text class="tick" x="${start - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tick === 0 ? '0' : `${tick < 0 ? '−' : '+'}${most}`}</text>`,
)}
${bars.map((value, i) =>
  value === 0
    ? new Html('')
    : html`<rect class="bar${new Html(value < 0 ? ' one' : '')}" x="${(start + i * step + gap / 2).toFixed(2)}" y="${Math.min(y(value), middle).toFixed(1)}" width="${(step - gap).toFixed(2)}" height="${Math.abs(y(value) - middle).toFixed(1)}"/>`,
)}
</svg>`;
}

/** The smallest round number that no value exceeds in either direction. */
function roundLimit(values: readonly number[]): number {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((limit) => limit >= most) ?? 1;
}

export interface Bin {
  readonly label: string;
  readonly count: number;
}

/** Upright bars with their counts on top. */
export function barPlot(label: string, bins: readonly Bin[]): Html {
  const height = 170;
  const ground = height - 24;
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const step = (width - 20) / Math.max(1, bins.length);
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${bins.map(({ label: name, count }, i) => {
  const tall = (count / most) * (ground - 20);
  const middle = (10 + (i + 0.5) * step).toFixed(1);
  return html`<rect class="bar" x="${(10 + i * step + step * 0.12).toFixed(1)}" y="${(ground - tall).toFixed(1)}" width="${(step * 0.76).toFixed(1)}" height="${tall.toFixed(1)}" rx="2"/>
<text class="value" x="${middle}" y="${(ground - tall - 5).toFixed(1)}" text-anchor="middle">${count === 0 ? '' : count}</text>
<text class="tick" x="${middle}" y="${height - 8}" text-anchor="middle">${name}</text>`;
})}
<line class="grid" x1="10" x2="${width - 10}" y1="${ground}" y2="${ground}"/>
</svg>`;
}

/** Counts of values from 0 to 1 in tenths; those that are 0 or 1 exactly have a bin of their own. */
export function shareBins(values: readonly number[]): Bin[] {
  const counts = Array.from({ length: 12 }, () => 0);
  for (const value of values) {
    const bin = value <= 0 ? 0 : value >= 1 ? 11 : 1 + Math.min(9, Math.floor(value * 10));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, i) => ({
    label: i === 0 ? '0' : i === 11 ? '1' : `${i === 1 ? '>0' : `.${i - 1}`}–${i === 10 ? '<1' : `.${i}`}`,
    count,
  }));
}

/** Counts of times in bins that double. */
export function timeBins(milliseconds: readonly number[]): Bin[] {
  if (milliseconds.length === 0) return [];
  const binOf = (ms: number): number => Math.max(0, Math.min(17, Math.ceil(Math.log2(Math.max(ms, 1)))));
  const bins = milliseconds.map(binOf);
  const [first, last] = [bins.reduce((a, b) => Math.min(a, b)), bins.reduce((a, b) => Math.max(a, b))];
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const most = 2 ** (first + i);
    return {
      label: `≤ ${most < 1000 ? `${most} ms` : `${Math.round(most / 1000)} s`}`,
      count: bins.filter((bin) => bin === first + i).length,
    };
  });
}

function shortened(name: string): string {
  return name.length > 20 ? `${name.slice(0, 19)}…` : name;
}
