import { type Embedder, sameSpace } from '../embed/embedder.ts';
import type { ProviderContext } from '../providers/provider.ts';
import { providers } from '../registry.ts';
import type { VectorView } from '../store/store.ts';
import { SightlineError } from '../support/errors.ts';
import type { Manifest } from './index-folder.ts';

/** The embedder that `vendor:model` names. */
export async function resolveEmbedder(name: string, context: ProviderContext): Promise<Embedder> {
  const at = name.indexOf(':');
  const vendor = at < 0 ? name : name.slice(0, at);
  const model = at < 0 ? '' : name.slice(at + 1);
  const load = Object.entries(providers).find(([known]) => known === vendor)?.[1];
  const provider = await load?.();
  if (!provider?.embedder) {
    throw new SightlineError('bad-option', `There is no embedder called "${name}".`, {
      remedy: `Models are named vendor:model; vendors are: ${Object.keys(providers).join(', ')}.`,
    });
  }
  return provider.embedder(model, context);
}

/** Refuses embedders whose vectors cannot be compared with those of the index. */
export function checkSpaces(
  manifest: Manifest,
  embedders: Readonly<Record<VectorView, Embedder>>,
  location: string,
): void {
  for (const view of ['text', 'image'] as const) {
    const made = manifest.spaces[view];
    const given = embedders[view].space;
    if (sameSpace(made, given)) continue;
    const describe = (space: typeof made): string =>
      `${space.model} (${space.dimensions} dimensions, revision ${space.revision})`;
    throw new SightlineError(
      'index-mismatch',
      `The index ${location} holds ${view} vectors of ${describe(made)}, and this embedder is ${describe(given)}: their vectors cannot be compared.`,
      {
        remedy: `Leave out the embedder to use that of the index, or index beside it with another folder and switch when it is done: sightline index PATH --index ${location}-new --embedder ${given.model}`,
      },
    );
  }
}
