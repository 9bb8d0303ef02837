import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { IndexEvent } from '../data/events.ts';
import type { Sightline } from '../engine/engine.ts';
import type { PathChanges } from '../read/sources/watch-paths.ts';
import { isInside } from '../support/path-inside.ts';
import { type CommonOptions, namingFlags } from './flags.ts';
import { counted } from './numbers.ts';
import { reportError } from './report-error.ts';
import { type Colours, stderr, stdout } from './terminal.ts';
import { safeJson, safeLine, safeName } from './terminal-text.ts';

/**
 * Keeps the index up with changes below the roots until the signal aborts, and prints one line a change.
 *
 * The roots with changes are indexed again as a whole rather than the changed files alone: what is unchanged costs a look
 * at its time stamp only, and names, companions (the text beside a picture) and patterns come out as they do when a
 * folder is indexed. Trouble with one change is reported, and the watch goes on.
 */
export async function followChanges(
  index: Sightline,
  roots: readonly string[],
  changes: AsyncIterable<PathChanges>,
  options: CommonOptions,
  signal: AbortSignal,
): Promise<void> {
  const told = new Map<string, string>();
  for await (const { changed, removed } of changes) {
    // Beside a watched file only its companions are watched.
    const concerns = (root: string, path: string): boolean => isInside(path, root) || dirname(path) === dirname(root);
    const touched = roots.filter((root) => [...changed, ...removed].some((path) => concerns(root, path)));
    // A folder that has gone as a whole is more likely an unplugged disk than a wish to forget it all.
    const present = touched.filter((root) => existsSync(root));
    for (const root of touched) {
      if (!present.includes(root) && !removed.includes(root))
        stderr.print(
          `${stderr.colours.yellow('note')}     ${safeName(root)} is gone; what was indexed from it is kept.`,
        );
    }
    const gone = removed.filter((path) => roots.includes(path) || present.some((root) => isInside(path, root)));
    try {
      if (gone.length > 0)
        for (const name of await index.remove(gone)) tell({ type: 'removed', source: name, name }, options);
      if (present.length > 0) {
        for await (const event of index.add(present, { signal })) if (isNews(event, told)) tell(event, options);
      }
    } catch (error) {
      if (signal.aborted) return;
      reportError(error, { verbose: options.verbose === true });
    }
  }
}

/** A file that cannot be read is tried again at every change around it; it is told once. */
function isNews(event: IndexEvent, told: Map<string, string>): boolean {
  if (event.type === 'indexed') told.delete(event.source);
  if (event.type !== 'failed') return true;
  if (told.get(event.source) === event.reason) return false;
  told.set(event.source, event.reason);
  return true;
}

function tell(event: IndexEvent, options: CommonOptions): void {
  const isChange = event.type === 'indexed' || event.type === 'failed' || event.type === 'removed';
  if (options.json) {
    if (isChange || event.type === 'note') stdout.print(safeJson(event));
    return;
  }
  const channel = event.type === 'failed' ? stderr : stdout;
  const line = describeChange(event, channel.colours);
  if (line && (event.type === 'failed' || !options.quiet))
    channel.print(`${channel.colours.dim(timeOfDay())}  ${line}`);
}

function describeChange(event: IndexEvent, { green, yellow, red }: Colours): string | undefined {
  switch (event.type) {
    case 'indexed': {
      const warnings = event.warnings.length > 0 ? `, ${counted(event.warnings.length, 'warning')}` : '';
      return `${green('indexed')}  ${safeName(event.name)} (${counted(event.segments, 'segment')}${warnings})`;
    }
    case 'removed':
      return `${yellow('removed')}  ${safeName(event.name)}`;
    case 'failed':
      return `${red('failed')}   ${safeName(event.name)}: ${safeLine(namingFlags(event.reason))}`;
    default:
      return undefined;
  }
}

function timeOfDay(): string {
  return new Date().toTimeString().slice(0, 8);
}
