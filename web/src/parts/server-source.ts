import { useEffect, useState } from 'preact/hooks';
import { accessKey } from '../api/access-key.ts';
import { apiUrl, request } from '../api/request.ts';
import { useStore } from '../store/store.ts';

export interface ServerSource {
  /** For the `src` of an element; undefined until it is there. */
  readonly source: string | undefined;
  readonly failed: boolean;
  /** To be called by an element that cannot show what it got. */
  fail(): void;
}

/** What the server has under an address, for an element to show. With a key it is fetched first, as no element can send one. */
export function useServerSource(url: string | undefined): ServerSource {
  const { key } = useStore(accessKey);
  const direct = url?.startsWith('data:') ? url : key === undefined && url !== undefined ? apiUrl(url) : undefined;
  const [fetched, setFetched] = useState<string>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setFailed(url === undefined);
    if (url === undefined || direct !== undefined) return;
    const controller = new AbortController();
    let made: string | undefined;
    request(url, { signal: controller.signal })
      .then((response) => response.blob())
      .then((blob) => {
        made = URL.createObjectURL(blob);
        setFetched(made);
      })
      .catch(() => controller.signal.aborted || setFailed(true));
    return () => {
      controller.abort();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [url, direct]);
  return { source: direct ?? fetched, failed, fail: () => setFailed(true) };
}
