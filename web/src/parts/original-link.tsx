import { accessKey } from '../api/access-key.ts';
import { apiUrl, request } from '../api/request.ts';
import { Icon } from './icon.tsx';
import { toast } from './toasts.tsx';

/** The document itself, to keep; with a key it is fetched first, because a link cannot send one. */
export function OriginalLink({ path, name }: { readonly path: string; readonly name: string }) {
  const fetchIt = async (event: Event): Promise<void> => {
    if (accessKey.get().key === undefined) return;
    event.preventDefault();
    try {
      const url = URL.createObjectURL(await (await request(path)).blob());
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
      toast(error instanceof Error ? error.message : 'The file could not be fetched.');
    }
  };
  return (
    <a class="button" href={apiUrl(path)} download={name} onClick={fetchIt}>
      <Icon name="open" size={16} /> Original
    </a>
  );
}
