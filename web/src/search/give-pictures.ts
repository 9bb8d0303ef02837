import { isAsked, type QueryPicture, type Question } from '../address/address.ts';
import { address, go, searchFor } from '../address/navigation.ts';
import { toast } from '../parts/toasts.tsx';
import { createStore } from '../store/store.ts';
import { holdPicture } from './held-pictures.ts';

/** More pictures than this make no better question. */
const mostPictures = 4;

/** What stands in the search field, typed and perhaps not yet asked. */
export const draftText = createStore('');

/** Whether a text is an address, and one that says itself that it is of a picture. */
export function isPictureUrl(text: string): boolean {
  return /^https?:\/\/\S+\.(?:jpe?g|png|webp|gif|avif)(?:\?\S*)?$/i.test(text);
}

export function isPicture(file: File): boolean {
  return file.type.startsWith('image/') || /\.(heic|heif|avif|tiff?|bmp)$/i.test(file.name);
}

/** Searches by pictures that were dropped, pasted, chosen or photographed, together with the words that stand there. */
export async function searchByFiles(files: readonly File[]): Promise<void> {
  const pictures = files.filter(isPicture);
  if (pictures.length === 0) {
    if (files.length > 0) {
      toast('You can search by pictures. Other files go into the collection.', {
        action: { label: 'Open the collection', run: () => go({ view: 'collection', text: '', offset: 0 }) },
      });
    }
    return;
  }
  const given: QueryPicture[] = [];
  for (const file of pictures.slice(0, mostPictures)) {
    try {
      given.push(await holdPicture(file, file.name));
    } catch {
      toast(`${file.name} could not be read.`);
    }
  }
  if (given.length > 0) addPictures(given);
}

export function addPictures(given: readonly QueryPicture[]): void {
  const now = address.get();
  if (now.view !== 'search') return;
  const { question } = now;
  const pictures = [...question.pictures, ...given].slice(-mostPictures);
  searchFor({ ...question, text: draftText.get().trim(), pictures, without: [] });
}

export function changePicture(at: number, change: (picture: QueryPicture) => QueryPicture | undefined): void {
  const now = address.get();
  if (now.view !== 'search') return;
  const pictures = now.question.pictures.flatMap((picture, index) =>
    index === at ? (change(picture) ?? []) : picture,
  );
  const next: Question = { ...now.question, pictures };
  searchFor(isAsked(next) ? next : { ...next, ask: false });
}
