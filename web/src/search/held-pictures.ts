import type { QueryPicture } from '../address/address.ts';
import { apiUrl } from '../api/request.ts';
import type { QueryPictureBody } from '../api/types.ts';

/** A picture that a person gave to search by. */
export interface HeldPicture {
  readonly name: string;
  /** Encoded, as a `data:` URL. */
  readonly data: string;
  /** Of the upright picture; absent for formats that the browser cannot show, such as HEIC. */
  readonly width?: number;
  readonly height?: number;
}

/** Larger pictures are made smaller before they are sent: no model looks at more pixels than this side has. */
const longestSide = 2048;
const mostBytesAsIs = 3_000_000;

const held = new Map<string, HeldPicture>();
const place = (token: string): string => `sightline.picture.${token}`;

/** Keeps a picture in this browser; the token stands for it in the page's address. */
export async function holdPicture(file: Blob, name: string): Promise<QueryPicture> {
  const picture = await prepare(file, name);
  const token = await tokenOf(picture.data);
  held.set(token, picture);
  try {
    sessionStorage.setItem(place(token), JSON.stringify(picture));
  } catch {
    // Too large to survive a reload; it lasts as long as the page does.
  }
  return { from: 'held', name: token };
}

export function heldPicture(token: string): HeldPicture | undefined {
  const known = held.get(token);
  if (known) return known;
  try {
    const kept = sessionStorage.getItem(place(token));
    if (kept === null) return undefined;
    const picture = JSON.parse(kept) as HeldPicture;
    held.set(token, picture);
    return picture;
  } catch {
    return undefined;
  }
}

/** What the server is sent for it; undefined when this browser no longer holds it. */
export function pictureBody({ from, name, region }: QueryPicture): QueryPictureBody | undefined {
  const part = region ? { region } : {};
  if (from === 'segment') return { segment: name, ...part };
  if (from === 'url') return { url: name, ...part };
  const picture = heldPicture(name);
  return picture && { data: picture.data, ...part };
}

/** Where its pixels can be seen; undefined for a URL elsewhere, which the page may not load, and for what is gone. */
export function pictureAddress({ from, name }: QueryPicture, side: number): string | undefined {
  if (from === 'segment') return `api/segments/${encodeURIComponent(name)}/picture?side=${side}`;
  if (from === 'held') return heldPicture(name)?.data;
  return undefined;
}

export function isServed(url: string): boolean {
  return !url.startsWith('data:') && apiUrl(url).startsWith(new URL(document.baseURI).origin);
}

async function prepare(file: Blob, name: string): Promise<HeldPicture> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return { name, data: await asDataUrl(file) };
  try {
    const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
    const width = Math.round(bitmap.width * scale);
    const height = Math.round(bitmap.height * scale);
    if (scale === 1 && file.size <= mostBytesAsIs) return { name, data: await asDataUrl(file), width, height };
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
    const smaller = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
    return { name, data: await asDataUrl(smaller), width, height };
  } finally {
    bitmap.close();
  }
}

function asDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The picture could not be read.'));
    reader.readAsDataURL(blob);
  });
}

/** The same picture has the same token, so that it is kept once. */
async function tokenOf(data: string): Promise<string> {
  // Pages over plain HTTP on another host have no crypto.subtle.
  if (!crypto.subtle) return Math.random().toString(36).slice(2, 14);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(data));
  return [...new Uint8Array(digest, 0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
