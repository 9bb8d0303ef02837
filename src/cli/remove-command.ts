import type { Command } from 'commander';
import { addExamples } from './command-help.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { counted } from './numbers.ts';
import { stderr, stdout } from './terminal.ts';
import { safeJson, safeName } from './terminal-text.ts';
import { withIndex } from './with-index.ts';

/** Documents that are named unless all are wanted. */
const named = 10;

export function removeCommand(command: Command): void {
  command.argument('<source...>', 'files, folders, URLs, or names of documents as search shows them');
  addFlags(command, 'remove');
  addExamples(command, [
    ['sightline remove photos/old', 'everything from a folder'],
    ['sightline remove notes.md https://example.org/a.jpg', 'two documents'],
  ]);
  command.action(async (sources: string[], options: CommonOptions) => {
    const removed = await withIndex(options, (index) => index.remove(sources));
    if (options.json) stdout.print(safeJson({ removed }, 2));
    else if (removed.length > 0) print(removed, options);
    else stderr.print(`Nothing in the index is called ${sources.map(safeName).join(' or ')}.`);
    process.exitCode = removed.length > 0 ? exitCodes.ok : exitCodes.nothingFound;
  });
}

function print(removed: readonly string[], options: CommonOptions): void {
  if (options.quiet) return;
  const shown = options.verbose ? removed : removed.slice(0, named);
  const more = removed.length - shown.length;
  stdout.print(
    `Removed ${counted(removed.length, 'document')} from the index:`,
    ...shown.map((name) => `  ${safeName(name)}`),
  );
  if (more > 0) stdout.print(`  and ${more} more; --verbose names all`);
}
