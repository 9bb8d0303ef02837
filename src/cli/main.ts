#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { buildProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { endWhenUnread } from './terminal.ts';

const args = process.argv.slice(2);
const verbose = args.includes('--verbose') || args.includes('-v') || Boolean(process.env.DEBUG);

endWhenUnread();
process.on('uncaughtException', (error) => process.exit(reportError(error, { verbose })));

try {
  const program = await buildProgram(args);
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = await exitCodeOf(error);
}

/** Help and the version are commander's, and so are wrong flags, which it has named already. */
async function exitCodeOf(error: unknown): Promise<number> {
  if (!(error instanceof CommanderError)) {
    // Loaded when there is something to say: flags bring the settings' schema along.
    const { namingFlags: naming } = await import('./flags.ts');
    return reportError(error, { verbose, naming });
  }
  return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
}
