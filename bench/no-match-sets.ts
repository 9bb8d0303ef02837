import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import type { Query } from 'sightline';
import { type Dataset, datasets } from './dataset.ts';
import { seededRandom } from './statistics.ts';

/**
 * Whether the collection holds an answer: `answerable`; `held out`, where what answers was left out of a collection that has
 * the like of it; `off topic`, where the question was written for another kind of collection.
 */
export type Answerability = 'answerable' | 'held out' | 'off topic';
export const answerabilities: readonly Answerability[] = ['answerable', 'held out', 'off topic'];

export interface MixedQuery {
  readonly query: Query;
  readonly kind: Answerability;
  /** As in {@link Dataset}; empty for off topic. */
  readonly relevant: readonly string[];
}

/** A part of a data set's documents, and queries that it can and cannot answer. */
export interface MixedSet {
  readonly key: string;
  readonly name: string;
  readonly task: string;
  readonly ocr: boolean;
  readonly sources: readonly string[];
  readonly documents: number;
  readonly queries: readonly MixedQuery[];
}

/** Each set with those whose queries are far from what it holds. */
const offTopic: Readonly<Record<string, readonly string[]>> = {
  flickr: ['cranfield', 'charts', 'sec10q'],
  flickrCaptioned: ['cranfield', 'charts', 'sec10q'],
  groceryPhotoToProduct: ['flickrPictures'],
  charts: ['flickr', 'cranfield'],
  cranfield: ['flickr', 'charts', 'sec10q'],
  sec10q: ['flickr', 'cranfield'],
  coco: ['cranfield', 'charts', 'sec10q'],
  groceryProductToPhoto: ['flickrPictures'],
  flickrParts: ['chartPictures'],
};
/** What the figure is of: one set for each kind of query and collection. */
export const mixedSetNames = ['flickr', 'flickrCaptioned', 'groceryPhotoToProduct', 'charts', 'cranfield', 'sec10q'];
/** More of some kinds, so that a set that is left out of a fit leaves another of its kind. */
export const furtherSetNames = ['coco', 'groceryProductToPhoto', 'flickrParts'];

/** At most this many queries of each kind for a set. */
const mostOfAKind = 150;
/** Of the queries with several relevant documents, the share whose documents are all left out. */
const heldOutQueries = 0.3;

/** @param seed - which half of the documents, and which queries; the same seed gives the same set. */
export async function mixedSet(key: string, data: string, seed: number): Promise<MixedSet> {
  const dataset = await load(key, data);
  const random = seededRandom(seed);
  const left = leftOut(dataset, random);
  const { sources, documents } = await withoutDocuments(dataset, left, join(key, String(seed)));
  const judged = shuffled(dataset.queries, random).flatMap(({ query, relevant }): MixedQuery[] => {
    const out = relevant.filter((reference) => left.has(unitOf(dataset, reference))).length;
    if (out === 0) return [{ query, relevant, kind: 'answerable' }];
    return out === relevant.length ? [{ query, relevant, kind: 'held out' }] : [];
  });
  const foreign: MixedQuery[] = [];
  const others = offTopic[key] ?? [];
  for (const other of others) {
    const { queries } = await load(other, data);
    const some = shuffled(queries, random).slice(0, Math.ceil(mostOfAKind / others.length));
    foreign.push(...some.map(({ query }) => ({ query, relevant: [], kind: 'off topic' as const })));
  }
  const all = [...judged, ...foreign];
  const queries = answerabilities.flatMap((kind) => all.filter((one) => one.kind === kind).slice(0, mostOfAKind));
  return { key, name: dataset.name, task: dataset.task, ocr: dataset.ocr, sources, documents, queries };
}

async function load(key: string, data: string): Promise<Dataset> {
  if (key === 'flickrPictures') return asPictures(await load('flickr', data));
  if (key === 'chartPictures') return asPictures(await load('charts', data));
  if (key === 'flickrParts') return asParts(await load('flickrPictures', data));
  const found = await datasets[key]?.(data);
  if (!found) throw new Error(`There is no data set ${key}.`);
  return found;
}

/** The pictures of a set, each once, as queries. */
function asPictures(dataset: Dataset): Dataset {
  const [folder = ''] = dataset.sources;
  const pictures = [...new Set(dataset.queries.flatMap(({ relevant }) => relevant))];
  const queries = pictures.map((name) => ({ id: name, query: { image: join(folder, name) }, relevant: [name] }));
  return { ...dataset, queries };
}

/** Queries by a part of each picture: from a fifth to a half of it, somewhere in it. */
async function asParts(dataset: Dataset): Promise<Dataset> {
  const random = seededRandom(11);
  const folder = join(tmpdir(), 'sightline-bench', 'no-match', 'parts');
  await mkdir(folder, { recursive: true });
  const { default: sharp } = await import('sharp');
  const queries = await Promise.all(
    dataset.queries.map(async ({ id, relevant }) => {
      const [across, down] = [0.45 + 0.25 * random(), 0.45 + 0.25 * random()];
      const [left, top] = [(1 - across) * random(), (1 - down) * random()];
      const [source = ''] = dataset.sources;
      const { width, height } = await sharp(join(source, id)).metadata();
      const part = {
        left: Math.floor(left * width),
        top: Math.floor(top * height),
        width: Math.floor(across * width),
        height: Math.floor(down * height),
      };
      const image = join(folder, id);
      await sharp(join(source, id)).extract(part).toFile(image);
      return { id, query: { image }, relevant };
    }),
  );
  return { ...dataset, name: 'flickr_dev500', task: 'part of a photo -> photo', queries };
}

/**
 * What is left in or out as one: a record; a file with its companion; a product with its picture and description; a whole
 * filing, though its pages are judged.
 */
function unitOf({ name, task }: Dataset, reference: string): string {
  if (task === 'photo -> product') return dirname(reference);
  if (name === 'cranfield') return reference.slice(reference.indexOf('#'));
  return reference.replace(/#.*$/, '').replace(/\.\w+$/, '');
}

/**
 * A random half of what is judged relevant to any query. Where queries have many relevant documents, hardly one would have
 * all of them on one side: there, what is relevant to some of the queries is left out.
 */
function leftOut(dataset: Dataset, random: () => number): Set<string> {
  const unitsOf = ({ relevant }: Dataset['queries'][number]): string[] => [
    ...new Set(relevant.map((reference) => unitOf(dataset, reference))),
  ];
  const several = dataset.queries.filter((one) => unitsOf(one).length > 1).length > dataset.queries.length / 2;
  if (several) {
    const queries = shuffled(dataset.queries, random).slice(0, Math.round(heldOutQueries * dataset.queries.length));
    return new Set(queries.flatMap(unitsOf));
  }
  const units = shuffled([...new Set(dataset.queries.flatMap(unitsOf))].sort(), random);
  return new Set(units.slice(0, Math.floor(units.length / 2)));
}

/** The set's files without what is left out, in a folder of their own under the same names. */
async function withoutDocuments(
  dataset: Dataset,
  left: ReadonlySet<string>,
  place: string,
): Promise<{ sources: string[]; documents: number }> {
  const folder = join(tmpdir(), 'sightline-bench', 'no-match', place);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const kept = new Set<string>();
  for (const source of dataset.sources) {
    if ((await stat(source)).isFile()) {
      const records = (await readFile(source, 'utf8')).split('\n').filter(Boolean);
      const staying = records.filter((line) => !left.has(`#id=${(JSON.parse(line) as { id: string }).id}`));
      await writeFile(join(folder, basename(source)), staying.map((line) => `${line}\n`).join(''));
      for (const line of staying) kept.add(line);
      continue;
    }
    // Patterns are of the form `*.jpg`.
    for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
      const path = relative(source, join(entry.parentPath, entry.name));
      const unit = unitOf(dataset, path);
      const wanted = dataset.include?.some((pattern) => path.endsWith(pattern.slice(1))) ?? true;
      if (!entry.isFile() || !wanted || left.has(unit)) continue;
      kept.add(unit);
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await copyFile(join(source, path), join(folder, path));
    }
  }
  return { sources: [folder], documents: kept.size };
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
