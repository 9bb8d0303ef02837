import { byteSize, duration } from './numbers.ts';
import type { Channel } from './terminal.ts';
import { safeLine } from './terminal-text.ts';
import { fitEnd, fitMiddle, textWidth } from './text-width.ts';

/** How far a download is. */
export interface DownloadState {
  readonly message: string;
  /** In bytes; absent until the size is known. */
  readonly bytes?: { readonly done: number; readonly total: number };
  readonly bytesPerSecond?: number;
}

export interface DownloadLine {
  update(state: Omit<DownloadState, 'bytesPerSecond'>): void;
  /** Takes the line away. */
  clear(): void;
}

const barWidth = 20;
/** The rate is that of the last so many milliseconds. */
const windowMs = 10_000;

/** A line with a bar where somebody is looking; nothing elsewhere, or when it is not wanted. */
export function downloadLine(
  channel: Channel,
  wanted: boolean,
  now: () => number = () => performance.now(),
): DownloadLine {
  if (!wanted || !channel.isTerminal) return { update: () => undefined, clear: () => undefined };
  const samples: { readonly at: number; readonly done: number }[] = [];
  return {
    update(state) {
      if (state.bytes) {
        samples.push({ at: now(), done: state.bytes.done });
        while (samples.length > 2 && now() - (samples[0]?.at ?? 0) > windowMs) samples.shift();
      }
      const [first] = samples;
      const last = samples.at(-1);
      const seconds = first && last ? (last.at - first.at) / 1000 : 0;
      const rate = first && last && seconds > 0.5 ? (last.done - first.done) / seconds : 0;
      const line = describeDownload({ ...state, ...(rate > 0 ? { bytesPerSecond: rate } : {}) }, channel.columns - 1);
      channel.write(`\r${line}\x1b[K`);
    },
    clear: () => channel.write('\r\x1b[K'),
  };
}

/** `████████░░░░░░░░░░░░  41 %   62 MB of 152 MB   9.8 MB/s   about 9 s left   Downloading Xenova/…`. */
export function describeDownload({ message, bytes, bytesPerSecond }: DownloadState, columns: number): string {
  if (!bytes || bytes.total === 0) return fitEnd(safeLine(message), columns);
  const share = Math.min(1, bytes.done / bytes.total);
  const full = Math.floor(share * barWidth);
  const parts = [
    `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${String(Math.floor(share * 100)).padStart(3)} %`,
    `${byteSize(bytes.done)} of ${byteSize(bytes.total)}`,
  ];
  if (bytesPerSecond !== undefined && bytesPerSecond > 0) {
    parts.push(`${byteSize(bytesPerSecond)}/s`);
    const left = (bytes.total - bytes.done) / bytesPerSecond;
    if (left >= 1) parts.push(`about ${duration(Math.round(left)).replace('.0', '')} left`);
  }
  const line = parts.join('   ');
  const room = columns - textWidth(line) - 3;
  return fitEnd(room < 16 ? line : `${line}   ${fitMiddle(safeLine(message), room)}`, columns);
}
