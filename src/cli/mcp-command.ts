import { type Command, Option } from 'commander';
import { addExamples } from './command-help.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions, splitList } from './flags.ts';
import { onInterrupt } from './interrupt.ts';
import { stderr } from './terminal.ts';
import { programVersion } from './version.ts';
import { withIndex } from './with-index.ts';

interface McpCommandOptions extends CommonOptions {
  readonly readOnly?: boolean;
  readonly roots?: readonly string[];
}

export function mcpCommand(command: Command): void {
  const option = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Serving:');
  command.addOption(option('--read-only', 'refuse to add to the index'));
  command.addOption(
    option('--roots <DIRS>', 'folders that files may be named from; anywhere unless told').argParser(
      (text: string, before: string[] = []) => [...before, ...splitList(text)],
    ),
  );
  addFlags(command, 'mcp');
  addExamples(command, [
    ['sightline mcp --index ~/papers/.sightline', 'serve an index to the program that starts this'],
    ['sightline mcp --read-only', 'without letting it add anything'],
  ]);
  command.action(async (options: McpCommandOptions) => {
    logToStandardError();
    const interrupt = onInterrupt('');
    await withIndex(options, async (index, { maxPixels }) => {
      const { createMcpServer } = await import('../mcp/create-mcp-server.ts');
      const { serveStdio } = await import('../mcp/serve-stdio.ts');
      const server = createMcpServer(index, {
        version: programVersion(),
        maxPixels,
        readOnly: options.readOnly ?? false,
        ...(options.roots ? { roots: options.roots } : {}),
        onError: (error) => stderr.print(`sightline mcp: ${traceOf(error)}`),
      });
      if (!options.quiet) stderr.print('sightline mcp: serving on standard input and output.');
      await serveStdio(server, { input: process.stdin, output: process.stdout, signal: interrupt.signal });
    });
    interrupt.release();
    process.exitCode = exitCodes.ok;
  });
}

/** Standard output carries the protocol and nothing else: what a library prints would break it. */
function logToStandardError(): void {
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
