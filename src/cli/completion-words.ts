import type { Argument, Command, Option } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What a value may be: one of some words, a file, or anything. */
export type ValueWords = readonly string[] | 'file' | 'any';

export interface FlagWords {
  readonly long?: string;
  readonly short?: string;
  readonly description: string;
  /** Absent for flags without a value. */
  readonly value?: ValueWords;
}

export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly FlagWords[];
  /** What the command's arguments may be. */
  readonly argument: ValueWords | undefined;
}

export interface ProgramWords {
  readonly name: string;
  readonly flags: readonly FlagWords[];
  readonly commands: readonly CommandWords[];
}

/** Everything that can be completed, read from the program itself, so that it cannot fall behind. */
export function completionWords(program: Command): ProgramWords {
  const help = program.createHelp();
  const flags = (command: Command): FlagWords[] => help.visibleOptions(command).map(describeFlag);
  const own = help.visibleCommands(program);
  const names = own.map((command) => command.name());
  return {
    name: program.name(),
    flags: flags(program),
    commands: own.map((command) => ({
      name: command.name(),
      summary: command.summary() || command.description(),
      flags: command.name() === 'help' ? [] : flags(command),
      argument: command.name() === 'help' ? names : describeArgument(command.registeredArguments[0]),
    })),
  };
}

function describeFlag(option: Option): FlagWords {
  const { long, short, description, argChoices, flags } = option;
  const takesValue = option.required || option.optional;
  const value: ValueWords = argChoices ?? (/<[^>]*(?:FILE|DIR)/.test(flags) ? 'file' : 'any');
  return {
    description,
    ...(long ? { long } : {}),
    ...(short ? { short } : {}),
    ...(takesValue ? { value } : {}),
  };
}

function describeArgument(argument: Argument | undefined): ValueWords | undefined {
  if (!argument) return undefined;
  if (argument.argChoices) return argument.argChoices;
  return /path|source|reference/.test(argument.name()) ? 'file' : 'any';
}
