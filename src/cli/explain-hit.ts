import type { Hit } from '../data/hit.ts';
import { type ViewName, viewNames } from '../data/segment.ts';
import type { Colours } from './terminal.ts';

/** What bars are measured against: the views that took part, and the largest share any hit got from one. */
export interface Explained {
  readonly views: readonly ViewName[];
  readonly largestShare: number;
}

const barColumns = 12;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

export function explained(hits: readonly Hit[]): Explained {
  const views = viewNames.filter((view) => hits.some((hit) => hit.views[view] || hit.missing.includes(view)));
  const shares = hits.flatMap((hit) => Object.values(hit.views).map((evidence) => Math.abs(evidence.share)));
  return { views, largestShare: Math.max(0, ...shares) };
}

/** One line a view: its rank, score and share, or why it has no say. */
export function explainHit(hit: Hit, { views, largestShare }: Explained, colours: Colours): string[] {
  const lines = views.map((view) => {
    const label = view.padEnd(8);
    const evidence = hit.views[view];
    if (!evidence) {
      const why = hit.missing.includes(view) ? `neutral (it has no ${absent[view]})` : 'did not find it';
      return colours.dim(`${label} ${why}`);
    }
    const { rank, score, share } = evidence;
    const numbers = `rank ${String(rank).padStart(3)}   score ${score.toFixed(score < 10 ? 3 : 2).padStart(6)}   `;
    const signed = `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(3)}`;
    const drawn = bar(largestShare === 0 ? 0 : Math.abs(share) / largestShare);
    return `${label} ${colours.dim(numbers)}${signed} ${share < 0 ? colours.red(drawn) : colours.green(drawn)}`.trimEnd();
  });
  if (!hit.reranked) return lines;
  const { from, score, by } = hit.reranked;
  return [...lines, `reranked ${colours.dim(`from place ${from}   score ${score.toFixed(3)}   by ${by}`)}`];
}

const absent: Record<ViewName, string> = { keyword: 'words', text: 'text vector', image: 'picture vector' };

/** A bar for a fraction from 0 to 1, in eighths of a column. */
export function bar(fraction: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * barColumns * 8);
  return `${'█'.repeat(Math.floor(filled / 8))}${eighths[filled % 8] ?? ''}`;
}
