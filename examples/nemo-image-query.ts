/**
 * A picture as the query of a text index, with NVIDIA NIM: the catalogue is embedded as passages, a vision-language model puts
 * a photo into words, the words find products, and the model gets the photo and the products together.
 *
 * It takes NVIDIA_API_KEY, or NVIDIA_BASE_URL for NIM microservices of one's own.
 */
import { open } from 'sightline';

const files = 'examples/collection/files';
const photo = `${files}/customer-photos/IMG_2041.jpg`;

const sightline = await open({
  index: 'memory:',
  ocr: 'off',
  embedder: 'nvidia:nvidia/llama-3.2-nv-embedqa-1b-v2',
  generator: 'nvidia:nvidia/nemotron-nano-12b-v2-vl',
});
const { embedded } = await sightline.add(`${files}/catalogue.jsonl`).finished();
const { spaces } = await sightline.status();
console.log(`${embedded} passages in a space of ${spaces.text.dimensions} dimensions`);

// Words find words: the question is embedded as a query, the products were as passages.
const { hits } = await sightline.search({ text: 'dark brown wooden chair', k: 3 });
for (const hit of hits) console.log(`  ${hit.segment.words.name} ${hit.views.text?.score.toFixed(3) ?? ''}`);

const words = await sightline.imageToQuery(photo);
console.log(`\nThe photo, in words: ${words}`);

const answer = await sightline.answerWithRag(photo, 'Which of these products is the closest match, and why?', { k: 3 });
console.log(`\n${answer.text}`);
for (const { number, reference } of answer.citations) console.log(`[${number}] ${reference}`);
await sightline.close();
