import type { QueryPicture } from '../address/address.ts';
import { holdPicture } from '../search/held-pictures.ts';

/** Whether something is dragged from another page that may be a picture: a link, or a picture that is no file here. */
export function isFromPage(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('text/uri-list') ?? false;
}

/** The address of what was dragged from another page; a picture's own where it stood in a link. */
export function draggedAddress(transfer: DataTransfer | null): string | undefined {
  // Read by a document that loads and runs nothing.
  const page = new DOMParser().parseFromString(transfer?.getData('text/html') ?? '', 'text/html');
  const picture = page.querySelector('img')?.getAttribute('src') ?? '';
  if (/^(?:https?:\/\/|data:image\/)/i.test(picture)) return picture;
  const [first] = (transfer?.getData('text/uri-list') ?? '')
    .split(/\r?\n/)
    .filter((line) => line && !line.startsWith('#'));
  return first !== undefined && /^https?:\/\//i.test(first) ? first : undefined;
}

/** A picture at an address is fetched by the server; one that is all in its address is held here. */
export async function pictureAt(url: string): Promise<QueryPicture> {
  if (!url.startsWith('data:')) return { from: 'url', name: url };
  const [head = '', body = ''] = url.split(',', 2);
  const bytes = head.endsWith(';base64')
    ? Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0))
    : new TextEncoder().encode(decodeURIComponent(body));
  return holdPicture(new Blob([bytes], { type: /^data:([^;,]+)/.exec(head)?.[1] ?? '' }), 'Dropped picture');
}
