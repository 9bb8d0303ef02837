import type { SearchResult } from '../data/hit.ts';
import { explained } from './explain-hit.ts';
import { namingFlags } from './flags.ts';
import { formatHit } from './format-hit.ts';
import type { HitPreview } from './preview.ts';
import { wordMatcher } from './snippet.ts';
import { stderr, stdout } from './terminal.ts';
import { safeLine } from './terminal-text.ts';

export interface PrintOptions {
  readonly explain?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Prints the hits for a person, best first, with an empty line between them, and the notes to stderr. */
export async function printHits(
  result: SearchResult,
  query: string,
  options: PrintOptions,
  preview?: HitPreview,
): Promise<void> {
  const { hits, match, notes, timings } = result;
  const { colours, columns } = stdout;
  const style = {
    colours,
    columns,
    matcher: wordMatcher(query),
    ...(options.explain ? { explain: explained(hits) } : {}),
  };
  if (hits.length > 0 && !match.isMatch && !options.quiet) {
    stderr.print(stderr.colours.yellow('Nothing here seems to answer that. The nearest:'));
  }
  for (const [i, hit] of hits.entries()) {
    stdout.print(...(i > 0 ? [''] : []), ...formatHit(hit, i + 1, style));
    const picture = await preview?.(hit);
    if (picture) stdout.write(`    ${picture}\n`);
  }
  if (options.quiet) return;
  if (hits.length === 0) stderr.print('Nothing found.');
  for (const note of notes) stderr.print(`${stderr.colours.yellow('note')}  ${safeLine(namingFlags(note))}`);
  if (options.verbose) {
    const parts = Object.entries(timings).map(([part, milliseconds]) => `${part} ${milliseconds.toFixed(1)} ms`);
    const likely = `likely to be answered ${Math.round(match.confidence * 100)} %`;
    stderr.print(stderr.colours.dim(`strategy ${result.strategy}, ${likely}`));
    stderr.print(stderr.colours.dim(`timings  ${parts.join(', ')}`));
  }
}
