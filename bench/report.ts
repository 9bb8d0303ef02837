import { saveResult } from './save-result.ts';

/** Prints a result, and writes it down when it is of the full size: a short trial is not to stand in for the figure of the day. */
export async function report(name: string, title: string, lines: readonly string[], isFull: boolean): Promise<void> {
  console.log(`\n${lines.join('\n')}`);
  if (isFull) await saveResult(name, title, lines);
  else console.log('\nA trial of another size: not written down.');
}
