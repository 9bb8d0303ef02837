/**
 * Remembers the results of costly work (vectors, recognised text, captions) by what they were made from. Keys name the
 * stage, the model, its settings and the content's hash, so an entry is never stale; one has to be dropped only when it holds what
 * must not be kept.
 */
export interface WorkCache {
  get(key: string): Uint8Array | undefined;
  /** Resolves when a crash of this process can no longer lose the entry. */
  put(key: string, value: Uint8Array): Promise<void> | void;
  /** Drops every entry whose value is not to be kept, so that no trace of it stays on disk; gives their number. */
  keepOnly(isKept: (value: Uint8Array) => boolean): Promise<number>;
  close(): Promise<void>;
}

/** A cache for one process and one run. */
export function memoryWorkCache(): WorkCache {
  const entries = new Map<string, Uint8Array>();
  return {
    get: (key) => entries.get(key),
    put: (key, value) => void entries.set(key, Uint8Array.from(value)),
    async keepOnly(isKept) {
      const gone = [...entries].filter(([, value]) => !isKept(value));
      for (const [key] of gone) entries.delete(key);
      return gone.length;
    },
    close: async () => entries.clear(),
  };
}
