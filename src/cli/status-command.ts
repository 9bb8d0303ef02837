import type { Command } from 'commander';
import { addExamples } from './command-help.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { formatStatus } from './format-status.ts';
import { stdout } from './terminal.ts';
import { safeJson } from './terminal-text.ts';
import { withIndex } from './with-index.ts';

export function statusCommand(command: Command): void {
  addFlags(command, 'status');
  addExamples(command, [
    ['sightline status', 'what the index in this folder holds'],
    ['sightline status --index ~/photos/.sightline --json', 'of another index, for programs'],
  ]);
  command.action(async (options: CommonOptions) => {
    const status = await withIndex(options, (index) => index.status());
    stdout.print(...(options.json ? [safeJson(status, 2)] : formatStatus(status, stdout, options.verbose === true)));
  });
}
