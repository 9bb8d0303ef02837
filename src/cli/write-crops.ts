import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config.ts';
import type { Sightline } from '../engine/engine.ts';
import { reasonOf, SightlineError } from '../support/errors.ts';

/**
 * Writes the evidence of segments as pictures into a folder, a file each named by the segment's id, and gives the path for
 * each id; those that have nothing to look at are left out.
 */
export async function writeCrops(
  index: Sightline,
  segmentIds: readonly string[],
  folder: string,
  settings: Pick<Settings, 'maxPixels'>,
): Promise<ReadonlyMap<string, string>> {
  const written = new Map<string, string>();
  for (const id of new Set(segmentIds)) {
    const [shown] = await index.show(id);
    const bytes = await shown?.picture();
    if (!shown || !bytes) continue;
    const { openImage } = await import('../support/open-image.ts');
    const { cropRegion } = await import('./picture-region.ts');
    const file = join(folder, `${id}.png`);
    try {
      const upright = await openImage(bytes, { maxPixels: settings.maxPixels, failOn: 'none' });
      const png = await cropRegion(upright, shown.segment).png().toBuffer();
      await mkdir(folder, { recursive: true });
      await writeFile(file, png);
      written.set(id, file);
    } catch (error) {
      throw new SightlineError('unreadable-file', `The evidence cannot be written to ${folder}: ${reasonOf(error)}.`, {
        remedy: 'Name a folder that may be written.',
        cause: error,
      });
    }
  }
  return written;
}
