import { redact } from '../support/redact.ts';
import type { WorkCache } from '../support/work-cache.ts';

/** Says whether the cache may hold words that were not redacted: 1 when it holds none. */
const mark = 'redact: no raw words';
const [clean, unknown] = [Uint8Array.of(1), Uint8Array.of(0)];

/**
 * Drops from the work cache what was read in pictures or said of them before redaction was on, where that holds anything that is
 * blacked out now. Vectors and harmless words stay. It looks through the cache once; after a run without redaction, once more.
 */
export async function forgetRawWords(cache: WorkCache): Promise<void> {
  if (cache.get(mark)?.[0] === clean[0]) return;
  await cache.keepOnly(isHarmless);
  await cache.put(mark, clean);
}

/** To be called before words go into the cache as they are. */
export async function expectRawWords(cache: Pick<WorkCache, 'get' | 'put'>): Promise<void> {
  if (cache.get(mark)?.[0] === clean[0]) await cache.put(mark, unknown);
}

/** Words are kept as JSON; whatever is none is a vector. */
function isHarmless(value: Uint8Array): boolean {
  const [first] = value;
  if (first !== 0x5b && first !== 0x7b) return true;
  try {
    return holdsNothing(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value)));
  } catch {
    return true;
  }
}

function holdsNothing(value: unknown): boolean {
  if (typeof value === 'string') return redact(value) === value;
  return typeof value !== 'object' || value === null || Object.values(value).every(holdsNothing);
}
