// Made by scripts/generate-registry.ts from the folders; `npm run check` fails when it is out of date.

/** Model vendors and local runtimes, loaded when first named. */
export const providers = {
  anthropic: async () => (await import('./providers/anthropic.ts')).provider,
  builtin: async () => (await import('./providers/builtin.ts')).provider,
  huggingface: async () => (await import('./providers/huggingface.ts')).provider,
  jina: async () => (await import('./providers/jina.ts')).provider,
  local: async () => (await import('./providers/local.ts')).provider,
  nvidia: async () => (await import('./providers/nvidia.ts')).provider,
  ollama: async () => (await import('./providers/ollama.ts')).provider,
  openai: async () => (await import('./providers/openai.ts')).provider,
  voyage: async () => (await import('./providers/voyage.ts')).provider,
} as const;

/** Kinds of vector store, loaded when first named. */
export const stores = {
  lancedb: async () => (await import('./store/lancedb.ts')).store,
  memory: async () => (await import('./store/memory.ts')).store,
} as const;
