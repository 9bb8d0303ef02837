interface Query {
  readonly id: string;
  readonly kind: 'words' | 'image' | 'image+words' | 'ocr' | 'question' | 'unanswerable';
  readonly text?: string;
  readonly image?: string;
  readonly relevant: readonly string[];
}

const product = (...ids: readonly string[]): string[] =>
  ids.flatMap((id) => [`catalogue.jsonl#id=${id}`, `products/${id}.jpg`]);

/** A place in one of the files of `documents/`. */
const office = (place: string): string => `documents/${place}`;
const manual = (page: number): string => office(`ridgeback-tent-manual.pdf#page=${page}`);
const slide = (number: number): string => office(`pricing-2026.pptx#slide=${number}`);

const asked: readonly Omit<Query, 'id'>[] = [
  { kind: 'words', text: 'dark brown wooden chair', relevant: product('MidnightOak') },
  { kind: 'words', text: 'red metal chair', relevant: product('RowanForge') },
  { kind: 'words', text: 'white chair on a beach', relevant: product('SnowPetrel') },
  { kind: 'words', text: 'red leather jacket under $200', relevant: product('CinderRider') },
  { kind: 'words', text: 'backpack with zipper', relevant: product('Packhorse40', 'FjordShell') },
  { kind: 'words', text: 'a dog next to a tent in the forest', relevant: [...product('Ridgeback'), manual(5)] },
  { kind: 'words', text: 'person in a red jacket on a snowy mountain', relevant: product('Snowline') },
  { kind: 'words', text: 'canoe on the beach at sunset', relevant: product('Loon') },
  { kind: 'words', text: 'campfire at night', relevant: [...product('EmberRing'), ...product('NightHut')] },
  { kind: 'words', text: 'yellow raincoat', relevant: product('Skerry') },
  { kind: 'words', text: 'something to sleep in between two trees', relevant: product('SwayHammock') },
  { kind: 'words', text: 'blue teapot for the stove', relevant: product('BrimKettle') },
  { kind: 'image', image: 'customer-photos/IMG_2041.jpg', relevant: product('MidnightOak') },
  { kind: 'image', image: 'customer-photos/IMG_2057.jpg', relevant: [...product('Stormhut'), slide(6)] },
  { kind: 'image', image: 'customer-photos/DSC_0183.jpg', relevant: product('Packhorse40') },
  { kind: 'image', image: 'customer-photos/IMG_2102.jpg', relevant: product('RowanForge') },
  { kind: 'image', image: 'customer-photos/DSC_0219.jpg', relevant: product('BrimKettle') },
  {
    kind: 'image',
    image: 'customer-photos/IMG_2188.jpg',
    relevant: [...product('Scree'), office('order-4127-return.eml')],
  },
  { kind: 'image+words', image: 'customer-photos/IMG_2041.jpg', text: 'but in white', relevant: product('SnowPetrel') },
  {
    kind: 'image+words',
    image: 'customer-photos/IMG_2057.jpg',
    text: 'yellow, for snow',
    relevant: product('PebbleDome'),
  },
  {
    kind: 'image+words',
    image: 'customer-photos/DSC_0183.jpg',
    text: 'in navy blue for the city',
    relevant: product('FjordShell'),
  },
  { kind: 'ocr', text: 'PX-4471', relevant: ['tickets/ticket-1042.png'] },
  { kind: 'ocr', text: 'battery firmware update failed E-207', relevant: ['tickets/ticket-1044.png'] },
  { kind: 'ocr', text: 'tracking number NP 5583 0192 77', relevant: ['tickets/ticket-1043.png'] },
  { kind: 'ocr', text: 'address not found Havnegata', relevant: ['tickets/screen-0311.png'] },
  { kind: 'ocr', text: 'motor calibration lost', relevant: ['tickets/screen-0312.png'] },
  { kind: 'ocr', text: 'tent sales by quarter', relevant: ['charts/tent-sales-2025.png'] },
  { kind: 'ocr', text: 'which category has the highest return rate', relevant: ['charts/return-rate.png'] },
  { kind: 'ocr', text: 'warranty claim of Ingrid Solvang', relevant: ['forms/warranty-claim.jpg'] },
  { kind: 'question', text: 'why does the zipper keep catching?', relevant: ['care/zipper-care.md'] },
  {
    kind: 'question',
    text: 'at what temperature does the wax melt when I re-wax my jacket?',
    relevant: ['care/rewaxing-a-canvas-jacket.md'],
  },
  { kind: 'question', text: 'how often should I oil an oak chair?', relevant: ['care/oiling-an-oak-chair.md'] },
  { kind: 'question', text: 'at what temperature do I wash a down sleeping bag?', relevant: ['care/washing-down.md'] },
  {
    kind: 'question',
    text: 'how many days do I have to return something?',
    relevant: ['care/warranty-and-returns.html'],
  },
  { kind: 'question', text: 'how long is the warranty on a tent?', relevant: ['care/warranty-and-returns.html'] },
  { kind: 'question', text: 'what does shipping a canoe cost?', relevant: ['care/shipping.html', slide(5)] },
  {
    kind: 'question',
    text: 'how much vinegar do I need to descale the kettle?',
    relevant: ['care/descaling-a-kettle.md'],
  },
  { kind: 'unanswerable', text: 'what is the capital of Mongolia', relevant: [] },
  { kind: 'unanswerable', text: 'do you ship to the moon', relevant: [] },
  { kind: 'unanswerable', text: 'who won the chess tournament last year', relevant: [] },
  { kind: 'question', text: 'what does Figure 2 of the Ridgeback manual show?', relevant: [manual(4)] },
  { kind: 'question', text: 'what is the part number of the ridge pole?', relevant: [manual(3)] },
  {
    kind: 'question',
    text: 'how tight must the bolt of the ridge joint be?',
    relevant: [manual(6), manual(7)],
  },
  {
    kind: 'question',
    text: 'what water column is left after 20 washes if the canvas is never proofed again?',
    relevant: [manual(6)],
  },
  { kind: 'question', text: 'in what wind must the canvas tent be lowered?', relevant: [manual(2)] },
  { kind: 'question', text: 'how do I get grey dots of mildew off the tent?', relevant: [manual(7)] },
  { kind: 'ocr', text: 'service sheet of Halvard Moen', relevant: [manual(8)] },
  { kind: 'question', text: 'which slide covers pricing?', relevant: [slide(3)] },
  { kind: 'question', text: 'what discount does a whole school get on tents?', relevant: [slide(4)] },
  { kind: 'question', text: 'what must a school send to get its discount?', relevant: [slide(4)] },
  { kind: 'question', text: 'what does shipping a pallet of tents cost?', relevant: [slide(5)] },
  {
    kind: 'question',
    text: 'how many Stormhut tents are on hand in the Leith warehouse?',
    relevant: [office('stock-and-suppliers.xlsx')],
  },
  {
    kind: 'question',
    text: 'what is the lead time of Skagen Down?',
    relevant: [office('stock-and-suppliers.xlsx')],
  },
  {
    kind: 'question',
    text: 'why does Elin Brekke send her boots back?',
    relevant: [office('order-4127-return.eml'), office('order-4127-return.eml/return-form.pdf')],
  },
  {
    kind: 'question',
    text: 'what is the drop-off code of return R-3471?',
    relevant: [office('order-4127-return.eml/return-form.pdf')],
  },
  { kind: 'unanswerable', text: 'what is the part number of the chimney flap of the Ridgeback tent?', relevant: [] },
  { kind: 'unanswerable', text: 'how many Stormhut tents are on hand in the Lisbon warehouse?', relevant: [] },
];

/** Judged searches: what a good engine should bring up for each. Paths are relative to files/. */
export function queryLines(): string {
  return asked.map((q, i) => JSON.stringify({ id: `q${i + 1}`, ...q })).join('\n');
}
