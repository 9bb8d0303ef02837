import type { Settings } from '../config.ts';
import type { WorkingSide } from '../data/picture.ts';
import type { PictureSource } from '../data/query.ts';
import type { Embedder, EmbeddingSpace, EmbedItem, EmbedRole } from '../embed/embedder.ts';
import type { VectorView } from '../store/store.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { prepareQuery } from './prepare-query.ts';

/** Something to embed: words, a picture, or both where the model takes the two together. */
export interface EmbedInput {
  readonly text?: string;
  readonly image?: PictureSource;
}

export interface EmbedOptions {
  /** In whose space: that of words (`text`) unless told. Often the two are one. */
  readonly view?: VectorView;
  readonly signal?: AbortSignal;
}

export interface Embedded {
  /** One of `space.dimensions` numbers for each item, in the order of the items. */
  readonly vectors: readonly Float32Array[];
  readonly space: EmbeddingSpace;
}

/**
 * Vectors of items by the embedder of a view, in batches it takes well.
 *
 * @throws SightlineError 'bad-query' for what the model does not take, and what reading pictures throws.
 */
export async function embedItems(
  inputs: readonly EmbedInput[],
  role: EmbedRole,
  embedder: Embedder,
  {
    settings,
    workingSide,
    signal,
  }: {
    readonly settings: Settings;
    readonly workingSide: WorkingSide;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Embedded> {
  const { space, batchSize } = embedder;
  for (const input of inputs) assertTaken(input, embedder);
  const vectors: Float32Array[] = [];
  for (let at = 0; at < inputs.length; at += batchSize) {
    throwIfAborted(signal);
    const items: EmbedItem[] = [];
    for (const { text, image } of inputs.slice(at, at + batchSize)) {
      const { pictures: [picture] = [] } =
        image === undefined ? {} : await prepareQuery({ image }, settings, workingSide, signal);
      items.push({ ...(text === undefined ? {} : { text }), ...(picture ? { picture: picture.pixels } : {}) });
    }
    vectors.push(...(await embedder.embed(items, role, signal)));
  }
  return { vectors, space };
}

function assertTaken({ text, image }: EmbedInput, { accepts, space }: Embedder): void {
  const refuse = (what: string): never => {
    throw new SightlineError('bad-query', `${space.model} does not take ${what}.`, {
      remedy: 'Use the other view of the index, or an index with another model.',
    });
  };
  if (text === undefined && image === undefined) refuse('nothing');
  if (text !== undefined && image !== undefined && !accepts.both) refuse('words and a picture together');
  if (text !== undefined && !accepts.text) refuse('words');
  if (image !== undefined && !accepts.image) refuse('pictures');
}
