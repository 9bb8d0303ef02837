import type { ImageProcessor, RawImage } from '@huggingface/transformers';
import type { Pixels } from '../data/picture.ts';
import { fitToModel, preprocessorConfig } from '../embed/picture-preprocessing.ts';
import { SightlineError } from '../support/errors.ts';
import { loadSharp } from '../support/load-sharp.ts';
import { imageError, openImage } from '../support/open-image.ts';

type Library = typeof import('@huggingface/transformers');

/** Width times height of what is decoded. */
const maxPixels = 268_402_689;
/** No model here looks closer. Longer side in pixels of what is kept of a picture. */
const mostSide = 4096;

/** An encoded picture as pixels: upright, on white, in sRGB, not larger than any model looks at. */
export async function decodePicture(bytes: Uint8Array, signal?: AbortSignal): Promise<Pixels> {
  try {
    const image = await openImage(bytes, { maxPixels, failOn: 'none', ...(signal ? { signal } : {}) });
    const { data, info } = await image
      .flatten({ background: '#ffffff' })
      .resize(mostSide, mostSide, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (error) {
    throw imageError(error, 'The picture');
  }
}

/** Width and height of an encoded picture as it is shown, upright, in its own pixels. */
export async function shownSize(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  try {
    const { width, height, autoOrient } = await (await openImage(bytes, { maxPixels, failOn: 'none' })).metadata();
    return { width: autoOrient.width ?? width, height: autoOrient.height ?? height };
  } catch (error) {
    throw imageError(error, 'The picture');
  }
}

/**
 * Takes scaling and cropping away from a processor of the library, which scales without antialiasing, and leaves it the
 * normalising: its pictures come from {@link fixedView}.
 *
 * @returns the size of what the model sees, in pixels.
 */
export function takeOverScaling(processor: ImageProcessor, model: string): { width: number; height: number } {
  const { width, height } = viewOf(processor, model).input;
  Object.assign(processor, { do_resize: false, do_center_crop: false, do_thumbnail: false });
  return { width, height };
}

/**
 * Longer side in pixels of pictures for a view of that size. It is square, and pictures are not: at twice its side those of
 * up to two to one still have every pixel that is seen along their shorter side.
 */
export function sideForView({ width, height }: { readonly width: number; readonly height: number }): number {
  return 2 * Math.max(width, height);
}

/** The picture at exactly the size that its model sees. */
export async function fixedView(
  pixels: Pixels,
  library: Library,
  processor: ImageProcessor,
  model: string,
): Promise<RawImage> {
  const config = viewOf(processor, model);
  const { width, height } = config.input;
  return new library.RawImage(await fitToModel(pixels, config), width, height, 3);
}

function viewOf(processor: ImageProcessor, model: string) {
  const parsed = preprocessorConfig.safeParse(processor.config);
  if (parsed.success) return parsed.data;
  throw new SightlineError('model-missing', `The preprocessor_config.json of local:${model} cannot be used here.`, {
    remedy: 'It should give size, image_mean and image_std; export the model again, or choose another one.',
    cause: parsed.error,
  });
}

/** How the Idefics3 family looks at a picture: whole, and in square tiles. */
export interface Tiling {
  /** Side of a tile in pixels. */
  readonly tile: number;
  /** Longest side in pixels of a picture that is cut into tiles. */
  readonly longest: number;
}

/**
 * Width and height that a picture is brought to: multiples of a tile. A picture is not made larger than the next whole
 * tile, as its own pixels are all there is to see: small ones are seen whole, at a tenth of the tokens.
 */
export function tiledSize(
  { width, height }: { readonly width: number; readonly height: number },
  { tile, longest }: Tiling,
  detail?: 'low' | 'high',
): { width: number; height: number; tiles: number } {
  const wholeTiles = (length: number): number => Math.max(tile, Math.ceil(length / tile) * tile);
  const limit = detail === 'low' ? tile : Math.max(tile, Math.floor(longest / tile) * tile);
  const long = Math.min(limit, wholeTiles(Math.max(width, height)));
  const short = wholeTiles(Math.floor((long * Math.min(width, height)) / Math.max(width, height)));
  const size = width >= height ? { width: long, height: short } : { width: short, height: long };
  const tiles = (size.width * size.height) / tile ** 2;
  return { ...size, tiles: tiles > 1 ? tiles + 1 : 1 };
}

/** The picture at that size, antialiased; proportions are not kept, as families that cut pictures up do not keep them. */
export async function resizedView(
  { data, width, height }: Pixels,
  library: Library,
  size: { readonly width: number; readonly height: number },
): Promise<RawImage> {
  const sharp = await loadSharp();
  const seen = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  return new library.RawImage(seen, size.width, size.height, 3);
}
