/** A generator of one's own: what writes the answer sees the hits, and cites them. A language model goes here. */
import { citationOf, type Generator, open } from 'sightline';

const list: Generator = {
  name: 'example:list',
  async generate(_question, hits) {
    const citations = hits.map((hit, i) => citationOf(hit, i + 1));
    const lines = hits.map(
      ({ segment }, i) => `${segment.words.name ?? segment.documentName}: $${segment.metadata.price} [${i + 1}]`,
    );
    return {
      status: hits.length > 0 ? 'answered' : 'no-evidence',
      text: lines.join('\n'),
      citations,
      hits,
      by: this.name,
    };
  },
};

const sightline = await open({ index: 'memory:', ocr: 'off', generator: list });
await sightline.add('examples/collection/files/catalogue.jsonl').finished();
const answer = await sightline.ask({
  text: 'Which chairs cost less than $150?',
  filter: 'category = chairs and price < 150',
});
console.log(answer.text);
for (const { number, reference } of answer.citations) console.log(`[${number}] ${reference}`);
await sightline.close();
