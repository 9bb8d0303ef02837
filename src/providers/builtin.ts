import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clipDirectoryEmbedder } from '../embed/clip-directory.ts';
import { SightlineError } from '../support/errors.ts';
import type { Provider } from './provider.ts';

/** The encoder that comes with the program: small, offline, at once. */
export const provider: Provider = {
  vendor: 'builtin',
  description: 'the small text–image encoder inside this package: no download, no key',
  examples: ['builtin'],
  runsAt: () => 'program',
  embedder: (_model, context) =>
    clipDirectoryEmbedder(builtinDirectory(), {
      model: 'builtin',
      threads: context.threads,
      notice:
        'The built-in weights are CC BY-NC 4.0 (not for commercial products); choose another model with --embedder.',
    }),
};

/** `models/builtin` beside this package's package.json, from the sources as well as from `dist/`. */
function builtinDirectory(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'models', 'builtin');
    if (existsSync(join(candidate, 'config.json'))) return candidate;
    if (folder === dirname(folder)) break;
  }
  throw new SightlineError('model-missing', 'The built-in model is missing from this installation.', {
    remedy: 'Install the package again; its folder models/builtin should hold config.json and onnx/.',
  });
}
