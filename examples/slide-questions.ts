/** Questions to a slide deck: which slide says it, and what it says, notes of the speaker included. */
import { open } from 'sightline';

const sightline = await open({ index: 'memory:', ocr: 'off' });
await sightline.add('examples/collection/files/documents/pricing-2026.pptx').finished();

const questions = [
  'which slide covers pricing?',
  'what must a school send to get its discount?',
  'which tent do most groups take?',
];
for (const question of questions) {
  const answer = await sightline.ask({ text: question, k: 5 });
  const slides = [...new Set(answer.citations.map(({ locator }) => locator.slide))];
  console.log(`${question}\n  slide ${slides.join(', ')}: ${answer.text.split('\n', 1)[0]}`);
}
await sightline.close();
