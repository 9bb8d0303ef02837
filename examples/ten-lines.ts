import { open } from 'sightline';

const sightline = await open({ index: '.sightline/ten-lines', ocr: 'off' });
await sightline.add('examples/collection/files').finished();

const { hits } = await sightline.search({ text: 'dark brown wooden chair', k: 3 });
for (const hit of hits) console.log(hit.reference, hit.score.toFixed(2));

const { text, citations } = await sightline.ask('Why does the zipper keep catching?');
console.log(text, citations[0]?.reference);
await sightline.close();
