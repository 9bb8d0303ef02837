import { reasonOf, SightlineError, systemCode } from '../support/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Channel, stderr } from './terminal.ts';
import { safeLines } from './terminal-text.ts';

/** What a person can mend on the command line itself. */
const usageErrors: readonly string[] = ['bad-option', 'bad-query', 'bad-filter'];

/**
 * Says what went wrong and what to do now, without a stack trace unless asked for one; gives the code to exit with. `naming`
 * puts the library's names of settings into those of the command line.
 */
export function reportError(
  error: unknown,
  options: { readonly verbose: boolean; naming?(message: string): string },
  channel: Channel = stderr,
): ExitCode {
  if (systemCode(error) === 'EPIPE') return exitCodes.ok;
  if (error instanceof SightlineError && error.code === 'cancelled') {
    channel.print('sightline: Stopped.');
    return exitCodes.interrupted;
  }
  const { red } = channel.colours;
  if (error instanceof SightlineError) {
    const { remedy } = error;
    const happened = remedy && error.message.endsWith(remedy) ? error.message.slice(0, -remedy.length) : error.message;
    const named = options.naming ?? ((text: string) => text);
    channel.print(...labelled(`${red('sightline:')} `, named(happened.trim()), remedy && named(remedy)));
  } else {
    channel.print(
      ...labelled(
        `${red('sightline:')} `,
        `Something went wrong that should not have: ${reasonOf(error)}`,
        options.verbose
          ? 'Please report it, with the lines below and what you did.'
          : 'Please report it, with what you did and what the same command prints with --verbose.',
      ),
    );
  }
  if (options.verbose) channel.print(...safeLines(traceOf(error)));
  return error instanceof SightlineError && usageErrors.includes(error.code) ? exitCodes.usage : exitCodes.failed;
}

function labelled(label: string, happened: string, remedy: string | undefined): string[] {
  const [first = '', ...rest] = [...safeLines(happened), ...(remedy ? safeLines(remedy) : [])];
  return [`${label}${first}`, ...rest.map((line) => `  ${line}`)];
}

/** The stack, and those of the causes. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\nCaused by: ${traceOf(error.cause)}`;
}
