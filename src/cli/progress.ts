import { counted, duration, grouped } from './numbers.ts';
import type { Channel } from './terminal.ts';
import { fitEnd, fitMiddle, textWidth } from './text-width.ts';

export interface ProgressState {
  readonly done: number;
  readonly found: number;
  /** Whether `found` is all there is. */
  readonly foundAll: boolean;
  /** What was done last. */
  readonly latest: string;
  /** What is counted: `file`. */
  readonly unit: string;
}

/** A line at the bottom of a terminal that says how far a task is. */
export interface Progress {
  update(state: ProgressState): void;
  /** Prints lines that stay, above the progress line. */
  above(...lines: readonly string[]): void;
  /** Takes the line away. */
  clear(): void;
}

const redrawMs = 100;
/** Rate and time left are those of the last so many milliseconds: unchanged files go by much faster than new ones. */
const windowMs = 20_000;

/** A progress line where somebody is looking; elsewhere, or when not wanted, only what stays is printed. */
export function progressLine(channel: Channel, wanted: boolean, now: () => number = () => performance.now()): Progress {
  if (!wanted || !channel.isTerminal) {
    return { update: () => undefined, above: channel.print, clear: () => undefined };
  }
  const speed = speedometer(now);
  let shown = '';
  let drawnAt = Number.NEGATIVE_INFINITY;
  const erase = (): void => {
    if (shown !== '') channel.write('\r\x1b[K');
  };
  return {
    update(state) {
      const perSecond = speed(state.done);
      if (now() - drawnAt < redrawMs) return;
      drawnAt = now();
      shown = describeProgress(state, perSecond, channel.columns - 1);
      channel.write(`\r${shown}\x1b[K`);
    },
    above(...lines) {
      erase();
      channel.print(...lines);
      channel.write(shown);
    },
    clear() {
      erase();
      shown = '';
    },
  };
}

/** The progress line: `  37 of 120 files   12.3/s   about 7 s left   photos/chair.jpg`. */
export function describeProgress(state: ProgressState, perSecond: number | undefined, columns: number): string {
  const { done, found, foundAll, latest, unit } = state;
  const parts = [`${grouped(done)} of ${foundAll ? counted(found, unit) : `${grouped(found)}+ ${unit}s`}`];
  if (perSecond !== undefined && perSecond > 0) {
    parts.push(`${perSecond.toFixed(perSecond < 9.95 ? 1 : 0)}/s`);
    const left = (found - done) / perSecond;
    if (foundAll && left >= 1) parts.push(`about ${duration(Math.round(left)).replace('.0', '')} left`);
  }
  const line = parts.join('   ');
  const room = columns - textWidth(line) - 3;
  return fitEnd(latest === '' || room < 12 ? line : `${line}   ${fitMiddle(latest, room)}`, columns);
}

/** Things per second over the last while, given the running count; undefined until there is something to measure. */
function speedometer(now: () => number): (done: number) => number | undefined {
  const samples: { readonly at: number; readonly done: number }[] = [{ at: now(), done: 0 }];
  return (done) => {
    const at = now();
    if (at - (samples.at(-1)?.at ?? 0) >= redrawMs) samples.push({ at, done });
    while (samples.length > 2 && at - (samples[1]?.at ?? at) > windowMs) samples.shift();
    const first = samples[0] ?? { at, done };
    const seconds = (at - first.at) / 1000;
    return seconds < 0.5 || done <= first.done ? undefined : (done - first.done) / seconds;
  };
}
