import { createHash, timingSafeEqual } from 'node:crypto';
import { SightlineError } from '../support/errors.ts';

/** `read`: search, ask, look. `write`: that, and add, remove, index again. */
export type Scope = 'read' | 'write';

/** A key as the server keeps it: only its digest, so that it is in no dump or log. */
export interface ApiKey {
  /** SHA-256 of the key. */
  readonly digest: Uint8Array;
  readonly scope: Scope;
  /** For logs and limits: the beginning of the digest in hex, which says nothing of the key. */
  readonly name: string;
}

/** Shorter keys can be guessed. */
const leastCharacters = 16;

/**
 * Keys as they are written in `SIGHTLINE_API_KEY` or a file: separated by commas or lines, each `KEY` or `KEY:read`. Lines that
 * begin with # are left out.
 *
 * @throws SightlineError 'bad-option' for a key that is too short; the message does not hold it.
 */
export function parseApiKeys(text: string): ApiKey[] {
  const parts = text
    .split(/\r?\n/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.map((part, place) => {
    const [, key = '', scope = 'write'] = /^(.*?)(?::(read|write))?$/.exec(part) ?? [];
    if (key.length < leastCharacters) {
      throw new SightlineError(
        'bad-option',
        `API key ${place + 1} is shorter than ${leastCharacters} characters, which can be guessed.`,
        { remedy: 'Make one: openssl rand -hex 24' },
      );
    }
    const digest = sha256(key);
    return { digest, scope: scope === 'read' ? 'read' : 'write', name: digest.toString('hex').slice(0, 8) };
  });
}

/** The key that was given, or undefined when there is no such key. Every key is compared, each in constant time. */
export function matchingKey(given: string, keys: readonly ApiKey[]): ApiKey | undefined {
  const digest = sha256(given);
  let found: ApiKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.digest, digest)) found = key;
  return found;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
