import { Command } from 'commander';
import { commands } from './commands.ts';
import { stderr, stdout } from './terminal.ts';
import { programVersion } from './version.ts';

/**
 * The program with its commands. Only the commands that the arguments may mean are loaded with their flags and actions,
 * as help and the version should be there at once.
 *
 * @param args the command line without node and script; undefined loads every command.
 */
export async function buildProgram(args?: readonly string[]): Promise<Command> {
  const program = new Command('sightline')
    .description('Finds and answers from your pictures, pages, tables and text, and points at the evidence.')
    .version(programVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({
      styleTitle: (title) => stdout.colours.bold(title),
      // The choices stand in the flag itself: `--ocr <light|off>`.
      optionDescription: (option) => option.description,
    })
    .configureOutput({
      getOutHasColors: () => stdout.colours.isColorSupported,
      getErrHasColors: () => stderr.colours.isColorSupported,
      outputError: (text, write) => write(text.replace(/^error: /, `${stderr.colours.red('sightline:')} `)),
    })
    .showHelpAfterError('See `sightline --help`.')
    .exitOverride()
    .addHelpText(
      'after',
      `
Start here:
  sightline index photos notes            # read two folders
  sightline search red wooden chair       # find pictures and text
  sightline ask "how heavy is the tent?"  # an answer with its sources

Settings come from flags, then SIGHTLINE_* variables, then sightline.config.json here.
Exit codes: 0 done, 1 error, 2 some files failed, 3 nothing found, 64 wrong usage, 130 stopped.
`,
    );
  const named = commands.filter((entry) => args?.includes(entry.name));
  const needsAll = args === undefined || named.some((entry) => entry.readsOthers);
  for (const entry of commands) {
    const command = program
      .command(entry.name)
      .summary(entry.summary)
      .description(`${entry.summary}.`)
      .showHelpAfterError(`See \`sightline ${entry.name} --help\`.`);
    if (needsAll || named.includes(entry)) (await entry.load())(command);
  }
  return program;
}
