import { cutText } from '../text/cut-text.ts';

/** Longest part of a path, in characters; file systems stop at 255 bytes. */
const maxPartChars = 150;
const maxParts = 40;

/**
 * Gives files found inside another file safe names, each once: relative paths with forward slashes that neither climb up nor
 * steer a terminal. `a.pdf` and another `a.pdf` become `a.pdf` and `a (2).pdf`; `fallback` stands in for a name that holds
 * nothing usable.
 */
export function attachedNames(): (written: string, fallback: string) => string {
  const taken = new Set<string>();
  /** The last number given to files of a name, so that thousands of one name cost no more than others. */
  const numbers = new Map<string, number>();
  return (written, fallback) => {
    const wanted = safePath(written) || fallback;
    const key = wanted.toLowerCase();
    let name = wanted;
    let number = numbers.get(key) ?? 1;
    while (taken.has(name.toLowerCase())) name = numbered(wanted, ++number);
    numbers.set(key, number);
    taken.add(name.toLowerCase());
    return name;
  };
}

/** The last part of a path, whichever way its slashes lean. */
export function lastPathPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
}

function safePath(written: string): string {
  const parts = written
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '')
    .split(/[/\\]/)
    .map((part) => part.trim())
    .filter((part) => !/^(?:\.{0,2}|[a-z]:)$/i.test(part));
  return parts.slice(-maxParts).map(shortPart).join('/');
}

/** A long name loses letters before its extension. */
function shortPart(part: string): string {
  if (part.length <= maxPartChars) return part;
  const extension = /\.[a-z0-9]{1,10}$/i.exec(part)?.[0] ?? '';
  return cutText(part, maxPartChars - extension.length) + extension;
}

function numbered(name: string, number: number): string {
  const dot = /(?<=[^/])\.[a-z0-9]{1,10}$/i.exec(name)?.index ?? name.length;
  return `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
}
