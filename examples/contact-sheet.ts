/** Draws the hits of a query as one strip of pictures, best first. The strips in README.md were made with it. */

import sharp from 'sharp';
import { open } from 'sightline';

const [words = 'campfire at night', out = 'hits.webp'] = process.argv.slice(2);
const shown = 5;
const tile = { width: 240, height: 180, gap: 8 };

const sightline = await open({ index: 'memory:', ocr: 'off' });
await sightline.add('examples/collection/files/catalogue.jsonl').finished();
const { hits } = await sightline.search({ text: words, nImages: shown, nText: 0 });

const tiles: { input: Buffer; left: number; top: number }[] = [];
for (const hit of hits) {
  // What a reference names can be shown: its words, its facts, and the bytes of its picture.
  const [found] = await sightline.show(hit.reference);
  const bytes = await found?.picture();
  if (!bytes) continue;
  const input = await sharp(bytes).autoOrient().resize(tile.width, tile.height).toBuffer();
  tiles.push({ input, left: tiles.length * (tile.width + tile.gap), top: 0 });
  console.log(hit.reference);
}
await sightline.close();

const width = shown * (tile.width + tile.gap) - tile.gap;
const background = { r: 255, g: 255, b: 255, alpha: 0 };
await sharp({ create: { width, height: tile.height, channels: 4, background } })
  .composite(tiles)
  .webp({ quality: 80 })
  .toFile(out);
console.log(`${tiles.length} pictures in ${out}`);
