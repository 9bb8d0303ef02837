/**
 * What noise on stored vectors (the setting vectorNoise) costs: nDCG@10 and recall@10 of the view that it touches and of the usual
 * search, and the cosine between what is stored and what the model made.
 *
 *     npx tsx bench/vector-noise.ts --data DIR [--only cranfield] [--noise 0,0.01] [--runs N] [--embedder NAME]
 *
 * Each run draws its noise anew. Passages are embedded once, and noised as the engine does it.
 *
 * The built-in model does not read passages, so the text view has a stand-in unless an embedder is named: 768 numbers, of which
 * each stem of a text raises the one its hash tells. Its vectors are spread more widely than a neural model's, which lie in a
 * narrow cone; so it bears more noise than those would.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Embedder, type Hit, open, type SearchOptions, type Sightline } from 'sightline';
import { resolveSettings } from '../src/config.ts';
import { bagOfWordsVector } from '../src/embed/fake-embeddings.ts';
import { noisyEmbedder } from '../src/embed/noisy-embedder.ts';
import { providerContexts } from '../src/engine/provider-context.ts';
import { resolveModel } from '../src/engine/resolve-model.ts';
import { ndcgAt, recallAt } from '../src/evaluate/metrics.ts';
import { estimateTokens } from '../src/support/estimate-tokens.ts';
import { contentHash } from '../src/support/hashing.ts';
import { isStopWord } from '../src/support/stop-words.ts';
import { stem, words } from '../src/support/terms.ts';
import { dot, normalise } from '../src/support/vector-math.ts';
import { type Dataset, datasets } from './dataset.ts';
import { report } from './report.ts';
import { mean } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    noise: { type: 'string', default: '0,0.001,0.003,0.01,0.03,0.1' },
    runs: { type: 'string', default: '2' },
    embedder: { type: 'string' },
  },
});
if (!args.data) throw new Error('Name the folder with the development data: --data DIR');
const levels = args.noise.split(',').map(Number);
const runs = Number(args.runs);
const sets = [
  { key: 'cranfield', view: 'text' },
  { key: 'coco', view: 'image' },
] as const;
const k = 10;

/** An embedder that computes nothing twice. */
function remembering(embedder: Embedder): Embedder & { readonly passages: () => readonly Float32Array[] } {
  const known = new Map<string, Float32Array>();
  const asPassage = new Set<string>();
  return {
    ...embedder,
    async embed(items, role, signal) {
      const keys = items.map(({ text = '', picture }) => {
        const look = picture ? contentHash(picture.data, `${picture.width}`) : '';
        return `${role} ${look} ${text}`;
      });
      const missing = items.filter((_, i) => !known.has(keys[i] ?? ''));
      const made = missing.length === 0 ? [] : await embedder.embed(missing, role, signal);
      const missingKeys = keys.filter((key) => !known.has(key));
      for (const [i, key] of missingKeys.entries()) known.set(key, made[i] ?? new Float32Array());
      if (role === 'passage') for (const key of keys) asPassage.add(key);
      // Copies: what is normalised or noised must not reach what is remembered.
      return keys.map((key) => Float32Array.from(known.get(key) ?? []));
    },
    passages: () => [...asPassage].map((key) => known.get(key) ?? new Float32Array()),
  };
}

const standInDimensions = 768;

function textStandIn(): Embedder {
  const stemsOf = (text: string): string =>
    words(text)
      .filter((word) => !isStopWord(word))
      .map(stem)
      .join(' ');
  return {
    space: { model: 'stand-in:stems', dimensions: standInDimensions, normalised: true, revision: '1' },
    accepts: { text: true, image: false, both: false },
    maxTextTokens: 512,
    countTokens: estimateTokens,
    batchSize: 64,
    embed: async (items) =>
      items.map(({ text = '' }) => normalise(new Float32Array(bagOfWordsVector(stemsOf(text), standInDimensions)))),
    close: async () => undefined,
  };
}

interface Quality {
  readonly ndcg: number;
  readonly recall: number;
}

async function quality(engine: Sightline, { queries }: Dataset, options: SearchOptions): Promise<Quality> {
  const each: Quality[] = [];
  for (const { query, relevant } of queries) {
    const { hits } = await engine.search({ ...query, k }, options);
    const left = new Set(relevant);
    const gains = hits.map((hit) => (namesOf(hit).filter((name) => left.delete(name)).length > 0 ? 1 : 0));
    const grades = relevant.map(() => 1);
    each.push({ ndcg: ndcgAt(gains, grades, k), recall: recallAt(gains, relevant.length, k) });
  }
  return { ndcg: mean(each.map(({ ndcg }) => ndcg)), recall: mean(each.map(({ recall }) => recall)) };
}

function namesOf({ reference, segment, duplicates }: Hit): string[] {
  return [reference, segment.documentName, ...duplicates.map((one) => one.reference)];
}

/** The mean cosine between vectors and the same with noise. */
async function cosineAt(noise: number, vectors: readonly Float32Array[], like: Embedder): Promise<number> {
  const given: Embedder = { ...like, embed: async () => vectors.map((vector) => Float32Array.from(vector)) };
  const noised = await noisyEmbedder(given, noise).embed([], 'passage');
  const length = (vector: Float32Array): number => Math.sqrt(dot(vector, vector));
  return mean(
    noised.map((a, i) => {
      const b = vectors[i] ?? a;
      return dot(a, b) / (length(a) * length(b));
    }),
  );
}

const settings = resolveSettings({});
const named = args.embedder ?? 'builtin';
const exact = await resolveModel('embedder', named, providerContexts(settings, { environment: process.env }));
const lines: string[] = [];
for (const { key, view } of sets) {
  if (args.only && !args.only.split(',').includes(key)) continue;
  const dataset = await datasets[key]?.(args.data);
  if (!dataset) throw new Error(`There is no data set ${key}.`);
  const ownEmbedder = remembering(exact);
  const ownTextEmbedder = view === 'image' || args.embedder ? ownEmbedder : remembering(textStandIn());
  const measured = view === 'text' ? ownTextEmbedder : ownEmbedder;
  const { model, dimensions } = measured.space;
  lines.push(
    `### ${dataset.name}: ${dataset.task} (${dataset.queries.length} queries); ${model}, ${dimensions} dimensions`,
    '',
    `| noise | cosine to the exact vector | ${view} view: nDCG@10 | recall@10 | usual search: nDCG@10 | recall@10 |`,
    '|---|---|---|---|---|---|',
  );
  for (const vectorNoise of levels) {
    const found: (readonly [Quality, Quality])[] = [];
    for (let run = 0; run < (vectorNoise === 0 ? 1 : runs); run++) {
      found.push(
        await inTemporaryFolder(async (folder) => {
          const include = dataset.include ? { include: [...dataset.include] } : {};
          const own = { ownEmbedder, ownTextEmbedder };
          const engine = await open({ index: join(folder, key), ocr: 'off', ...own, vectorNoise, ...include });
          try {
            await engine.add(dataset.sources).finished();
            return [await quality(engine, dataset, { views: [view] }), await quality(engine, dataset, {})] as const;
          } finally {
            await engine.close();
          }
        }),
      );
    }
    const cosine = await cosineAt(vectorNoise, measured.passages(), measured);
    const cells = [0, 1].flatMap((place) =>
      (['ndcg', 'recall'] as const).map((measure) => spread(found.map((one) => one[place as 0 | 1][measure]))),
    );
    const row = `| ${vectorNoise} | ${cosine.toFixed(4)} | ${cells.join(' | ')} |`;
    console.log(row);
    lines.push(row);
  }
  lines.push('');
}
await exact.close();
lines.push(
  `Percent, the mean of ${runs} runs and in brackets their range. Expected cosine: 1/√(1 + λ²d). The text view of cranfield has a stand-in for a model, see bench/vector-noise.ts.`,
);

function spread(values: readonly number[]): string {
  const percent = (value: number): string => (100 * value).toFixed(1);
  const [least, most] = [Math.min(...values), Math.max(...values)].map(percent);
  return least === most ? percent(mean(values)) : `${percent(mean(values))} (${least}–${most})`;
}

const isFull = !args.only && args.noise.split(',').length === 6 && runs >= 2 && !args.embedder;
await report('vector-noise', 'What noise on stored vectors costs', lines, isFull);
