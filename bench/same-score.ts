/**
 * The built-in model's score through the engine against the model alone: captions to pictures on flickr_dev500.
 *
 *     npx tsx bench/same-score.ts --data DIR [--pictures 500]
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { open } from 'sightline';
import { bareBatch, bareModel } from './bare-model.ts';
import { datasets } from './dataset.ts';
import { report } from './report.ts';
import { verdict } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const fullSize = 500;

const { values: args } = parseArgs({
  options: { data: { type: 'string' }, pictures: { type: 'string', default: String(fullSize) } },
});
if (!args.data) throw new Error('Name the folder with the development data: --data DIR');

const depths = [1, 5, 10] as const;
/** Points by which the engine may differ from the model alone. */
const tolerance = 0.5;

interface Caption {
  readonly text: string;
  readonly picture: string;
}
/** The place of a caption's picture, 0 for the first; -1 when it is not among the first ten. */
type Ranker = (caption: Caption) => Promise<number>;

async function bareRanker(folder: string, names: readonly string[]): Promise<Ranker> {
  const model = await bareModel(['text', 'vision']);
  const vectors: Float32Array[] = [];
  for (let i = 0; i < names.length; i += bareBatch) {
    const files = names.slice(i, i + bareBatch).map((name) => join(folder, name));
    vectors.push(...(await model.embedPictures(await model.decode(files))));
  }
  const rows = new Map(names.map((name, row) => [name, row]));
  return async ({ text, picture }) => {
    const query = await model.embedText(text);
    const scores = vectors.map((vector) => vector.reduce((sum, value, i) => sum + value * (query[i] as number), 0));
    const own = scores[rows.get(picture) ?? -1] ?? Number.NEGATIVE_INFINITY;
    return scores.filter((score) => score > own).length;
  };
}

const captions = ((await datasets.flickr?.(args.data))?.queries ?? []).map(({ query, relevant }): Caption => {
  return { text: query.text ?? '', picture: relevant[0] ?? '' };
});
const names = [...new Set(captions.map((caption) => caption.picture))].sort().slice(0, Number(args.pictures));
const asked = captions.filter((caption) => names.includes(caption.picture));

await inTemporaryFolder(async (temporary) => {
  const folder = join(temporary, 'pictures');
  await mkdir(folder);
  for (const name of names) await copyFile(join(args.data ?? '', 'flickr_dev500', 'images', name), join(folder, name));
  const engine = await open({ index: 'memory:', ocr: 'off' });
  const summary = await engine.add(folder).finished();
  if (summary.indexed !== names.length) throw new Error(`${summary.indexed} of ${names.length} pictures were indexed.`);
  const engineRank: Ranker = async ({ text, picture }) => {
    const { hits } = await engine.search({ text, k: 10 }, { views: ['image'] });
    return hits.findIndex((hit) =>
      [hit.reference, ...hit.duplicates.map((one) => one.reference)].some((reference) => reference === picture),
    );
  };
  const bareRank = await bareRanker(folder, names);

  const found = { bare: depths.map(() => 0), engine: depths.map(() => 0) };
  let sameFirst = 0;
  for (const caption of asked) {
    const ranks = { bare: await bareRank(caption), engine: await engineRank(caption) };
    for (const side of ['bare', 'engine'] as const)
      for (const [i, depth] of depths.entries())
        if (ranks[side] >= 0 && ranks[side] < depth) found[side][i] = (found[side][i] ?? 0) + 1;
    if ((ranks.bare === 0) === (ranks.engine === 0)) sameFirst++;
  }
  await engine.close();

  const share = (count: number | undefined): number => (100 * (count ?? 0)) / asked.length;
  const gaps = depths.map((_, i) => share(found.engine[i]) - share(found.bare[i]));
  const row = (side: 'bare' | 'engine'): string =>
    `| ${side} | ${found[side].map((count) => share(count).toFixed(2)).join(' | ')} |`;
  const lines = [
    `${asked.length} captions to ${names.length} pictures (flickr_dev500), % found among the first 1, 5 and 10. Bare: files decoded straight to the model's input, dot products. Engine: an index in memory, the view of pictures alone; a folded near-duplicate counts as found.`,
    '',
    '| side | R@1 | R@5 | R@10 |',
    '|---|---|---|---|',
    row('bare'),
    row('engine'),
    `| difference | ${gaps.map((gap) => (gap >= 0 ? '+' : '') + gap.toFixed(2)).join(' | ')} |`,
    '',
    `${verdict(
      gaps.every((gap) => Math.abs(gap) <= tolerance),
      `within ${tolerance} points`,
    )}. Both agree on whether the first place is right for ${((100 * sameFirst) / asked.length).toFixed(1)} % of the captions.`,
  ];
  await report('same-score', 'The built-in model through the engine and alone', lines, names.length === fullSize);
});
