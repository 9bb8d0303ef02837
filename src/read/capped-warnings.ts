import type { Warning } from '../data/document.ts';

/** Warnings of one sort, of which the first are told one by one and the rest as a number. */
export interface CappedWarnings {
  warn(warning: Warning): void;
  /** Tells how many were held back, if any; to be called when the document is read. */
  close(): void;
}

/** `rest` makes the closing sentence of the number held back: `(count) => `${count} more lines were skipped.``. */
export function cappedWarnings(
  warn: (warning: Warning) => void,
  rest: (count: number) => string,
  most = 20,
): CappedWarnings {
  let told = 0;
  return {
    warn(warning) {
      told++;
      if (told <= most) warn(warning);
    },
    close() {
      if (told > most) warn({ message: rest(told - most) });
    },
  };
}
