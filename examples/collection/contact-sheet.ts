// All finished pictures of one folder on one sheet, to look at: npx tsx contact-sheet.ts FOLDER SHEET.png
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const [, , folder = '', sheet = 'sheet.png'] = process.argv;
const WIDTH = 400;
const HEIGHT = 300;
const COLUMNS = 4;

const files = (await readdir(folder)).filter((f) => /\.(jpg|png)$/.test(f)).sort();
const tiles = await Promise.all(
  files.map(async (f, i) => ({
    input: await sharp(join(folder, f)).rotate().resize(WIDTH, HEIGHT, { fit: 'contain' }).toBuffer(),
    left: (i % COLUMNS) * WIDTH,
    top: Math.floor(i / COLUMNS) * HEIGHT,
  })),
);
await sharp({
  create: {
    width: WIDTH * COLUMNS,
    height: HEIGHT * Math.ceil(files.length / COLUMNS),
    channels: 3,
    background: '#ffffff',
  },
})
  .composite(tiles)
  .png()
  .toFile(sheet);
