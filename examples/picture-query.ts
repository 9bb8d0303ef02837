/** Asks with a picture, alone and together with words: a customer's photo finds products of the catalogue. */
import { open, type Query } from 'sightline';

const files = 'examples/collection/files';
const photo = `${files}/customer-photos/IMG_2041.jpg`;

// In memory: gone when this program ends.
const sightline = await open({ index: 'memory:', ocr: 'off' });
const run = sightline.add(`${files}/catalogue.jsonl`);
for await (const event of run) if (event.type === 'failed') console.error(event.name, event.reason);
const { segments, seconds } = await run.finished();
console.log(`${segments} products in ${seconds.toFixed(1)} s`);

const queries: Record<string, Query> = {
  'the photo': { image: photo },
  'the photo, and the word "chair"': { image: photo, text: 'chair' },
  'the photo, among chairs under $200': { image: photo, filter: 'category = chairs and price < 200' },
};
for (const [name, query] of Object.entries(queries)) {
  console.log(`\n${name}`);
  const { hits } = await sightline.search({ ...query, k: 3 });
  for (const { segment, reference, views } of hits) {
    const why = Object.entries(views).map(([view, { rank, share }]) => `${view}: rank ${rank}, ${share.toFixed(2)}`);
    console.log(`  ${segment.words.name} (${reference}) by ${why.join('; ')}`);
  }
}
await sightline.close();
