import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Settings } from '../config.ts';
import type { Sightline } from '../engine/engine.ts';
import type { ReportPictures } from '../evaluate/html-pictures.ts';
import { openImage } from '../support/open-image.ts';
import { cropRegion } from './picture-region.ts';

/** Pixels of the longer side, sharp enough for a thumbnail on a dense screen. */
const side = 320;

/** Small copies of queries' and hits' pictures for a report; what cannot be read is left out. */
export function evalPictures(
  index: Pick<Sightline, 'show'>,
  settings: Pick<Settings, 'maxPixels' | 'maxFileBytes'>,
  signal: AbortSignal,
): ReportPictures {
  const options = { maxPixels: settings.maxPixels, failOn: 'none', signal } as const;
  const orNothing = async (draw: () => Promise<Uint8Array | undefined>) => {
    if (signal.aborted) return undefined;
    try {
      const bytes = await draw();
      return bytes && { bytes, mediaType: 'image/jpeg' as const };
    } catch {
      // A picture is an extra: the report stands without it.
      return undefined;
    }
  };
  return {
    ofHit: (segmentId) =>
      orNothing(async () => {
        const [shown] = await index.show(segmentId);
        const bytes = await shown?.picture({ side: 2 * side, signal });
        return shown && bytes && small(cropRegion(await openImage(bytes, options), shown.segment));
      }),
    ofQuery: (image) =>
      orNothing(async () => {
        if (!isAbsolute(image) || (await stat(image)).size > settings.maxFileBytes) return undefined;
        return small(await openImage(await readFile(image), options));
      }),
  };
}

async function small(picture: Awaited<ReturnType<typeof openImage>>): Promise<Uint8Array> {
  return picture
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .jpeg({ quality: 72 })
    .toBuffer();
}
