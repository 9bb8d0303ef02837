interface StampedFile {
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/** The coarsest clock of a file system in use: FAT keeps modification times to two seconds. */
const clockStepMs = 2_000;
let racyStamps = 0;

/**
 * A cheap sign of change of a file and of those read with it: equal stamps mean that nothing changed.
 *
 * A file written within the last two seconds may be written again without its size or time changing. Its stamp ends in `~`
 * and a number never given before, so it equals no other, and the next run compares the content instead; that run's
 * stamp, taken when the file has come to rest, is a plain one.
 */
export function stampOf(file: StampedFile, companions: readonly StampedFile[], nowMs: number): string {
  const files = [file, ...companions];
  const plain = files.map(({ sizeBytes, mtimeMs }) => `${sizeBytes}:${mtimeMs}`).join('+');
  const racy = files.some(({ mtimeMs }) => Math.abs(nowMs - mtimeMs) < clockStepMs);
  return racy ? `${plain}~${nowMs}.${racyStamps++}` : plain;
}
