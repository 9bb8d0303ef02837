import { resolveSettings, type Settings, type SettingsInput } from '../config.ts';
import type { ReembedEvent, ReembedSummary } from '../data/reembed-events.ts';
import type { Embedder, EmbeddingSpace } from '../embed/embedder.ts';
import { SightlineError } from '../support/errors.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { indexFolder, type Manifest, readManifest } from './index-folder.ts';
import { openIndex, withNoise } from './open-index.ts';
import { type ModelSurroundings, providerContexts } from './provider-context.ts';
import { reembed } from './reembed.ts';
import { resolveModel } from './resolve-model.ts';

/** Settings that name the index and say how models are opened, and the models it is to hold vectors of. */
export interface ReembedIndexOptions extends Omit<SettingsInput, 'providers'> {
  readonly providers?: Readonly<Record<string, VendorOptions>>;
  /** The model for pictures and words, as `vendor:model` or one's own; unless told, pictures keep theirs. */
  readonly with?: string | Embedder | undefined;
  /** The model for words, where that is another one. */
  readonly textWith?: string | Embedder | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: ReembedEvent) => void) | undefined;
  /** Where keys of vendors are looked for; the process's environment unless told. */
  readonly environment?: ModelSurroundings['environment'];
  /** Told while a model is fetched. */
  readonly onProgress?: ModelSurroundings['onProgress'];
}

/**
 * Embeds everything an index holds with another model, beside the vectors it has, and switches when all are there: the folder
 * `.sightline` unless `index` names another. The caller closes embedders it brings. Indexes that are open go on with the old
 * model; open them again.
 *
 * The models it holds vectors of now are not opened: they may be gone, which is a reason to change.
 *
 * @throws SightlineError what {@link reembed} throws, and 'bad-option' when no model is named or there is no such model.
 */
export async function reembedIndex(options: ReembedIndexOptions): Promise<ReembedSummary> {
  const { with: both, textWith, signal, onEvent, environment = process.env, onProgress, ...given } = options;
  const settings = resolveSettings(given);
  if (both === undefined && textWith === undefined && settings.vectorNoise === undefined) {
    throw new SightlineError('bad-option', 'No model is named to embed the index with.', {
      remedy: 'Name one with --with vendor:model, or with --text-with for the words alone.',
    });
  }
  const now = await readManifest(indexFolder(settings.index).manifest);
  if (!now) return nowhere(settings.index);
  const surroundings = { environment, onProgress };
  // Where only the noise is to change, both models stay.
  const { image, text } = now.spaces;
  const isSame = both === undefined && textWith === undefined;
  const wanted = isSame ? { with: image.model, textWith: text.model } : { with: both, textWith };
  const target = await openTarget(settings, wanted, now.spaces, surroundings);
  try {
    // It is opened as it is; what noise there is to be belongs to the target.
    const index = await openIndex(withoutNoise(settings), {
      ...surroundings,
      embedder: standIn(now.spaces.image),
      textEmbedder: standIn(now.spaces.text),
    });
    try {
      const { image: embedder, text: textEmbedder } = withNoise(target.embedders, settings, now);
      const summary = await reembed(
        index,
        { embedder, textEmbedder },
        {
          settings,
          signal: signal ?? new AbortController().signal,
          onEvent,
        },
      );
      if (textEmbedder.space.noise && !text.noise) onEvent?.({ type: 'note', message: exactLeft(settings.index) });
      return summary;
    } finally {
      await index.close();
    }
  } finally {
    await target.close();
  }
}

async function openTarget(
  settings: Settings,
  models: Pick<ReembedIndexOptions, 'with' | 'textWith'>,
  now: Manifest['spaces'],
  surroundings: ModelSurroundings,
) {
  const contextFor = providerContexts(settings, surroundings);
  const ours: Embedder[] = [];
  const close = async (): Promise<void> => void (await Promise.all(ours.map((one) => one.close())));
  const opened = async (name: string, known: { readonly knownDimensions?: number } = {}): Promise<Embedder> => {
    const made = await resolveModel('embedder', name, (vendor) => ({ ...contextFor(vendor), ...known }));
    ours.push(made);
    return made;
  };
  const resolve = async (wanted: string | Embedder): Promise<Embedder> =>
    typeof wanted === 'string' ? opened(wanted) : wanted;
  try {
    const kept = { knownDimensions: now.image.dimensions };
    const embedder = await (models.with === undefined ? opened(now.image.model, kept) : resolve(models.with));
    const { textWith } = models;
    const textEmbedder =
      textWith === undefined || textWith === embedder.space.model ? embedder : await resolve(textWith);
    return { embedders: { image: embedder, text: textEmbedder }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The work cache keeps what it has, and the vectors before stay until the index is next written to. */
function exactLeft(location: string): string {
  const { work, vectors } = indexFolder(location);
  return `Exact vectors from before are still in ${work}, and until the next indexing in ${vectors('vectors*')}. Remove ${work} to be rid of them; what it remembers of pictures is then made again.`;
}

function withoutNoise({ vectorNoise: _, ...settings }: Settings): Settings {
  return settings;
}

/** In place of a model whose vectors are there already and are not compared with anything. */
function standIn(space: EmbeddingSpace): Embedder {
  return {
    space,
    accepts: { text: false, image: false, both: false },
    maxTextTokens: 0,
    countTokens: () => 0,
    batchSize: 1,
    embed: async () => {
      throw new SightlineError('model-missing', `${space.model} was not opened.`);
    },
    close: async () => undefined,
  };
}

function nowhere(location: string): never {
  if (location === 'memory:') {
    throw new SightlineError('bad-option', 'An index in memory cannot be embedded again.', {
      remedy: 'Open another one with the other model, and add the same sources to it.',
    });
  }
  throw new SightlineError('index-missing', `There is no index in ${location}.`, {
    remedy: 'Make one with the model you want: sightline index PATH --embedder MODEL',
  });
}
