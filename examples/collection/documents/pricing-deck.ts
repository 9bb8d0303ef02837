import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CREAM,
  Deck,
  defineInner,
  EMBER,
  FACE,
  grid,
  HONEY,
  INK,
  inner,
  PINE,
  remark,
  SAND,
  SOFT,
} from './deck-kit.ts';
import { withoutClock } from './fixed-zip.ts';

/** The trade terms as slides: seven, with a table, a chart, a picture and notes for the speaker. */
export async function pricingDeck(files: string): Promise<Uint8Array> {
  const deck = new Deck();
  deck.layout = 'LAYOUT_16x9';
  deck.title = 'Trade terms 2026';
  deck.author = 'Fjell & Hearth';
  // The library writes this one into XML as it is.
  deck.company = 'Fjell &amp; Hearth';
  deck.subject = 'For clubs, schools and shops';

  defineInner(deck);

  const title = deck.addSlide();
  title.background = { color: PINE };
  title.addShape('ellipse', { x: 0.6, y: 0.6, w: 0.7, h: 0.7, fill: { color: HONEY } });
  title.addShape('triangle', { x: 0.72, y: 0.72, w: 0.46, h: 0.36, fill: { color: CREAM } });
  title.addText('Fjell & Hearth', {
    x: 1.45,
    y: 0.6,
    w: 6,
    h: 0.7,
    fontFace: FACE,
    fontSize: 20,
    bold: true,
    color: CREAM,
  });
  title.addText('Trade terms 2026', {
    x: 0.6,
    y: 2,
    w: 8.8,
    h: 1,
    fontFace: 'Georgia',
    fontSize: 48,
    bold: true,
    color: CREAM,
    margin: 0,
  });
  title.addText('For clubs, schools and shops', {
    x: 0.6,
    y: 3,
    w: 8.8,
    h: 0.5,
    fontFace: FACE,
    fontSize: 22,
    color: SAND,
    margin: 0,
  });
  title.addText('Valid from 1 February to 31 December 2026', {
    x: 0.6,
    y: 4.7,
    w: 8.8,
    h: 0.4,
    fontFace: FACE,
    fontSize: 14,
    color: HONEY,
    margin: 0,
  });
  title.addNotes('Welcome everybody. Ask who has ordered from us before, and who has slept in one of our tents.');

  const agenda = inner(deck, 'What we will go through');
  const points = [
    'What you pay, from ten pieces on',
    'What schools save',
    'What the parcel costs',
    'The tent that most groups take',
    'How to order',
  ];
  agenda.addText(
    points.map((point, i) => ({
      text: point,
      options: { bullet: { type: 'number' as const, indent: 32 }, breakLine: i < points.length - 1 },
    })),
    {
      x: 0.6,
      y: 1.3,
      w: 8.8,
      h: 3.4,
      fontFace: FACE,
      fontSize: 24,
      color: INK,
      valign: 'top',
      paraSpaceAfter: 12,
      margin: 0,
    },
  );
  agenda.addNotes('Forty minutes in all, questions after each part.');

  const prices = inner(deck, 'Pricing: three tiers');
  grid(
    prices,
    [
      ['Tier', 'Pieces a year', 'Off the list price', 'Stormhut tent', 'Ridgeback tent'],
      ['Retail', '1 to 9', 'none', '$459.00', '$780.00'],
      ['Club', '10 to 24', '8 %', '$422.28', '$717.60'],
      ['Trade', '25 and more', '15 %', '$390.15', '$663.00'],
    ],
    1.35,
    [1.5, 1.8, 2, 1.75, 1.75],
  );
  remark(prices, 'A tier holds for the whole calendar year. Payment within 30 days, Trade within 45 days.', 3.65);
  prices.addNotes(
    'The tier follows the pieces of the year before, not the single order. New clubs begin in the Club tier if they promise ten pieces in writing. Canoes are never part of a tier.',
  );

  const schools = inner(deck, 'Discounts for schools');
  schools.addChart(
    'bar',
    [
      {
        name: 'Tents and sleeping bags',
        labels: ['One class', 'Two classes', 'Three to five', 'Whole school'],
        values: [10, 14, 18, 22],
      },
      {
        name: 'Lanterns and kettles',
        labels: ['One class', 'Two classes', 'Three to five', 'Whole school'],
        values: [6, 8, 10, 12],
      },
    ],
    {
      x: 0.6,
      y: 1.2,
      w: 8.8,
      h: 3.3,
      barDir: 'col',
      barGapWidthPct: 60,
      chartColors: [EMBER, '31627A'],
      showTitle: true,
      title: 'School discount by number of classes (%)',
      titleFontSize: 14,
      titleColor: SOFT,
      showLegend: true,
      legendPos: 'b',
      legendFontSize: 12,
      showValue: true,
      dataLabelFontSize: 12,
      dataLabelFormatCode: '0',
      valAxisMaxVal: 25,
      valAxisMajorUnit: 5,
      valGridLine: { color: 'E3DFD5', size: 1 },
      catAxisLabelFontSize: 12,
      valAxisLabelFontSize: 11,
      altText: 'Bar chart of the school discount, which grows with the number of classes',
    },
  );
  remark(schools, 'Instead of a tier, not on top of it.', 4.6);
  schools.addNotes(
    'A school must send a letter with its stamp and the name of the teacher in charge. Kindergartens count as schools, driving schools do not.',
  );

  const freight = inner(deck, 'Shipping costs');
  grid(
    freight,
    [
      ['Parcel', 'Cost', 'Time'],
      ['Small, up to 5 kg', '$6', '2 to 4 working days'],
      ['Large, up to 25 kg', '$19', '3 to 6 working days'],
      ['Furniture and canoes', '$85', 'by appointment, within 15 working days'],
      ['Pallet, 10 tents or more', '$140', '5 to 8 working days'],
    ],
    1.35,
    [3, 1.6, 4.2],
  );
  remark(freight, 'Small parcels are free from $120. Pallets leave the Leith warehouse on Tuesdays.', 4.1);
  freight.addNotes('Pallets need a forklift at the other end, or two strong people and a patient driver.');

  const tent = inner(deck, 'The tent that most groups take');
  const photo = await readFile(join(files, 'products', 'Stormhut.jpg'));
  tent.addImage({
    data: `image/jpeg;base64,${photo.toString('base64')}`,
    x: 0.6,
    y: 1.3,
    w: 4.6,
    h: 3.45,
    altText: 'Orange Stormhut dome tent',
  });
  tent.addText(
    [
      { text: 'Stormhut dome tent', options: { bold: true, fontSize: 20, color: EMBER, breakLine: true } },
      { text: 'Sleeps two, weighs 3.4 kg', options: { bullet: true, breakLine: true } },
      { text: 'Two crossed poles, up in six minutes', options: { bullet: true, breakLine: true } },
      { text: 'Taped seams, fly down to the ground', options: { bullet: true, breakLine: true } },
      { text: 'Every pole can be had as a spare part', options: { bullet: true } },
    ],
    {
      x: 5.5,
      y: 1.3,
      w: 3.9,
      h: 3.2,
      fontFace: FACE,
      fontSize: 16,
      color: INK,
      valign: 'top',
      paraSpaceAfter: 8,
    },
  );
  tent.addNotes(
    'Pitch the tent in the room while you talk: the record stands at five minutes and forty seconds, by a class of ten-year-olds in Varde.',
  );

  const order = inner(deck, 'How to order');
  order.addText(
    [
      {
        text: 'Write to trade@fjell-hearth.example with your list.',
        options: { bullet: { type: 'number', indent: 28 }, breakLine: true },
      },
      {
        text: 'We answer with an offer within two working days.',
        options: { bullet: { type: 'number', indent: 28 }, breakLine: true },
      },
      {
        text: 'Sign it. We reserve the pieces for three weeks.',
        options: { bullet: { type: 'number', indent: 28 }, breakLine: true },
      },
      { text: 'Choose the week of delivery.', options: { bullet: { type: 'number', indent: 28 } } },
    ],
    {
      x: 0.6,
      y: 1.3,
      w: 8.8,
      h: 2.4,
      fontFace: FACE,
      fontSize: 20,
      color: INK,
      valign: 'top',
      paraSpaceAfter: 10,
      margin: 0,
    },
  );
  order.addText('Your contact: Torunn Lie, telephone +47 555 0142', {
    x: 0.6,
    y: 4.1,
    w: 8.8,
    h: 0.6,
    fill: { color: CREAM },
    fontFace: FACE,
    fontSize: 16,
    bold: true,
    color: PINE,
    margin: 10,
  });

  const bytes = await deck.write({ outputType: 'uint8array' });
  return withoutClock(bytes as Uint8Array, '2026-01-12T08:00:00Z');
}
