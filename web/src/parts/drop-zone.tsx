import { useEffect, useState } from 'preact/hooks';
import type { Address } from '../address/address.ts';
import { addPictures, isPictureUrl, searchByFiles } from '../search/give-pictures.ts';
import { draggedAddress, isFromPage, pictureAt } from './dropped-picture.ts';
import { Icon } from './icon.tsx';
import { toast } from './toasts.tsx';

interface DropZoneProps {
  readonly view: Address['view'];
  readonly readOnly: boolean;
}

/** The whole page takes what is dropped or pasted: a picture to search by, or files for the collection. */
export function DropZone({ view, readOnly }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const adds = view === 'collection' && !readOnly;
  const takes = view === 'search' || adds;
  useEffect(() => {
    let depth = 0;
    const give = (files: readonly File[]): void => {
      if (adds) void import('../collection/upload-run.ts').then((part) => part.upload(files));
      else if (takes) void searchByFiles(files);
    };
    const giveAddress = async (url: string | undefined): Promise<void> => {
      if (url !== undefined && adds) await (await import('../collection/upload-run.ts')).addAddresses([url]);
      else if (url !== undefined) addPictures([await pictureAt(url)]);
    };
    // What is dragged within the page is no gift to it.
    let ownDrag = false;
    const withFiles = ({ dataTransfer }: DragEvent): boolean =>
      !ownDrag && ((dataTransfer?.types.includes('Files') ?? false) || isFromPage(dataTransfer));
    const modal = (): boolean => document.querySelector('dialog[open]') !== null;
    const enter = (event: DragEvent): void => {
      if (!withFiles(event) || modal()) return;
      depth++;
      setOver(takes);
    };
    const leave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent): void => {
      if (withFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      depth = 0;
      setOver(false);
      if (!withFiles(event)) return;
      event.preventDefault();
      if (modal() || !takes) return;
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) give(files);
      else giveAddress(draggedAddress(event.dataTransfer)).catch(() => toast('That picture could not be read.'));
    };
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (files.length === 0 && view === 'search' && !modal() && isPictureUrl(text)) {
        event.preventDefault();
        addPictures([{ from: 'url', name: text }]);
        return;
      }
      if (files.length === 0 || modal()) return;
      event.preventDefault();
      give(files);
    };
    const start = (): void => {
      ownDrag = true;
    };
    const end = (): void => {
      ownDrag = false;
    };
    const listeners = { dragstart: start, dragend: end, dragenter: enter, dragleave: leave, dragover: hover, drop };
    for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name as 'drop', listener);
    document.addEventListener('paste', paste);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name as 'drop', listener);
      document.removeEventListener('paste', paste);
    };
  }, [view, adds, takes]);
  if (!over) return null;
  return (
    <div class="drop-zone" aria-hidden="true">
      <div>
        <Icon name={adds ? 'upload' : 'image'} size={40} />
        <strong>{adds ? 'Drop to add to the collection' : 'Drop to search by this picture'}</strong>
      </div>
    </div>
  );
}
