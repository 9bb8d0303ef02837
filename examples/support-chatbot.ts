/**
 * A support desk that looks at pictures: manuals, care notes, tickets and defect photos are searched with the customer's words,
 * and with a photo when there is one; every answer names its sources.
 *
 * Without a model it quotes. SIGHTLINE_GENERATOR (anthropic:…, openai:gpt-4o, ollama:llava, nvidia:…) has it written.
 */
import { open, type Query } from 'sightline';

const files = 'examples/collection/files';
const generator = process.env.SIGHTLINE_GENERATOR;
const sightline = await open({ index: 'memory:', ocr: 'off', ...(generator ? { generator } : {}) });
await sightline.add(['care', 'tickets', 'catalogue.jsonl', 'documents'].map((name) => `${files}/${name}`)).finished();

const conversation: Query[] = [
  { text: 'Why does the zipper keep catching?' },
  { text: 'How do I get it repaired, and what does the warranty cover?' },
  { text: 'Which tent is this?', image: `${files}/customer-photos/IMG_2057.jpg` },
  { text: 'Do you repair espresso machines from Mongolia?' },
];
for (const query of conversation) {
  console.log(`\n> ${query.text}${query.image ? ` (${query.image})` : ''}`);
  for await (const event of sightline.askStream(query)) {
    if (event.type === 'text') process.stdout.write(event.text);
    if (event.type !== 'finished') continue;
    const { status, citations, hits } = event.answer;
    const nearest = hits[0] ? `; the nearest is ${hits[0].reference}` : '';
    console.log(status === 'answered' ? '' : `I have nothing on that${nearest}. A colleague will write to you.`);
    for (const { number, reference } of citations) console.log(`  [${number}] ${reference}`);
  }
}
await sightline.close();
