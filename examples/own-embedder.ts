/** An embedder of one's own: pictures by how much of each colour they hold. It knows no words, so words go to BM25. */
import { type Embedder, open, type Pixels } from 'sightline';

const steps = 4;

const colours: Embedder = {
  space: { model: 'example:colours', dimensions: steps ** 3, normalised: true, revision: '1' },
  accepts: { text: false, image: true, both: false },
  maxTextTokens: 0,
  countTokens: (text) => text.length,
  imageSide: 64,
  batchSize: 16,
  embed: async (items) => items.map(({ picture }) => histogram(picture)),
  close: async () => undefined,
};

/** Share of each of 4 x 4 x 4 colours, as a vector of length 1; all zeros without a picture. */
function histogram(picture: Pixels | undefined): Float32Array {
  const bins = new Float32Array(steps ** 3);
  const data = picture?.data ?? new Uint8Array();
  const level = (at: number): number => Math.floor(((data[at] ?? 0) * steps) / 256);
  for (let i = 0; i < data.length; i += 3) {
    const bin = (level(i) * steps + level(i + 1)) * steps + level(i + 2);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const length = Math.hypot(...bins) || 1;
  return bins.map((count) => count / length);
}

const files = 'examples/collection/files';
const sightline = await open({ index: 'memory:', ocr: 'off', ownEmbedder: colours });
await sightline.add(`${files}/products`).finished();
const { hits } = await sightline.search({ image: `${files}/products/NightHut.jpg`, k: 4 });
for (const { segment, views } of hits) {
  console.log(segment.documentName, views.image?.score.toFixed(3), segment.words.colour ?? '');
}
await sightline.close();
