/** A fashion search engine: clothes and what goes with them, found by what they look like and by what is said of them. */
import { open } from 'sightline';

const files = 'examples/collection/files';
const wear = 'category in (jackets, boots, backpacks, "sleeping bags", blankets)';

const sightline = await open({ index: 'memory:', ocr: 'off' });
await sightline.add(`${files}/catalogue.jsonl`).finished();
console.log(`${(await sightline.list(wear)).length} pieces`);

const searches = [
  { text: 'red leather jacket', filter: `${wear} and price < 200` },
  { text: 'warm vest filled with down', filter: wear },
  { text: 'boots with red laces', filter: wear },
  { text: 'tartan blanket', filter: wear },
];
for (const query of searches) {
  const { hits } = await sightline.search({ ...query, k: 3 });
  console.log(`\n${query.text}`);
  for (const { segment } of hits) console.log(`  ${segment.words.name}, $${segment.metadata.price}`);
}
await sightline.close();
