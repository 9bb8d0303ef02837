import { isUtf8 } from 'node:buffer';
import { guessLegacyEncoding } from './legacy-encoding.ts';

export interface TextEncoding {
  /** A label for TextDecoder, or `utf-32le` and `utf-32be`, which TextDecoder does not know. */
  readonly label: string;
  /** Length of the byte order mark. */
  readonly bomBytes: number;
  /** How sure it is: the bytes say so, the bytes are valid in it, or it is the likeliest. */
  readonly certainty: 'marked' | 'valid' | 'guessed';
}

const sampleCount = 16;
const sampleBytes = 4096;

/**
 * How text is written in these bytes, or undefined when they are not text. Byte order marks come first, then UTF-16 without
 * one (every other byte zero), then valid UTF-8, then UTF-8 with a few broken bytes, then the likeliest legacy encoding.
 * Looks at the whole for UTF-8 and at samples spread over the file for everything else.
 */
export function guessTextEncoding(bytes: Uint8Array): TextEncoding | undefined {
  const marked = byteOrderMark(bytes);
  if (marked) return marked;
  const samples = samplesOf(bytes);
  const counts = countControls(samples);
  if (counts.zeros > 0) {
    const wide = wideWithoutMark(samples);
    if (wide) return { label: wide, bomBytes: 0, certainty: 'guessed' };
  }
  const valid = isUtf8(bytes);
  // Random bytes hold about one control character in ten and one zero in 256; texts hold next to none.
  if (counts.zeros > counts.total * 0.001 + (valid ? 2 : 0)) return undefined;
  if (counts.controls > counts.total * 0.02 + (valid ? 2 : 0)) return undefined;
  if (valid) return { label: 'utf-8', bomBytes: 0, certainty: 'valid' };
  if (nearlyUtf8(bytes.subarray(0, sampleCount * sampleBytes)))
    return { label: 'utf-8', bomBytes: 0, certainty: 'guessed' };
  const label = guessLegacyEncoding(bytes.subarray(0, sampleCount * sampleBytes)) ?? 'windows-1252';
  return { label, bomBytes: 0, certainty: 'guessed' };
}

function byteOrderMark(bytes: Uint8Array): TextEncoding | undefined {
  const [a, b, c, d] = bytes;
  const marked = (label: string, bomBytes: number): TextEncoding => ({ label, bomBytes, certainty: 'marked' });
  if (a === 0xef && b === 0xbb && c === 0xbf) return marked('utf-8', 3);
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? marked('utf-32le', 4) : marked('utf-16le', 2);
  if (a === 0xfe && b === 0xff) return marked('utf-16be', 2);
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return marked('utf-32be', 4);
  return undefined;
}

/** Up to sixteen pieces spread evenly, each starting at an even offset so that UTF-16 stays in step. */
function samplesOf(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length <= sampleCount * sampleBytes) return [bytes];
  const step = Math.floor((bytes.length - sampleBytes) / (sampleCount - 1));
  return Array.from({ length: sampleCount }, (_, n) => {
    const start = (n * step) & ~1;
    return bytes.subarray(start, start + sampleBytes);
  });
}

function countControls(samples: readonly Uint8Array[]): { zeros: number; controls: number; total: number } {
  let zeros = 0;
  let controls = 0;
  let total = 0;
  for (const sample of samples) {
    total += sample.length;
    for (const byte of sample) {
      if (byte === 0) zeros++;
      // Tab, line feed, vertical tab, form feed, carriage return and escape (coloured logs) are found in texts.
      if ((byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) || byte === 0x7f) controls++;
    }
  }
  return { zeros, controls, total };
}

function wideWithoutMark(samples: readonly Uint8Array[]): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  const others = [0, 0];
  for (const sample of samples)
    for (let at = 0; at < sample.length; at++) {
      const counts = sample[at] === 0 ? zeros : others;
      counts[at & 1] = (counts[at & 1] ?? 0) + 1;
    }
  const share = (side: 0 | 1) => (zeros[side] ?? 0) / Math.max(1, (zeros[side] ?? 0) + (others[side] ?? 0));
  if (share(1) > 0.4 && share(0) < 0.02) return 'utf-16le';
  if (share(0) > 0.4 && share(1) < 0.02) return 'utf-16be';
  return undefined;
}

/** A UTF-8 text that was cut in the middle of a character, or in which a few bytes went bad. */
function nearlyUtf8(bytes: Uint8Array): boolean {
  let good = 0;
  let bad = 0;
  for (const character of new TextDecoder().decode(bytes)) {
    if (character === '\ufffd') bad++;
    else if (character > '\x7f') good++;
  }
  return good >= 10 * bad;
}
