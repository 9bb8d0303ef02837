import { type Embedder, sameSpace } from '../embed/embedder.ts';
import type { VectorView } from '../store/store.ts';
import { SightlineError } from '../support/errors.ts';
import type { Manifest } from './index-folder.ts';

type Embedders = Readonly<Record<VectorView, Embedder>>;

/** Refuses embedders whose vectors cannot be compared with those of the index. */
export function checkSpaces(manifest: Manifest, embedders: Embedders, location: string): void {
  const view = firstOther(manifest, embedders);
  if (!view) return;
  const [made, given] = [manifest.spaces[view], embedders[view].space];
  const { image, text } = embedders;
  const textWith = text.space.model === image.space.model ? '' : ` --text-with ${text.space.model}`;
  const noise = made.noise === given.noise ? '' : ` --vector-noise ${given.noise ?? 0}`;
  const leaveOut = noise ? 'Leave out the embedder and the noise to use those' : 'Leave out the embedder to use that';
  throw new SightlineError(
    'index-mismatch',
    `The index ${location} holds ${view} vectors of ${described(made)}, and this embedder is ${described(given)}: their vectors cannot be compared.`,
    {
      remedy: `${leaveOut} of the index, or embed what the index holds once more: sightline reembed --index ${location} --with ${image.space.model}${textWith}${noise}`,
    },
  );
}

/** Refuses to go on with an index that another process has embedded again, or made, since it was opened here. */
export function checkStillSpaces(manifest: Manifest, embedders: Embedders, location: string): void {
  const view = firstOther(manifest, embedders);
  if (!view) return;
  throw new SightlineError(
    'index-mismatch',
    `The index ${location} holds ${view} vectors of ${described(manifest.spaces[view])} by now, and was opened here for those of ${described(embedders[view].space)}.`,
    { remedy: 'Open it again without naming an embedder: that of the index is used then.' },
  );
}

function firstOther(manifest: Manifest, embedders: Embedders): VectorView | undefined {
  return (['text', 'image'] as const).find((view) => !sameSpace(manifest.spaces[view], embedders[view].space));
}

function described({ model, dimensions, revision, roles, noise }: Manifest['spaces'][VectorView]): string {
  const marks = roles ? `, ${roles.by} ${JSON.stringify(roles.query)} and ${JSON.stringify(roles.passage)}` : '';
  const blurred = noise ? `, noise ${noise}` : '';
  return `${model} (${dimensions} dimensions, revision ${revision}${marks}${blurred})`;
}
