import { A4, booklet, colours, emblem, MARGIN, MEASURE, type Pen } from './pdf-kit.ts';

const fields: readonly (readonly [string, string])[] = [
  ['Order', '4127 of 31 March 2026'],
  ['Customer', 'Elin Brekke'],
  ['Item', 'Scree hiking boots, size 42'],
  ['Reason', 'Too narrow across the toes'],
  ['Condition', 'Tried on indoors, never worn outside'],
  ['Wish', 'Exchange for size 43'],
  ['If size 43 is sold out', 'Refund of $235.00 to the card'],
  ['Weight of the parcel', '2.1 kg'],
  ['Drop-off code', 'KX-908-41'],
  ['Hand in before', '24 April 2026'],
];

/** Bars in the manner of a label; they stand for nothing. */
function bars(p: Pen, x: number, y: number, height: number): void {
  let left = x;
  for (const [i, digit] of [...'347190841276035814290634712058130427'].entries()) {
    const width = 1 + (Number(digit) % 3);
    if (i % 2 === 0) p.box(left, y, width * 1.6, height, { fill: colours.ink });
    left += width * 1.6 + 1.2;
  }
}

/** The one page that goes into the parcel of return R-3471. */
export async function returnForm(): Promise<Uint8Array> {
  const { page, save } = await booklet({
    title: 'Return form R-3471',
    subject: 'Return of one item of order 4127',
    date: '2026-04-14T07:10:00Z',
  });
  const p = page();
  p.box(0, 0, A4.width, 110, { fill: colours.pine });
  emblem(p, MARGIN + 14, 55, 14);
  p.text('Fjell & Hearth', MARGIN + 38, 60, { size: 15, face: 'bold', colour: colours.cream });
  p.text('R-3471', A4.width - MARGIN, 62, { size: 20, face: 'bold', colour: colours.honey, anchor: 'end' });
  p.text('Return form', MARGIN, 162, { size: 30, face: 'title', colour: colours.pine });
  p.text('Please put this page into the parcel, on top of the goods.', MARGIN, 184, { size: 11, colour: colours.soft });
  fields.forEach(([label, value], i) => {
    const y = 226 + i * 30;
    if (i % 2 === 0) p.box(MARGIN, y - 19, MEASURE, 30, { fill: colours.cream });
    p.text(label, MARGIN + 12, y, { size: 10.5, colour: colours.soft });
    p.text(value, MARGIN + 180, y, { size: 11, face: 'bold' });
  });
  const cut = 568;
  p.line(0, cut, A4.width, cut, { stroke: colours.soft, width: 0.8, dash: [5, 4] });
  p.text('Cut here and tape the lower part to the outside', A4.width / 2, cut - 8, {
    size: 8.5,
    face: 'italic',
    colour: colours.soft,
    anchor: 'middle',
  });
  p.box(MARGIN, cut + 26, MEASURE, 196, { stroke: colours.ink, width: 1.2 });
  p.text('To', MARGIN + 18, cut + 52, { size: 9, colour: colours.soft });
  ['Fjell & Hearth, Returns', 'Lower Quay 3, Gate B', 'Varde'].forEach((line, i) => {
    p.text(line, MARGIN + 18, cut + 74 + i * 22, { size: 15, face: 'bold' });
  });
  p.text('From', MARGIN + 300, cut + 52, { size: 9, colour: colours.soft });
  ['Elin Brekke', 'Return R-3471'].forEach((line, i) => {
    p.text(line, MARGIN + 300, cut + 72 + i * 17, { size: 11 });
  });
  bars(p, MARGIN + 18, cut + 146, 48);
  p.text('KX-908-41', MARGIN + 18, cut + 210, { size: 10, face: 'bold', spacing: 1.5 });
  p.text('Nordpost, postage paid by us', A4.width - MARGIN - 18, cut + 210, {
    size: 9.5,
    colour: colours.soft,
    anchor: 'end',
  });
  return save();
}
