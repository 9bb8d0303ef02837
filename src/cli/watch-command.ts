import type { Command } from 'commander';
import type { Settings } from '../config.ts';
import type { Sightline } from '../engine/engine.ts';
import { addExamples } from './command-help.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { followChanges } from './follow-changes.ts';
import { addToIndex } from './index-command.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import { counted } from './numbers.ts';
import { stderr } from './terminal.ts';
import { withIndex } from './with-index.ts';

export function watchCommand(command: Command): void {
  command.argument('<path...>', 'files and folders');
  addFlags(command, 'watch');
  addExamples(command, [
    ['sightline watch photos notes', 'index, then keep up with every change'],
    ['sightline watch . --json', 'one JSON object a change, for programs'],
  ]);
  command.action(async (paths: string[], options: CommonOptions) => {
    const interrupt = onInterrupt('Stopping (Ctrl-C again leaves at once).');
    process.exitCode = await withIndex(options, (index, settings) => watch(index, paths, options, settings, interrupt));
    interrupt.release();
  });
}

async function watch(
  index: Sightline,
  paths: readonly string[],
  options: CommonOptions,
  settings: Settings,
  interrupt: Interrupt,
): Promise<ExitCode> {
  const { resolve } = await import('node:path');
  const { isInside } = await import('../support/path-inside.ts');
  const { watchPaths } = await import('../read/sources/watch-paths.ts');
  const { isUrl } = await import('../read/sources/url-asset.ts');
  const roots = paths.filter((path) => !isUrl(path)).map((path) => resolve(path));
  const indexFolder = resolve(settings.index);
  // Watching begins before indexing, so that what changes meanwhile is not missed.
  const changes = watchPaths(roots, {
    signal: interrupt.signal,
    exclude: settings.exclude,
    skip: (path) => isInside(path, indexFolder),
    onProblem: ({ path, reason }) => stderr.print(`${stderr.colours.red('failed')}   ${path}: ${reason}`),
  });
  await changes.ready;
  const first = await addToIndex(index, paths, options, interrupt);
  if (first === exitCodes.interrupted) return first;
  if (!options.quiet) stderr.print(`Watching ${counted(roots.length, 'path')}; Ctrl-C ends it.`);
  await followChanges(index, roots, changes, options, interrupt.signal);
  if (!options.quiet) stderr.print('Stopped watching.');
  return exitCodes.ok;
}
