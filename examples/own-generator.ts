/** A generator of one's own: it gets the question with its evidence as messages, and streams an answer. A language model goes here. */
import { type Generator, open } from 'sightline';

const list: Generator = {
  name: 'example:list',
  limits: {
    contextTokens: 100_000,
    outputTokens: 1_000,
    pictures: 0,
    pictureSide: 1_000,
    pictureBytes: 1_000_000,
    pictureTokens: 0,
  },
  async *generate({ messages }) {
    const parts = messages.flatMap((message) => (message.role === 'user' ? message.parts : []));
    for (const part of parts) {
      const text = part.type === 'text' ? part.text : '';
      const [label] = /^\[S\d+\]/.exec(text) ?? [];
      const [, name] = /^> (.+)$/m.exec(text) ?? [];
      const [, price] = /price: (\d+)/.exec(text) ?? [];
      if (label && price) yield { type: 'text', text: `${name}: $${price} ${label}\n` };
    }
    yield { type: 'finished', reason: 'stop', usage: { inputTokens: undefined, outputTokens: undefined } };
  },
  async close() {},
};

const sightline = await open({ index: 'memory:', ocr: 'off', ownGenerator: list });
await sightline.add('examples/collection/files/catalogue.jsonl').finished();
const answer = await sightline.ask({
  text: 'Which chairs cost less than $150?',
  filter: 'category = chairs and price < 150',
});
console.log(answer.text);
for (const { number, reference } of answer.citations) console.log(`[${number}] ${reference}`);
await sightline.close();
