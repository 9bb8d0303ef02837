import type { Settings } from '../config.ts';
import type { DocumentRecord } from '../data/document.ts';
import type { WorkingSide } from '../data/picture.ts';
import type { ReembedEvent, ReembedSummary, ViewModels } from '../data/reembed-events.ts';
import { type Embedder, sameSpace } from '../embed/embedder.ts';
import type { VectorView } from '../store/store.ts';
import { throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { readOptions } from './document-parts.ts';
import type { Manifest } from './index-folder.ts';
import type { OpenIndex } from './open-index.ts';
import { fillStore, type ReembedCounts, sumSegments } from './reembed-fill.ts';
import { segmentReembedder } from './reembed-segment.ts';

/** The embedders whose vectors an index is to hold; they may be one. */
export interface ReembedTarget {
  readonly embedder: Embedder;
  readonly textEmbedder: Embedder;
}

export interface ReembedOptions {
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly onEvent?: ((event: ReembedEvent) => void) | undefined;
}

/** Raise when the same segments would get other vectors, so that what an older version began is not gone on with. */
const version = 1;

/**
 * Embeds everything an index holds with other models, beside the vectors it has, and switches to them when they are complete:
 * until then the index is searched as before, afterwards whoever opens it uses the new ones. `index` itself goes on with the
 * old ones and is best closed.
 *
 * Nothing is read again but pictures. Stopped or killed, the next call with the same models goes on from there.
 *
 * @throws SightlineError 'index-missing', 'index-locked', 'bad-option' for an index in memory, 'cancelled', and whatever the
 * embedders throw.
 */
export async function reembed(
  index: OpenIndex,
  target: ReembedTarget,
  { settings, signal, onEvent = () => undefined }: ReembedOptions,
): Promise<ReembedSummary> {
  const started = performance.now();
  const embedders = { text: target.textEmbedder, image: target.embedder };
  const spaces = { text: embedders.text.space, image: embedders.image.space };
  throwIfAborted(signal);
  // Locking would make an index where there is none.
  await index.manifest();
  const release = await index.lockForWriting();
  try {
    const before = (await index.manifest()).spaces;
    const changed = !sameSpace(before.text, spaces.text) || !sameSpace(before.image, spaces.image);
    const from = await index.store();
    const done = changed ? await build(before) : unchanged(await from.documents());
    const seconds = (performance.now() - started) / 1000;
    const summary: ReembedSummary = { changed, models: modelsOf(spaces), ...done, seconds };
    onEvent({ type: 'finished', ...summary });
    return summary;
  } finally {
    await release();
  }

  async function build(before: Manifest['spaces']): Promise<ReembedCounts> {
    const read = readOptions(settings, { embedders });
    const name = folderName(spaces, read.workingSide);
    const [from, to] = [await index.store(), await index.storeBeside(name, spaces)];
    let counts: ReembedCounts;
    try {
      const { blobs } = index;
      const { limits, passwords, libreOffice, workingSide } = read;
      const redact = settings.redact ? ({ redact: true } as const) : {};
      const drawing = { limits, passwords, ...(libreOffice === undefined ? {} : { libreOffice }), ...redact };
      const segments = segmentReembedder(embedders, { blobs, drawing, workingSide }, await index.workCache());
      const models = { from: modelsOf(before), to: modelsOf(spaces) };
      counts = await fillStore({ from, to, segments, embedders, models }, signal, onEvent);
      onEvent({ type: 'optimizing' });
      await to.optimize();
    } finally {
      await to.close();
    }
    throwIfAborted(signal);
    await index.switchTo(name, spaces);
    return counts;
  }
}

function unchanged(records: readonly DocumentRecord[]): ReembedCounts {
  const segments = sumSegments(records);
  return {
    documents: records.length,
    segments,
    segmentsBefore: segments,
    embedded: 0,
    cached: 0,
    picturesMissing: 0,
    refused: 0,
  };
}

/** One folder for each pair of spaces, so that a run finds what an earlier one with the same models has done. */
function folderName(spaces: Manifest['spaces'], workingSide: WorkingSide): string {
  const marks = ({ model, revision, dimensions, roles, noise }: Manifest['spaces'][VectorView]) => [
    model,
    revision,
    dimensions,
    roles,
    ...(noise ? [noise] : []),
  ];
  return `vectors-${contentHash(JSON.stringify([version, marks(spaces.text), marks(spaces.image), workingSide])).slice(0, 12)}`;
}

function modelsOf(spaces: Manifest['spaces']): ViewModels {
  return { text: spaces.text.model, image: spaces.image.model };
}
