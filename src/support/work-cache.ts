/**
 * Remembers the results of costly work (vectors, recognised text, captions) by what they were made from. Keys name the
 * stage, the model, its settings and the content's hash, so an entry is never stale and never has to be dropped.
 */
export interface WorkCache {
  get(key: string): Uint8Array | undefined;
  /** Resolves when a crash of this process can no longer lose the entry. */
  put(key: string, value: Uint8Array): Promise<void> | void;
  close(): Promise<void>;
}

/** A cache for one process and one run. */
export function memoryWorkCache(): WorkCache {
  const entries = new Map<string, Uint8Array>();
  return {
    get: (key) => entries.get(key),
    put: (key, value) => void entries.set(key, Uint8Array.from(value)),
    close: async () => entries.clear(),
  };
}
