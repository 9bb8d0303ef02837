import { createHash } from 'node:crypto';

/** SHA-256 in hex of the given parts; strings are taken as UTF-8, and parts are kept apart by their lengths. */
export function contentHash(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return hash.update(first).digest('hex');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
}

/** A short id (16 hex digits, 64 bits) for names that only need to be unique inside one index. */
export function shortId(...parts: readonly string[]): string {
  return contentHash('id', ...parts).slice(0, 16);
}
