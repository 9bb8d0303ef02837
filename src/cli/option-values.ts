import { InvalidArgumentError } from 'commander';

/** Parses a flag's whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Parses a flag that may be repeated and takes one or several of the choices, with commas between them. */
export function someOf<T extends string>(choices: readonly T[]): (text: string, before?: readonly T[]) => readonly T[] {
  const known = (text: string): T => {
    const choice = choices.find((one) => one === text.trim().toLowerCase());
    if (choice === undefined) throw new InvalidArgumentError(`It takes: ${choices.join(', ')} (several with commas).`);
    return choice;
  };
  return (text, before = []) => [...new Set([...before, ...text.split(',').map(known)])];
}
