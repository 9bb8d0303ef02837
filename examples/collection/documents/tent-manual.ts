import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dusk, partsDiagram, pitchingSteps, waterColumn } from './manual-figures.ts';
import { care, careColumns, partColumns, parts, pitching, safety, striking, troubles, winter } from './manual-words.ts';
import { A4, booklet, colours, emblem, MARGIN, MEASURE, type Pen } from './pdf-kit.ts';
import { table } from './pdf-table.ts';
import { serviceSheet } from './service-sheet.ts';

const PAGES = 8;
const BODY = { size: 10.5 };
/** Where the words of a page begin, under its heading. */
const TOP = 148;

function cover(p: Pen): void {
  p.box(0, 0, A4.width, A4.height, { fill: colours.cream });
  p.box(0, 0, A4.width, 318, { fill: colours.pine });
  emblem(p, MARGIN + 16, 72, 16);
  p.text('Fjell & Hearth', MARGIN + 42, 78, { size: 17, face: 'bold', colour: colours.cream });
  p.text('Ridgeback', MARGIN, 196, { size: 64, face: 'title', colour: colours.cream });
  p.text('Canvas ridge tent', MARGIN, 234, { size: 22, colour: colours.sand });
  p.text('OWNER’S MANUAL', MARGIN, 276, { size: 11, face: 'bold', colour: colours.honey, spacing: 0.6 });
  dusk(p, 0, 318, A4.width, 380);
  p.text('Please keep this booklet in the pack sack.', MARGIN, 746, { size: 11 });
  p.text('Edition 3, January 2026', MARGIN, 764, { size: 11, colour: colours.soft });
  p.text('RB-100', A4.width - MARGIN, 764, { size: 11, face: 'bold', colour: colours.soft, anchor: 'end' });
}

/** A page with its running header and footer and its heading. */
function inner(p: Pen, number: number, heading: string, chapter: string): void {
  emblem(p, MARGIN + 8, 44, 8);
  p.text('Ridgeback canvas ridge tent', MARGIN + 24, 47.5, { size: 9, face: 'bold', colour: colours.pine });
  p.text('Owner’s manual', A4.width - MARGIN, 47.5, { size: 9, colour: colours.soft, anchor: 'end' });
  p.line(MARGIN, 60, A4.width - MARGIN, 60, { stroke: colours.rule, width: 0.8 });
  p.text(chapter, MARGIN, 89, { size: 10, face: 'bold', colour: colours.ember, spacing: 0.6 });
  p.text(heading, MARGIN, 120, { size: 27, face: 'title', colour: colours.pine });
  p.line(MARGIN, 794, A4.width - MARGIN, 794, { stroke: colours.rule, width: 0.8 });
  p.text('Fjell & Hearth, Edition 3, January 2026', MARGIN, 810, { size: 8.5, colour: colours.soft });
  p.text(`Page ${number} of ${PAGES}`, A4.width - MARGIN, 810, { size: 8.5, colour: colours.soft, anchor: 'end' });
}

function subheading(p: Pen, words: string, x: number, y: number): number {
  p.text(words, x, y, { size: 13, face: 'bold', colour: colours.pine });
  return y + 18;
}

function caption(p: Pen, words: string, y: number): number {
  return p.paragraph(words, MARGIN, y, MEASURE, { size: 9, colour: colours.soft }, 1.35);
}

function numbered(p: Pen, steps: readonly string[], y: number): number {
  let at = y;
  steps.forEach((step, i) => {
    p.text(`${i + 1}.`, MARGIN + 14, at, { ...BODY, face: 'bold', colour: colours.ember, anchor: 'end' });
    at = p.paragraph(step, MARGIN + 24, at, MEASURE - 24, BODY, 1.45) + 6;
  });
  return at;
}

function safetyPage(p: Pen): void {
  inner(p, 2, 'Before the first night', 'SAFETY');
  p.box(MARGIN, TOP - 6, MEASURE, 50, { fill: colours.cream });
  p.box(MARGIN, TOP - 6, 4, 50, { fill: colours.ember });
  p.paragraph(safety.lead, MARGIN + 18, TOP + 13, MEASURE - 36, { size: 11, face: 'italic' });
  const gutter = 27;
  const width = (MEASURE - gutter) / 2;
  const column = (items: readonly (readonly [string, string])[], x: number): number => {
    let y = TOP + 84;
    for (const [title, words] of items) y = p.paragraph(words, x, subheading(p, title, x, y), width, BODY, 1.5) + 20;
    return y;
  };
  const end = Math.max(column(safety.left, MARGIN), column(safety.right, MARGIN + width + gutter));
  p.line(MARGIN + width + gutter / 2, TOP + 72, MARGIN + width + gutter / 2, end - 18, {
    stroke: colours.rule,
    width: 0.8,
  });
  const y = Math.max(end + 16, 560);
  subheading(p, 'In this booklet', MARGIN, y);
  const contents = [
    ['What is in the sack', '3'],
    ['Pitching the tent', '4'],
    ['A well pitched tent, and packing it again', '5'],
    ['Care through the year', '6'],
    ['When something is wrong', '7'],
    ['Service sheet', '8'],
  ] as const;
  contents.forEach(([title, page], i) => {
    const at = y + 24 + i * 20;
    p.text(title, MARGIN, at, BODY);
    p.line(MARGIN + p.width(title, BODY) + 6, at, MARGIN + MEASURE - 14, at, {
      stroke: colours.rule,
      width: 0.8,
      dash: [1, 3],
    });
    p.text(page, MARGIN + MEASURE, at, { ...BODY, anchor: 'end' });
  });
}

function partsPage(p: Pen): void {
  inner(p, 3, 'What is in the sack', 'PARTS');
  const y = p.paragraph(
    'Lay everything out on the grass before the first trip and compare it with the drawing. The numbers in the drawing are the numbers in the list.',
    MARGIN,
    TOP,
    MEASURE,
    BODY,
  );
  partsDiagram(p, MARGIN, y + 2);
  let at = caption(p, '**Figure 1.** The parts of the Ridgeback tent, seen from the door.', y + 268);
  at = caption(
    p,
    '**Table 1.** Parts list with part numbers. Weights are for all pieces of a row, prices for one.',
    at + 14,
  );
  table(p, MARGIN, at - 4, partColumns, parts, { total: true });
}

function pitchingPage(p: Pen): void {
  inner(p, 4, 'Pitching the tent', 'FIRST EVENING');
  const y = p.paragraph(
    'Two people need about 20 minutes, the first time 40. One person can do it with a tree, a rope and patience.',
    MARGIN,
    TOP,
    MEASURE,
    BODY,
  );
  pitchingSteps(p, MARGIN, y + 4);
  const at = caption(
    p,
    '**Figure 2.** Pitching in four steps: A peg the floor, B slide in the ridge pole, C raise both uprights, D tighten the guy lines.',
    y + 166,
  );
  const end = numbered(p, pitching, subheading(p, 'Step by step', MARGIN, at + 22) + 5);
  p.box(MARGIN, end + 8, MEASURE, 54, { fill: colours.cream });
  p.box(MARGIN, end + 8, 4, 54, { fill: colours.honey });
  p.paragraph(
    '**Stony ground?** Push the peg in beside the stone, not against it. On sand, bury a storm peg flat, 30 cm deep, with the guy line tied round its middle.',
    MARGIN + 18,
    end + 30,
    MEASURE - 36,
    BODY,
  );
}

export async function tentManual(files: string): Promise<Uint8Array> {
  const { document, page, save } = await booklet({
    title: 'Ridgeback canvas ridge tent: owner’s manual',
    subject: 'Pitching, care, parts and service of the Ridgeback tent',
    date: '2026-01-12T08:00:00Z',
  });
  cover(page());
  safetyPage(page());
  partsPage(page());
  pitchingPage(page());

  const photo = await document.embedJpg(await readFile(join(files, 'products', 'Ridgeback.jpg')));
  const fifth = page();
  inner(fifth, 5, 'A well pitched tent', 'FIRST MORNING');
  let y = fifth.paragraph(
    'Walk round it once. The ridge is straight, the walls have no folds that run to a peg, and the guy lines hum when you pluck them. The doors are rolled outwards and tied with their leather straps.',
    MARGIN,
    TOP,
    MEASURE,
    BODY,
  );
  const width = 360;
  fifth.image(photo, MARGIN, y + 2, width, width * 0.75);
  const notes = [
    ['Ridge', 'Level, no sag in the middle.'],
    ['Doors', 'Rolled outwards, two straps each.'],
    ['Guy lines', 'In line with the wall seams.'],
    ['Dog', 'Not included.'],
  ] as const;
  notes.forEach(([title, words], i) => {
    const at = subheading(fifth, title, MARGIN + width + 18, y + 18 + i * 66);
    fifth.paragraph(words, MARGIN + width + 18, at - 2, MEASURE - width - 18, { size: 9.5 }, 1.35);
  });
  y = caption(
    fifth,
    '**Figure 3.** The tent with its doors tied back, at the edge of a pine forest.',
    y + width * 0.75 + 18,
  );
  y = numbered(fifth, striking, subheading(fifth, 'Packing it again', MARGIN, y + 22) + 4);
  fifth.paragraph(winter, MARGIN, subheading(fifth, 'Through the winter', MARGIN, y + 16), MEASURE, BODY);

  const sixth = page();
  inner(sixth, 6, 'Care through the year', 'CARE');
  y = sixth.paragraph(
    'Cotton canvas lasts for decades if it is stored dry and proofed in time. The seams are not taped and should be sealed before the first trip.',
    MARGIN,
    TOP,
    MEASURE,
    BODY,
  );
  y = caption(
    sixth,
    '**Table 2.** What to do, when, with what and how much. Tighten bolts with a torque wrench.',
    y + 8,
  );
  y = table(sixth, MARGIN, y - 4, careColumns, care);
  y = sixth.paragraph(
    'Each wash takes some of the proofing with it. Figure 4 shows what the canvas still holds back: proofed after every fifth wash it stays above 800 mm, without proofing it falls below 500 mm at the fifteenth.',
    MARGIN,
    y + 26,
    MEASURE,
    BODY,
  );
  waterColumn(sixth, MARGIN, y + 2);
  caption(sixth, '**Figure 4.** Water column of the canvas by number of washes, mean of three tents.', y + 234);

  const seventh = page();
  inner(seventh, 7, 'When something is wrong', 'TROUBLESHOOTING');
  y = TOP;
  for (const [sign, cause, remedy] of troubles) {
    y = subheading(seventh, sign, MARGIN, y + 4);
    y = seventh.paragraph(`**Cause:** ${cause}`, MARGIN, y, MEASURE, BODY, 1.4);
    y = seventh.paragraph(`**Remedy:** ${remedy}`, MARGIN, y, MEASURE, BODY, 1.4) + 15;
  }
  seventh.box(MARGIN, 698, MEASURE, 72, { fill: colours.pine });
  seventh.text('The workshop mends what you cannot', MARGIN + 18, 722, {
    size: 13,
    face: 'bold',
    colour: colours.cream,
  });
  seventh.paragraph(
    'Send the part, not the tent. Write the part number and the serial number, sewn in beside the door, on a slip of paper. workshop@fjell-hearth.example',
    MARGIN + 18,
    741,
    MEASURE - 36,
    { size: 10, colour: colours.cream },
  );

  const scan = await document.embedJpg(await serviceSheet());
  page().image(scan, 0, 0, A4.width, A4.height);
  return save();
}
