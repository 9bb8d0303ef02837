import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import sharp from 'sharp';
import { seededRandom } from './statistics.ts';

/** Where the development data keeps pictures, and how many of each are taken: 1,000 photos, products and charts in all. */
const sources = [
  { folder: 'flickr_dev500/images', take: 500 },
  { folder: 'tiny_coco100', take: 100 },
  { folder: 'grocery_dev/test', take: 260 },
  { folder: 'opencqa_val150/chart_images', take: 140 },
] as const;

/** Absolute paths of the real pictures under the data folder, in the same order at every run. */
export async function realPictures(data: string): Promise<string[]> {
  const found: string[] = [];
  for (const { folder, take } of sources) {
    const entries = await readdir(join(data, folder), { recursive: true, withFileTypes: true });
    const pictures = entries
      .filter((entry) => entry.isFile() && /\.(jpe?g|png)$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    found.push(...pictures.slice(0, take));
  }
  return found;
}

/** Copies the pictures into one folder, evenly chosen when there are more than `count`. Gives how many there are then. */
export async function copyPictures(data: string, target: string, count: number): Promise<number> {
  const all = await realPictures(data);
  const total = Math.min(count, all.length);
  await mkdir(target, { recursive: true });
  for (let i = 0; i < total; i++) {
    const file = all[Math.floor((i * all.length) / total)] as string;
    await copyFile(file, join(target, `${String(i).padStart(4, '0')}${extname(file).toLowerCase()}`));
  }
  return total;
}

/**
 * Makes `count` distinct JPEG files from the real pictures: each time round them, another crop of 75 to 95 % of the sides
 * with another brightness and colour.
 */
export async function variedPictures(data: string, target: string, count: number): Promise<void> {
  const originals = await realPictures(data);
  await mkdir(target, { recursive: true });
  const random = seededRandom(5);
  for (let start = 0; start < count; start += 8) {
    const batch = Array.from({ length: Math.min(8, count - start) }, (_, i) => ({
      file: originals[(start + i) % originals.length] as string,
      name: `${String(start + i).padStart(5, '0')}.jpg`,
      share: 0.75 + 0.2 * random(),
      left: random(),
      top: random(),
      brightness: 0.8 + 0.4 * random(),
      hue: Math.floor(random() * 360),
    }));
    await Promise.all(
      batch.map(async ({ file, name, share, left, top, brightness, hue }) => {
        const { width, height } = await sharp(file).metadata();
        const crop = { width: Math.max(1, Math.floor(width * share)), height: Math.max(1, Math.floor(height * share)) };
        const picture = await sharp(file)
          .extract({
            ...crop,
            left: Math.floor(left * (width - crop.width)),
            top: Math.floor(top * (height - crop.height)),
          })
          .flatten({ background: '#ffffff' })
          .modulate({ brightness, hue })
          .jpeg({ quality: 85 })
          .toBuffer();
        await writeFile(join(target, name), picture);
      }),
    );
  }
}
