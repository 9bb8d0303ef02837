import { loadSharp } from '../support/load-sharp.ts';
import type { PicturePart } from './generator.ts';

export interface FakePictureOptions {
  readonly format?: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'tiff';
  /** Random pixels, which no encoder makes small. */
  readonly noise?: boolean;
  readonly standIn?: string;
}

/** For tests: a picture of one colour, or of none that repeats. */
export async function fakePicture(
  width: number,
  height: number,
  { format = 'png', noise = false, standIn }: FakePictureOptions = {},
): Promise<PicturePart> {
  const sharp = await loadSharp();
  const data = Buffer.alloc(width * height * 3, 120);
  if (noise) {
    // A fixed sequence (Lehmer's generator), so that sizes are the same in every run.
    let state = 1;
    for (let i = 0; i < data.length; i++) {
      state = (state * 48_271) % 2_147_483_647;
      data[i] = state;
    }
  }
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
  return { type: 'picture', bytes, mediaType: `image/${format}`, ...(standIn === undefined ? {} : { standIn }) };
}
