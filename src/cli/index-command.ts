import { type Command, Option } from 'commander';
import type { IndexSummary } from '../data/events.ts';
import type { Sightline } from '../engine/engine.ts';
import { addExamples } from './command-help.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { indexReport } from './index-report.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import { counted } from './numbers.ts';
import { stderr, stdout } from './terminal.ts';
import { withIndex } from './with-index.ts';

export interface IndexOptions extends CommonOptions {
  readonly force?: boolean;
}

export function indexCommand(command: Command): void {
  command
    .argument('<path...>', 'files, folders or URLs')
    .addOption(
      new Option('--force', 'read again what is unchanged, too; nothing is paid for twice').helpGroup('General:'),
    );
  addFlags(command, 'index');
  addExamples(command, [
    ['sightline index photos notes', 'two folders; again later: only what changed'],
    ['sightline index catalogue.jsonl', 'products with their pictures'],
    ['sightline index photos/harbour.jpg', 'one file of them: the same document as before'],
    ['sightline index . --exclude drafts/**', 'everything here but the drafts'],
    ['sightline index https://example.org/a.jpg', 'a picture from the web'],
  ]);
  command.action(async (paths: string[], options: IndexOptions) => {
    const interrupt = onInterrupt('Stopping: finishing the files under way (Ctrl-C again leaves at once).');
    process.exitCode = await withIndex(options, (index) => addToIndex(index, paths, options, interrupt));
    interrupt.release();
  });
}

/** Runs one indexing with its report until it ends or is interrupted; gives the code to exit with. */
export async function addToIndex(
  index: Sightline,
  paths: readonly string[],
  options: IndexOptions,
  interrupt: Interrupt,
): Promise<ExitCode> {
  const report = indexReport(stdout, stderr, options);
  try {
    const run = index.add(paths, { force: options.force === true, signal: interrupt.signal });
    for await (const event of run) report.take(event);
    return exitCodeFor(await run.finished());
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    report.end();
    stderr.print(
      `Stopped. ${counted(report.indexed, 'document')} indexed and kept; the same command goes on from there.`,
    );
    return exitCodes.interrupted;
  } finally {
    report.end();
  }
}

function exitCodeFor({ indexed, unchanged, removed, failed }: IndexSummary): ExitCode {
  if (failed > 0) return exitCodes.someFailed;
  return indexed + unchanged + removed === 0 ? exitCodes.nothingFound : exitCodes.ok;
}
