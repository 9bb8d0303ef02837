import type { MetadataValue } from '../../data/segment.ts';

const ending = /\.(?:apng|avif|bmp|gif|heic|heif|jfif|jpe?g|png|svg|tiff?|webp)(?:[?#]\S*)?$/i;

/** Whether a path or URL ends like that of a picture. */
export function hasPictureEnding(reference: string): boolean {
  return reference.length < 2100 && ending.test(reference);
}

/** Whether a value can be a picture's path or URL; in a column called `image`, an address without an extension can. */
export function looksLikePicture(reference: string): boolean {
  if (/^data:image\//i.test(reference)) return true;
  return (
    hasPictureEnding(reference) ||
    /^https?:\/\/\S+$/i.test(reference) ||
    /^[^\s/\\]+(?:[/\\][^\s/\\]+)+$/.test(reference)
  );
}

/**
 * The pictures a value names: one path or URL, a list of them, or several in one text (`a.jpg;b.jpg`, `["a.jpg", "b.jpg"]`),
 * which is taken apart only when each piece ends like a picture.
 */
export function pictureReferences(value: MetadataValue | undefined): string[] {
  if (value === undefined || typeof value === 'boolean' || typeof value === 'number') return [];
  if (typeof value !== 'string') return value.map((item) => item.trim()).filter((item) => item !== '');
  const text = value.trim();
  if (text === '' || /^data:/i.test(text) || text.length > 20_000) return text === '' ? [] : [text];
  const bare = /^\[.*\]$/s.test(text) ? text.slice(1, -1) : text;
  for (const separator of [/\s*[|;\n]\s*/, /\s*,\s*/, /\s+/]) {
    const pieces = bare
      .split(separator)
      .map((piece) => piece.replace(/^["']|["']$/g, ''))
      .filter((piece) => piece !== '');
    if ((pieces.length > 1 || bare !== text) && pieces.every((piece) => hasPictureEnding(piece) && !/["']/.test(piece)))
      return pieces;
  }
  return [text];
}
