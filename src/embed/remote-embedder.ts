import type { Pixels } from '../data/picture.ts';
import { mapConcurrent } from '../support/concurrency.ts';
import { encodePixels } from '../support/encode-pixels.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { estimateTokens } from '../support/estimate-tokens.ts';
import { shortId } from '../support/hashing.ts';
import { normalise } from '../support/vector-math.ts';
import { cutToTokens } from './cut-text.ts';
import type { Embedder, EmbeddingSpace, EmbedItem, EmbedRole } from './embedder.ts';
import { requestPlan } from './request-plan.ts';

/** An item as it goes over the wire: words, a picture in base64, or both. */
export interface RemoteItem {
  readonly text?: string;
  readonly picture?: RemotePicture;
}

export interface RemotePicture {
  readonly mediaType: string;
  readonly base64: string;
  /** `data:image/jpeg;base64,…` */
  readonly dataUrl: string;
}

export interface RemoteEmbedderOptions {
  /** Roles told apart `by: 'prefix'` are marked here; by anything else, in `request`. */
  readonly space: Pick<EmbeddingSpace, 'model' | 'revision' | 'roles'>;
  /** Undefined where only an answer can tell: one short text is embedded to find out. */
  readonly dimensions: number | undefined;
  readonly accepts: Embedder['accepts'];
  /** Tokens of text the model reads. */
  readonly maxTextTokens: number;
  /** Whether the vendor cuts what is too long; yes unless told. For others it is cut here, by estimate. */
  readonly cutsText?: boolean;
  /** Longer side in pixels of the pictures that are sent, for models with eyes. */
  readonly imageSide?: number;
  /** Items in one request. */
  readonly batchSize: number;
  /** Items in one request that are or hold pictures, where fewer. */
  readonly pictureBatchSize?: number;
  /** Estimated tokens of all texts in one request, where the vendor counts them. */
  readonly maxBatchTokens?: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /**
   * One request: vectors in the order of the items, of any length. All items are of one sort: words, pictures, or both.
   */
  request(
    items: readonly RemoteItem[],
    role: EmbedRole,
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly number[])[]>;
}

/**
 * An embedder behind HTTP: pictures are encoded, items sorted and cut into requests, vectors checked and brought to length 1.
 *
 * Tokens are estimated, as the tokenizer is on the other side. Pictures are encoded request by request, so that memory
 * depends on the requests under way and not on the number of items.
 *
 * Its `embed` throws SightlineError 'bad-query' for an item of a kind that the model does not take, 'model-failed' for vectors
 * that are too few, of other dimensions or with holes, and whatever `request` throws.
 */
export async function remoteEmbedder(options: RemoteEmbedderOptions): Promise<Embedder> {
  const { accepts, batchSize, concurrency, imageSide, maxTextTokens, space } = options;
  const dimensions = options.dimensions ?? (await probe(options));

  return {
    space: { ...space, dimensions, normalised: true },
    accepts,
    maxTextTokens,
    countTokens: estimateTokens,
    ...(imageSide === undefined ? {} : { imageSide }),
    batchSize,
    concurrency,
    async embed(items, role, signal) {
      throwIfAborted(signal);
      const taken = items.map((item) => takenOf(item, role, options));
      const results = new Array<Float32Array>(items.length);
      const embedGroup = async (places: readonly number[], stop: AbortSignal): Promise<void> => {
        const group = await Promise.all(places.map((i) => toRemote(taken[i] as EmbedItem, imageSide)));
        const vectors = await options.request(group, role, stop);
        const checked = checkedVectors(vectors, group.length, dimensions, space.model);
        for (const [n, i] of places.entries()) results[i] = checked[n] as Float32Array;
      };
      for await (const _ of mapConcurrent(requestPlan(taken, options), concurrency, embedGroup, signal));
      return results;
    },
    close: async () => undefined,
  };
}

/**
 * A short mark of everything on this side that decides a hosted model's vectors, such as the dimensions asked for and extra
 * fields of the request: what the vendor does on its own side cannot be seen from here.
 */
export function remoteRevision(deciding: Readonly<Record<string, unknown>>): string {
  return shortId('remote embedder 1', JSON.stringify(inOrder(deciding)));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, inOrder(field)]));
}

/** What of an item the model takes, with its words as they are sent. */
function takenOf(
  { text, picture }: EmbedItem,
  role: EmbedRole,
  { accepts, space, maxTextTokens, cutsText = true }: RemoteEmbedderOptions,
): EmbedItem {
  const seen = picture && accepts.image ? picture : undefined;
  if (seen && (text === undefined || !accepts.both)) return { picture: seen };
  if (picture && !seen && text === undefined) {
    throw new SightlineError('bad-query', `${space.model} does not look at pictures.`, {
      remedy: 'Choose an embedder that does, or describe the picture in words.',
    });
  }
  if (!accepts.text) {
    throw new SightlineError('bad-query', `${space.model} does not read.`, {
      remedy: 'Choose an embedder that reads for words.',
    });
  }
  // Most vendors refuse an empty text, and some a blank one. A full stop says as little.
  const words = text?.trim() || '.';
  const prefix = space.roles?.by === 'prefix' ? space.roles[role] : '';
  const whole = prefix + (cutsText ? words : cutToTokens(words, maxTextTokens - estimateTokens(prefix)));
  // Half a character is no valid JSON for strict servers.
  return { text: whole.replace(/[\ud800-\udfff]/gu, '\ufffd'), ...(seen ? { picture: seen } : {}) };
}

async function toRemote({ text, picture }: EmbedItem, side: number | undefined): Promise<RemoteItem> {
  return {
    ...(text === undefined ? {} : { text }),
    ...(picture ? { picture: await remotePicture(picture, side) } : {}),
  };
}

async function remotePicture(pixels: Pixels, side: number | undefined): Promise<RemotePicture> {
  const { bytes, mediaType } = await encodePixels(pixels, side === undefined ? {} : { side });
  const base64 = Buffer.from(bytes).toString('base64');
  return { mediaType, base64, dataUrl: `data:${mediaType};base64,${base64}` };
}

async function probe(options: RemoteEmbedderOptions): Promise<number> {
  const { accepts, request, space } = options;
  const items = accepts.text ? [await toRemote(takenOf({ text: 'dimensions' }, 'query', options), undefined)] : [];
  const vectors = items.length > 0 ? await request(items, 'query', undefined) : [];
  const length = vectors[0]?.length ?? 0;
  if (vectors.length === 1 && length > 0) return length;
  throw new SightlineError('model-failed', `${space.model} gave no vector to tell its dimensions by.`, {
    remedy: `Check that it makes embeddings, or give its dimensions: providers.${vendorOf(space.model)}.dimensions in the settings.`,
  });
}

function checkedVectors(
  vectors: readonly (readonly number[])[],
  count: number,
  dimensions: number,
  model: string,
): Float32Array[] {
  const failure = (what: string, remedy: string) =>
    new SightlineError('model-failed', `${model} gave ${what}.`, { remedy });
  if (vectors.length !== count) {
    throw failure(`${vectors.length} vectors for ${count} inputs`, 'Try again, or choose another model.');
  }
  return vectors.map((vector) => {
    if (vector.length !== dimensions) {
      throw failure(
        `a vector of ${vector.length} dimensions instead of ${dimensions}`,
        `Another model answers under this name: give its dimensions (providers.${vendorOf(model)}.dimensions) and index anew.`,
      );
    }
    const values = new Float32Array(vector);
    if (!values.every(Number.isFinite)) throw failure('a vector with holes', 'Try again, or choose another model.');
    return normalise(values);
  });
}

function vendorOf(model: string): string {
  return model.split(':', 1)[0] ?? model;
}
