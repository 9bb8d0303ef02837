import type { Warning } from '../../data/document.ts';
import { shownName } from '../../support/shown-name.ts';
import { cappedWarnings } from '../capped-warnings.ts';

/** Longer ones are texts in the wrong column. */
const maxIdChars = 200;

/** Gives every record of a catalogue an id of its own. */
export interface RecordIds {
  /** The record's own id; `row-12` without one; with a number behind it when it was there before. */
  take(own: string | undefined, row: number): string;
  /** Tells how many ids were double, beyond those told one by one. */
  close(): void;
}

export function recordIds(name: string, warn: (warning: Warning) => void): RecordIds {
  const taken = new Set<string>();
  const times = new Map<string, number>();
  const doubles = cappedWarnings(warn, (count) => `${count} more ids of ${name} were there twice.`, 5);
  return {
    take(own, row) {
      const wanted = own?.trim() ?? '';
      const id = wanted === '' || wanted.length > maxIdChars ? `row-${row}` : wanted;
      let free = id;
      if (taken.has(id)) {
        let time = times.get(id) ?? 1;
        do free = `${id}-${++time}`;
        while (taken.has(free));
        times.set(id, time);
        doubles.warn({
          message: `The id ${shownName(id, 100)} is there twice in ${name}; the record in row ${row} is called ${shownName(free, 110)}.`,
        });
      }
      taken.add(free);
      return free;
    },
    close: () => doubles.close(),
  };
}
