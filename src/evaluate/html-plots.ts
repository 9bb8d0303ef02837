import type { Estimate } from './bootstrap.ts';
import { type Html, html } from './html-text.ts';

/** Every plot is drawn in units of about a pixel, and takes its colours from the page's style. */
const width = 640;
const left = 150;
const right = 60;
const row = 26;

/** A dot for each mean from 0 to 1, on the line of its interval. */
export function intervalPlot(label: string, estimates: Readonly<Record<string, Estimate>>): Html {
  const entries = Object.entries(estimates);
  const height = entries.length * row + 28;
  const x = (value: number): string => (left + value * (width - left - right)).toFixed(1);
  const bottom = height - 22;
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${[0, 0.25, 0.5, 0.75, 1].map(
  (tick) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="2" y2="${bottom}"/>
<text class="tick" x="${x(tick)}" y="${height - 6}" text-anchor="middle">${tick}</text>`,
)}
${entries.map(([name, { mean, low, high }], i) => {
  const y = i * row + row / 2 + 2;
  const line =
    low === undefined || high === undefined
      ? undefined
      : html`<line class="interval" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>`;
  return html`<g><text class="name" x="${left - 12}" y="${y + 4}" text-anchor="end">${shortened(name)}</text>${line}
<circle class="dot" cx="${x(mean)}" cy="${y}" r="4.5"/><text class="value" x="${width - right + 14}" y="${y + 4}">${mean.toFixed(3)}</text></g>`;
})}
</svg>`;
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
