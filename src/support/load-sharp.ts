import { loadCommonJs } from './load-common-js.ts';

type SharpLibrary = typeof import('sharp')['default'];

let library: SharpLibrary | undefined;

/** sharp, loaded on first use (it costs start-up time) and kept, because even a repeated `import()` costs 0.1 ms a picture. */
export async function loadSharp(): Promise<SharpLibrary> {
  if (!library) {
    library = loadCommonJs<SharpLibrary>('sharp');
    // Many pictures are decoded side by side, each once: threads inside one and a cache of results only cost.
    library.concurrency(1);
    library.cache(false);
  }
  return library;
}
