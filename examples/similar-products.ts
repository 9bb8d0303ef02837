/** Find similar products by a photo: reverse image search over a catalogue, with photos taken nearer and in poorer light. */

import sharp from 'sharp';
import { open } from 'sightline';

const files = 'examples/collection/files';
const sightline = await open({ index: 'memory:', ocr: 'off' });
await sightline.add(`${files}/catalogue.jsonl`).finished();

for (const product of ['NightHut', 'MidnightOak', 'CinderRider', 'SpeckleMug']) {
  const photo = sharp(`${files}/products/${product}.jpg`);
  const { width, height } = await photo.metadata();
  const nearer = { left: width >> 3, top: height >> 3, width: (width * 3) >> 2, height: (height * 3) >> 2 };
  const image = await photo.extract(nearer).modulate({ brightness: 0.8 }).jpeg({ quality: 60 }).toBuffer();
  const { hits } = await sightline.search({ image, k: 3 });
  console.log(`a photo of ${product}`);
  for (const { segment, views } of hits) {
    console.log(`  ${segment.words.name}, $${segment.metadata.price}, ${(views.image?.score ?? 0).toFixed(2)}`);
  }
}
await sightline.close();
