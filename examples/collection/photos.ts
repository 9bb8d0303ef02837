import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { renderAll } from './render/pool.ts';
import type { Developed } from './render/worker.ts';
import { shots } from './shots/all.ts';

const SIZE = { width: 640, height: 480, rays: 4 };

/** The picture a phone held upright would store: pixels on their side and a note to turn them. */
const SIDEWAYS = 'customer-photos/IMG_2102';

/** An invented place in the open Atlantic: something for the privacy filter to remove. */
const PLACED = 'customer-photos/IMG_2041';
const GPS = {
  IFD0: { Make: 'Invented', Model: 'Pocket 3' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '41/1 30/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '38/1 15/1 0/1' },
};

export async function takePhotos(out: string, only?: RegExp): Promise<number> {
  const files = shots.map((s) => s.file).filter((f) => !only || only.test(f));
  await renderAll(files, SIZE, (d) => save(out, d));
  return files.length;
}

async function save(out: string, d: Developed): Promise<void> {
  const path = join(out, `${d.file}.jpg`);
  await mkdir(dirname(path), { recursive: true });
  let picture = sharp(d.pixels, { raw: { width: d.width, height: d.height, channels: 3 } });
  if (d.file === SIDEWAYS) picture = picture.rotate(-90).withMetadata({ orientation: 6 });
  if (d.file === PLACED) picture = picture.withExif(GPS);
  await writeFile(path, await picture.jpeg({ quality: 80, mozjpeg: true }).toBuffer());
}
