import type { Warning } from '../../data/document.ts';
import { shownName } from '../../support/shown-name.ts';

export interface LostPage {
  readonly page: number;
  /** The empty string where it was not even tried. */
  readonly reason: string;
}

const maxStretches = 20;

/** One warning for all pages that could not be read: `pages 3, 7-9`, and why the first of them could not. */
export function lostPages(name: string, lost: readonly LostPage[]): Warning {
  const stretches: { from: number; to: number }[] = [];
  for (const { page } of lost) {
    const last = stretches.at(-1);
    if (last && page === last.to + 1) last.to = page;
    else stretches.push({ from: page, to: page });
  }
  const shown = stretches.slice(0, maxStretches).map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  if (stretches.length > maxStretches) shown.push('and more');
  const first = lost[0];
  const reason = shownName(lost.find((each) => each.reason !== '')?.reason ?? '').replace(/[.\s]+$/, '');
  const what = lost.length === 1 ? 'page' : 'pages';
  return {
    message: `${shownName(name)}: ${what} ${shown.join(', ')} could not be read${reason ? `: ${reason}` : ''}. The rest is read.`,
    ...(first && { at: `#page=${first.page}` }),
  };
}
