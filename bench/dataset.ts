import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Query } from 'sightline';
import { sec10q } from './sec10q.ts';

/** A collection to index and judged queries on it. Documents are named as the index names them. */
export interface Dataset {
  readonly name: string;
  /** What is asked for, in words. */
  readonly task: string;
  /** Files or folders to index. */
  readonly sources: readonly string[];
  readonly include?: readonly string[];
  readonly queries: readonly JudgedQuery[];
  readonly ocr: boolean;
}

export interface JudgedQuery {
  readonly id: string;
  readonly query: Query;
  /** References of documents, of pages (`#page=`), or of records with their `#id=`. */
  readonly relevant: readonly string[];
  /** A document that is the query itself and does not count as found. */
  readonly self?: string;
}

/** A folder for data in another form. Its place stays the same, so that an index kept between runs knows it again. */
async function madeFolder(name: string): Promise<string> {
  const folder = join(tmpdir(), 'sightline-bench', name);
  await mkdir(folder, { recursive: true });
  return folder;
}

type Load = (data: string) => Promise<Dataset>;

const lines = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).split('\n').filter(Boolean);

const flickr: Load = async (data) => {
  const folder = join(data, 'flickr_dev500');
  const captions = (await lines(join(folder, 'captions.jsonl'))).map(
    (line) => JSON.parse(line) as { id: string; image: string; text: string },
  );
  return {
    name: 'flickr_dev500',
    task: 'words -> picture',
    sources: [join(folder, 'images')],
    ocr: false,
    queries: captions.map(({ id, image, text }) => ({ id, query: { text }, relevant: [image] })),
  };
};

const coco: Load = async (data) => {
  const folder = join(data, 'tiny_coco100');
  const queries: JudgedQuery[] = [];
  for (const part of ['train2017', 'val2017']) {
    const file = JSON.parse(await readFile(join(folder, 'annotations', `captions_${part}.json`), 'utf8')) as {
      images: { id: number; file_name: string }[];
      annotations: { id: number; image_id: number; caption: string }[];
    };
    const names = new Map(file.images.map((image) => [image.id, image.file_name]));
    for (const one of file.annotations) {
      const name = names.get(one.image_id);
      if (name) queries.push({ id: `${part}-${one.id}`, query: { text: one.caption }, relevant: [`${part}/${name}`] });
    }
  }
  return { name: 'tiny_coco100', task: 'words -> picture', sources: [folder], include: ['*.jpg'], queries, ocr: false };
};

/** Classes of groceries with their catalogue picture, description and phone photos. */
async function groceryClasses(data: string) {
  const folder = join(data, 'grocery_dev');
  const classes = (await lines(join(folder, 'classes.csv'))).slice(1).map((line) => {
    const [name = '', id = '', , , iconic = '', text = ''] = line.split(',');
    return { name, id, iconic: iconic.slice(1), text: text.slice(1) };
  });
  const photos = (await lines(join(folder, 'test_sample.csv'))).slice(1).map((line) => {
    const [path = '', id = ''] = line.split(',');
    return { path, id };
  });
  return { folder, classes, photos };
}

const groceryPhotoToProduct: Load = async (data) => {
  const { folder, classes, photos } = await groceryClasses(data);
  const root = join(folder, 'iconic-images-and-descriptions');
  const product = (id: string): string[] => {
    const found = classes.find((one) => one.id === id);
    return found ? [found.iconic, found.text].map((path) => path.replace('iconic-images-and-descriptions/', '')) : [];
  };
  return {
    name: 'grocery_dev',
    task: 'photo -> product',
    sources: [root],
    ocr: false,
    queries: photos.map(({ path, id }) => ({ id: path, query: { image: join(folder, path) }, relevant: product(id) })),
  };
};

/** The photos under names that give nothing away, as a customer's photos have. */
const groceryProductToPhoto: Load = async (data) => {
  const { folder, classes, photos } = await groceryClasses(data);
  const target = await madeFolder('photos');
  const named = photos.map((photo, i) => ({ ...photo, name: `IMG_${String(1000 + i)}.jpg` }));
  for (const { path, name } of named) await copyFile(join(folder, path), join(target, name));
  return {
    name: 'grocery_dev',
    task: 'catalogue picture -> photo',
    sources: [target],
    ocr: false,
    queries: classes.map(({ name, id, iconic }) => ({
      id: name,
      query: { image: join(folder, iconic) },
      relevant: named.filter((photo) => photo.id === id).map((photo) => photo.name),
    })),
  };
};

const groceryBoth: Load = async (data) => {
  const pictures = await groceryProductToPhoto(data);
  const { folder, classes } = await groceryClasses(data);
  const queries = await Promise.all(
    pictures.queries.map(async (judged) => {
      const text = await readFile(
        join(folder, classes.find((one) => one.name === judged.id)?.text ?? ''),
        'utf8',
      ).catch(() => '');
      return { ...judged, query: { ...judged.query, text: `${judged.id.replaceAll('-', ' ')}. ${text}` } };
    }),
  );
  return { ...pictures, task: 'catalogue picture + description -> photo', queries };
};

const charts: Load = async (data) => {
  const folder = join(data, 'opencqa_val150');
  const rows = JSON.parse(await readFile(join(folder, 'val150.json'), 'utf8')) as Record<
    string,
    [string, string, string, string, string, string]
  >;
  return {
    name: 'opencqa_val150',
    task: 'question -> chart',
    sources: [join(folder, 'chart_images')],
    ocr: true,
    queries: Object.entries(rows).map(([id, row]) => ({ id, query: { text: row[3] }, relevant: [row[0]] })),
  };
};

/**
 * The abstracts as records of one JSONL file; the judgements use the query's ordinal. Every pair that is listed is relevant,
 * also the one with code -1 that each query has: the ungraded judgements of the collection list the same pairs, and plain
 * BM25 puts 42% of them first, against 10% of those with code 1.
 */
const cranfield: Load = async (data) => {
  const folder = join(data, 'cranfield');
  const sections = (text: string): { id: string; fields: Map<string, string> }[] =>
    text
      .replaceAll('\r', '')
      .split(/^\.I /m)
      .slice(1)
      .map((part) => {
        const [id = '', ...rest] = part.split('\n');
        const fields = new Map(
          rest
            .join('\n')
            .split(/^\.(?=[TABW]\n)/m)
            .slice(1)
            .map((field) => [field[0] ?? '', field.slice(2).trim()] as const),
        );
        return { id: id.trim(), fields };
      });
  const target = join(await madeFolder('cranfield'), 'abstracts.jsonl');
  const documents = sections(await readFile(join(folder, 'cran.all.1400'), 'utf8'));
  const records = documents.map(({ id, fields }) =>
    JSON.stringify({ id, title: fields.get('T') ?? '', text: fields.get('W') || fields.get('T') || '-' }),
  );
  await writeFile(target, `${records.join('\n')}\n`);
  const judged = new Map<string, string[]>();
  for (const line of await lines(join(folder, 'cranqrel'))) {
    const [query = '', document = '', grade = ''] = line.trim().split(/\s+/);
    const code = Number(grade);
    if (code === -1 || (code >= 1 && code <= 4))
      judged.set(query, [...(judged.get(query) ?? []), `abstracts.jsonl#id=${document}`]);
  }
  const queries = sections(await readFile(join(folder, 'cran.qry'), 'utf8')).map(({ fields }, i) => ({
    id: String(i + 1),
    query: { text: (fields.get('W') ?? '').replace(/\s+/g, ' ') },
    relevant: judged.get(String(i + 1)) ?? [],
  }));
  return {
    name: 'cranfield',
    task: 'question -> abstract',
    sources: [target],
    ocr: false,
    queries: queries.filter((one) => one.relevant.length > 0),
  };
};

/** Photos with one of their five captions beside them; the other four are the queries. */
const flickrCaptioned: Load = async (data) => {
  const plain = await flickr(data);
  const folder = await madeFolder('captioned');
  for (const { id, query, relevant } of plain.queries) {
    const [image = ''] = relevant;
    if (!id.endsWith('#0')) continue;
    await copyFile(join(data, 'flickr_dev500', 'images', image), join(folder, image));
    await writeFile(join(folder, image.replace(/\.jpg$/, '.txt')), query.text ?? '');
  }
  return {
    ...plain,
    name: 'flickr_dev500 + 1 caption',
    sources: [folder],
    queries: plain.queries.filter(({ id }) => !id.endsWith('#0')),
  };
};

export const datasets: Readonly<Record<string, Load>> = {
  flickr,
  flickrCaptioned,
  coco,
  groceryPhotoToProduct,
  groceryProductToPhoto,
  groceryBoth,
  charts,
  cranfield,
  sec10q,
};
