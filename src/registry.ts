// Made by scripts/generate-registry.ts from the folders; `npm run check` fails when it is out of date.

/** Model vendors and local runtimes, loaded when first named. */
export const providers = {
  builtin: async () => (await import('./providers/builtin.ts')).provider,
  local: async () => (await import('./providers/local.ts')).provider,
} as const;

/** Kinds of vector store, loaded when first named. */
export const stores = {
  lancedb: async () => (await import('./store/lancedb.ts')).store,
  memory: async () => (await import('./store/memory.ts')).store,
} as const;
