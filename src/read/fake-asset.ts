import type { Asset } from './asset.ts';

/** An asset for tests: bytes or text under a name, with no file behind it. */
export function fakeAsset(name: string, content: Uint8Array | string, overrides: Partial<Asset> = {}): Asset {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    source: `/fake/${name}`,
    name,
    companions: [],
    stamp: '',
    sizeBytes: bytes.length,
    bytes: async () => bytes,
    ...overrides,
  };
}
