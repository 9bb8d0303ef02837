/** A manual with diagrams: questions about its text, its tables and its figures, each answer with the place it stands at. */
import { writeFile } from 'node:fs/promises';
import { open } from 'sightline';

const sightline = await open({ index: 'memory:', ocr: 'off' });
await sightline.add('examples/collection/files/documents/ridgeback-tent-manual.pdf').finished();

const questions = [
  'what does Figure 2 show?',
  'what is the part number of the ridge pole?',
  'how does the water column change with washing?',
];
for (const question of questions) {
  const answer = await sightline.ask(question);
  console.log(`${question}\n  ${answer.text.replaceAll('\n', '\n  ')}`);
  for (const { number, label, locator } of answer.citations) {
    console.log(`  [${number}] page ${locator.page}${label ? `, ${label}` : ''}`);
  }
}

// What a citation points at can be looked at: here, the figure, drawn from its page.
const [figure] = await sightline.list('label = "Figure 2"');
const [shown] = figure ? await sightline.show(figure.id) : [];
const picture = await shown?.picture({ side: 800 });
if (picture) await writeFile('figure-2.png', picture);
console.log(picture ? '\nfigure-2.png is what Figure 2 looks like.' : '\nThe figure could not be drawn.');
await sightline.close();
