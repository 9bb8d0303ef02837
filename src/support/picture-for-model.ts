import { imageError, openImage } from './open-image.ts';

/** A picture of any format as models take it: upright, on white, sRGB, without its metadata (and so without its position). */
export async function pictureForModel(
  bytes: Uint8Array,
  { side, maxPixels, signal }: { readonly side: number; readonly maxPixels: number; readonly signal?: AbortSignal },
): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }> {
  try {
    const image = await openImage(bytes, { maxPixels, failOn: 'none', ...(signal ? { signal } : {}) });
    const jpeg = await image
      .flatten({ background: '#ffffff' })
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .jpeg({ quality: 88 })
      .toBuffer();
    return { bytes: jpeg, mediaType: 'image/jpeg' };
  } catch (error) {
    throw imageError(error, 'The picture');
  }
}
