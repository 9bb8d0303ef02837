import { type Command, Option } from 'commander';
import type { Settings } from '../config.ts';
import type { ViewModels } from '../data/reembed-events.ts';
import { addExamples } from './command-help.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions, loadSettings } from './flags.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import { reembedReport } from './reembed-report.ts';
import { stderr, stdout } from './terminal.ts';
import { showProgress } from './with-index.ts';

interface ReembedOptions extends CommonOptions {
  readonly with?: string;
  readonly textWith?: string;
}

export function reembedCommand(command: Command): void {
  const models = 'Models:';
  command.addOption(new Option('--with <MODEL>', 'model for pictures and words as vendor:model').helpGroup(models));
  command.addOption(
    new Option('--text-with <MODEL>', 'model for words alone; without --with, pictures keep theirs').helpGroup(models),
  );
  addFlags(command, 'reembed');
  addExamples(command, [
    ['sightline reembed --with local:Xenova/clip-vit-large-patch14', 'change the model of pictures and words'],
    ['sightline reembed --text-with openai:text-embedding-3-small', 'that of words alone'],
  ]);
  command.action(async (options: ReembedOptions) => {
    const interrupt = onInterrupt('Stopping: what is embedded is kept (Ctrl-C again leaves at once).');
    process.exitCode = await run(options, interrupt);
    interrupt.release();
  });
}

async function run(options: ReembedOptions, interrupt: Interrupt): Promise<number> {
  const settings = await loadSettings(options);
  const { reembedIndex } = await import('../engine/reembed-index.ts');
  const report = reembedReport(stdout, stderr, options);
  try {
    const { models, picturesMissing, refused } = await reembedIndex({
      ...settings,
      with: options.with,
      textWith: options.textWith,
      signal: interrupt.signal,
      onEvent: report.take,
      onProgress: options.quiet ? () => undefined : showProgress,
    });
    if (!agree(settings, models)) stderr.print(disagreement);
    return picturesMissing + refused > 0 ? exitCodes.someFailed : exitCodes.ok;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    report.end();
    stderr.print('Stopped. The index is searched with its old model as before; the same command goes on from there.');
    return exitCodes.interrupted;
  } finally {
    report.end();
  }
}

/** Settings that name embedders are obeyed when the index is next opened: with others than these it would be refused. */
function agree({ embedder, textEmbedder }: Settings, { image, text }: ViewModels): boolean {
  return (embedder ?? image) === image && (textEmbedder ?? embedder ?? text) === text;
}

const disagreement =
  'Your settings (sightline.config.json or the environment) name another embedder; take it out there, and the index is opened with its own.';
