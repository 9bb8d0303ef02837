import type { Command } from 'commander';

/** Ends a command's help with examples: each a command line and what it does. */
export function addExamples(command: Command, examples: readonly (readonly [line: string, what: string])[]): void {
  const width = Math.max(...examples.map(([line]) => line.length));
  // On one line where that stays readable, else one above the other.
  const lines = examples.flatMap(([line, what]) =>
    width > 44 ? [`  # ${what}`, `  ${line}`] : [`  ${line.padEnd(width)}   # ${what}`],
  );
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n`);
}
