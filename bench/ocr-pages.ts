import sharp from 'sharp';
import { seededRandom } from './statistics.ts';

/** A picture with text, and the text that stands on it. */
export interface TestPage {
  readonly name: string;
  /** `page`: one string in reading order; `labels`: each by itself, wherever it is read. */
  readonly expect: { readonly page: string } | { readonly labels: readonly string[] };
  readonly layout: 'page' | 'scattered';
  readonly image: Uint8Array;
}

const story = [
  'The harbour office keeps a book of every ship that has come in since 1871. Most entries are short: the name, the cargo and the',
  'hour of the tide. On 14 March 1903 the clerk, a Mrs. Agnes Holloway, wrote half a page instead. A schooner of 212 tons had',
  'arrived with no cargo at all, and with a crew of seven who would not say where they came from. They paid the fee of £3 10s in',
  'new coins, bought flour, lamp oil and forty yards of canvas, and left before the evening tide.',
  'What the clerk noticed was the paint. "Fresh on the port side only," she wrote, "and over older letters, which I could not',
  'read." She asked the pilot, Mr. Quigley, who had seen the ship twice before under two other names. He thought nothing of it;',
  'ships were sold, and owners had their fancies. But the insurance firm of Beck & Vance, at 27 Quayside, thought more of it when',
  'they saw the book nine weeks later, because a schooner of exactly 212 tons had been reported lost in February, 60 miles to the',
  'north, and they had paid out £4,850 for her.',
  'The case was heard in June. Every witness agreed about the tide, the weather and the price of flour. Nobody agreed about the',
  'ship. The judge, who had sailed as a young man, asked to see the book itself, turned to the page, and held it to the window.',
  'Beneath the ink of the evening entry there was a second, fainter line: the clerk had first written one name and then corrected',
  'it to another. She explained that the letters under the paint had come through as it dried. It is still the only entry in the',
  'book with a correction in it, and the only one that anybody ever asks to see.',
].join(' ');

/** Points; a page is A4 at 150 dots per inch. */
const dotsPerPoint = 150 / 72;
const pageSize = { width: 1240, height: 1754 };

interface Block {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly points: number;
  readonly words: readonly string[];
  readonly family?: string;
}

/** Lines of words between two margins, and where the block ends. Widths are estimated generously; the lines are ragged. */
function typeset({ x, y, width, points, words, family = 'DejaVu Serif' }: Block): { svg: string; end: number } {
  const size = points * dotsPerPoint;
  const perLine = Math.floor(width / (size * 0.6));
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > perLine) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  const rows = lines.map((text, i) => {
    const baseline = y + size + i * size * 1.45;
    return `<text x="${x}" y="${baseline}" font-size="${size}" font-family="${family}">${escaped(text)}</text>`;
  });
  return { svg: rows.join(''), end: y + lines.length * size * 1.45 };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

async function drawn(content: string, { width, height } = pageSize, ink = '#111', paper = '#fff'): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${paper}"/><g fill="${ink}">${content}</g></svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: paper }).png({ compressionLevel: 1 }).toBuffer();
}

const margin = 110;
const words = story.split(' ');

function column(points: number, family?: string): string {
  const width = pageSize.width - 2 * margin;
  return typeset({ x: margin, y: margin, width, points, words, ...(family && { family }) }).svg;
}

/** The story twice as long fills two columns. */
function twoColumns(): { svg: string; text: string } {
  const half = words.indexOf('What');
  const width = (pageSize.width - 2 * margin - 60) / 2;
  const left = typeset({ x: margin, y: margin, width, points: 10, words: words.slice(0, half + 90) });
  const x = margin + width + 60;
  const right = typeset({ x, y: margin, width, points: 10, words: words.slice(half + 90) });
  return { svg: left.svg + right.svg, text: story };
}

const chartLabels = [
  'Landings by harbour, 1995 to 2005',
  'thousand tonnes',
  ...['Ostend', 'Brixham', 'Skagen', 'Vigo', 'Peterhead', 'Cuxhaven'],
  ...['0', '25', '50', '75', '100', '125', '150'],
  ...['34.2', '118.7', '96', '141.3', '72.5', '8.9'],
  'Source: own figures; Vigo from 1998 on',
];

/** Bars with small labels, one of them standing on end. The picture is as large as charts on web pages are. */
function chart(size: number): string {
  const names = chartLabels.slice(2, 8);
  const ticks = chartLabels.slice(8, 15);
  const values = chartLabels.slice(15, 21);
  const label = (x: number, y: number, text: string, more = '') =>
    `<text x="${x}" y="${y}" font-size="${size}" font-family="DejaVu Sans" ${more}>${text}</text>`;
  const bars = values.map((value, i) => {
    const height = (Number(value) / 150) * 240;
    const x = 80 + i * 85;
    return `<rect x="${x}" y="${330 - height}" width="50" height="${height}" fill="#4a7fb5"/>${label(x + 25, 324 - height, value, 'text-anchor="middle"')}${label(x + 25, 330 + 1.4 * size, names[i] ?? '', 'text-anchor="middle"')}`;
  });
  const lines = ticks.map((tick, i) => {
    const y = 330 - i * 40;
    return `<path d="M70 ${y}H590" stroke="#ddd"/>${label(64, y + size / 3, tick, 'text-anchor="end"')}`;
  });
  return `${lines.join('')}${bars.join('')}${label(20, 30, chartLabels[0] ?? '', 'font-weight="bold"')}${label(22, 200, chartLabels[1] ?? '', 'text-anchor="middle" transform="rotate(-90 22 200)"')}${label(20, 385, chartLabels.at(-1) ?? '')}`;
}

/** Noise of a sensor: normal, the same at every run. */
async function noisy(image: Buffer, spread: number): Promise<Buffer> {
  const random = seededRandom(11);
  const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let i = 0; i < data.length; i += info.channels) {
    // Box and Muller; the colours of a pixel get the same.
    const noise = spread * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    for (let j = 0; j < info.channels; j++) data[i + j] = Math.max(0, Math.min(255, (data[i + j] as number) + noise));
  }
  const raw = { width: info.width, height: info.height, channels: info.channels };
  return sharp(data, { raw }).png({ compressionLevel: 1 }).toBuffer();
}

/** Paper under a lamp: bright at one corner, dark at the other, tilted, a little out of focus, grainy, and compressed. */
async function photographed(image: Buffer): Promise<Buffer> {
  const tilted = await sharp(image).rotate(2.2, { background: '#cfc8bb' }).toBuffer();
  const { width = 0, height = 0 } = await sharp(tilted).metadata();
  const light = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#5a5248"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`;
  const lit = await sharp(tilted)
    .composite([{ input: Buffer.from(light), blend: 'multiply' }])
    .blur(0.9)
    .png({ compressionLevel: 1 })
    .toBuffer();
  return sharp(await noisy(lit, 8))
    .jpeg({ quality: 60 })
    .toBuffer();
}

const turned = (image: Buffer, degrees: number) =>
  sharp(image).rotate(degrees, { background: '#fff' }).png().toBuffer();

/** The pages that text recognition is measured on; the same at every run on a machine with the DejaVu fonts. */
export async function testPages(): Promise<TestPage[]> {
  const page = await drawn(column(11));
  const columns = twoColumns();
  const columnPage = await drawn(columns.svg);
  const small = { width: 620, height: 400 };
  const one = (name: string, image: Uint8Array, layout: TestPage['layout'] = 'page'): TestPage => ({
    name,
    expect: { page: story },
    layout,
    image,
  });
  const labels = async (name: string, size: number): Promise<TestPage> => ({
    name,
    expect: { labels: chartLabels },
    layout: 'scattered',
    image: await drawn(chart(size), small, '#333'),
  });
  return [
    one('14 points', await drawn(column(14))),
    one('11 points', page),
    one('8 points', await drawn(column(8))),
    one('6 points', await drawn(column(6))),
    one('11 points, sans serif, as a picture', await drawn(column(11, 'DejaVu Sans')), 'scattered'),
    one('turned by 1°', await turned(page, 1)),
    one('turned by 3°', await turned(page, 3)),
    one('turned by 8°', await turned(page, 8)),
    one('turned by 90°', await turned(page, 90)),
    one('turned by 180°', await turned(page, 180)),
    one('turned by 270°', await turned(page, 270)),
    one('noise', await noisy(page, 60)),
    one('strong noise', await noisy(page, 110)),
    one('low contrast', await drawn(column(11), pageSize, '#a8a8a8', '#c4c4c4')),
    one('light on dark', await drawn(column(11), pageSize, '#e8e8e8', '#1c2430')),
    one('blurred', await sharp(page).blur(2).png().toBuffer()),
    one('strongly blurred', await sharp(page).blur(3.2).png().toBuffer()),
    one('JPEG, quality 8', await sharp(page).jpeg({ quality: 8 }).toBuffer()),
    one('fax, 75 dots per inch', await sharp(page).resize({ width: 620 }).png().toBuffer()),
    one('photographed', await photographed(page)),
    one('photographed, as a picture', await photographed(page), 'scattered'),
    one('two columns', columnPage),
    one('two columns, turned by 3°', await turned(columnPage, 3)),
    one('two columns, photographed', await photographed(columnPage)),
    await labels('chart, labels of 14 pixels', 14),
    await labels('chart, labels of 11 pixels', 11),
    await labels('chart, labels of 9 pixels', 9),
  ];
}
