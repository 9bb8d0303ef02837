import { z } from 'zod';
import { SightlineError } from './errors.ts';
import type { ModelPrecision } from './local-model-context.ts';
import { chooseGraphs, type GraphPrecision } from './model-folder-graphs.ts';
import { recordName } from './model-folder-record.ts';
import { shownName } from './shown-name.ts';

/** A file of a repository, as the hub lists it. */
export interface HubFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** SHA-256 of large files, which are kept apart (LFS), and the id that git gives small ones. */
  readonly checksum?: { readonly kind: 'sha256' | 'git'; readonly hex: string };
}

export interface ChosenFiles {
  readonly files: readonly HubFile[];
  /** What each graph comes in. */
  readonly precisions: Readonly<Record<string, GraphPrecision>>;
}

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));

/**
 * An entry of a repository's tree.
 * https://github.com/huggingface/huggingface.js/blob/main/packages/hub/src/lib/list-files.ts
 */
export const treeEntry = z
  .object({
    type: z.string(),
    path: z.string(),
    size: z.number().int().nonnegative().default(0),
    oid: hex(40).optional().catch(undefined),
    lfs: z.object({ oid: hex(64), size: z.number().int().nonnegative() }).nullish(),
  })
  .transform(({ type, path, size, oid, lfs }) => ({
    type,
    path,
    size: lfs?.size ?? size,
    ...(lfs
      ? { checksum: { kind: 'sha256' as const, hex: lfs.oid } }
      : oid === undefined
        ? {}
        : { checksum: { kind: 'git' as const, hex: oid } }),
  }));

/** Largest configuration or vocabulary; beyond it a .json holds data. */
const maxTextBytes = 64 * 2 ** 20;
/** Largest model card that is fetched for its licence. */
const maxCardBytes = 256 * 2 ** 10;
const maxDepth = 5;

/**
 * The files of a repository that running the model needs: configuration, tokenizer, preprocessing, chat template, the
 * modules of Sentence Transformers, and its ONNX graphs in one precision with their weights. Never weights for other
 * libraries.
 *
 * @throws SightlineError 'network-refused' for a listing with paths that lead elsewhere, 'model-missing' for a model
 * without ONNX files.
 */
export function chooseFiles(all: readonly HubFile[], precision: ModelPrecision, model: string): ChosenFiles {
  for (const { path } of all) refuseHostile(path, model);
  const files = all.filter(({ path }) => isPlain(path));
  const folder = ['onnx/', ''].find((start) =>
    files.some(({ path }) => path.startsWith(start) && isDirectly(path, start) && path.endsWith('.onnx')),
  );
  if (folder === undefined) {
    throw new SightlineError('model-missing', `${model} has no ONNX files, so it cannot be run here.`, {
      remedy: 'Look for an ONNX export of it on the hub; the organisations Xenova and onnx-community have many.',
    });
  }
  const names = files.filter(({ path }) => isDirectly(path, folder)).map(({ path }) => path.slice(folder.length));
  const graphs = chooseGraphs(names, precision, model);
  const needed = new Set(graphs.flatMap((graph) => graph.files.map((name) => `${folder}${name}`)));
  const hasFastTokenizer = files.some(({ path }) => path === 'tokenizer.json');
  return {
    files: files.filter((file) => needed.has(file.path) || isSupporting(file, hasFastTokenizer)),
    precisions: Object.fromEntries(graphs.map((graph) => [graph.name, graph.precision])),
  };
}

function isSupporting({ path, size }: HubFile, hasFastTokenizer: boolean): boolean {
  if (path === 'README.md' || /^(LICENSE|LICENCE|NOTICE)(\.\w+)?$/i.test(path)) return size <= maxCardBytes;
  if (size > maxTextBytes || path.toLowerCase() === recordName) return false;
  if (/^(vocab\.(txt|json)|merges\.txt|spiece\.model|(tokenizer|sentencepiece(\.bpe)?)\.model)$/.test(path))
    return !hasFastTokenizer;
  if (/^(\d+_\w+|additional_chat_templates)\/[\w.-]+\.(json|jinja)$/.test(path)) return true;
  return /^[\w.-]+\.(json|jinja)$/.test(path) && !path.endsWith('.index.json');
}

function isDirectly(path: string, folder: string): boolean {
  return path.startsWith(folder) && !path.slice(folder.length).includes('/');
}

/** Names that are the same on every system; what else there is (sample pictures, say) is not needed. */
export function isPlain(path: string): boolean {
  const parts = path.split('/');
  return parts.length <= maxDepth && parts.every((part) => /^\w[\w.+-]{0,127}$/.test(part) && !part.endsWith('.'));
}

/** A path that leads out of the model's folder is no accident. */
function refuseHostile(path: string, model: string): void {
  const leadsAway =
    /^[/\\]|^[A-Za-z]:|[\\\p{Cc}]/u.test(path) || path.split('/').some((part) => part === '..' || part === '.');
  if (!leadsAway) return;
  throw new SightlineError(
    'network-refused',
    `The hub lists a file of ${model} that would lie outside of its folder: ${shownName(path, 120)}.`,
    { remedy: 'Nothing was downloaded. Check HF_ENDPOINT, and report the model to its hub.' },
  );
}
