import { useEffect, useState } from 'preact/hooks';
import { accessKey } from '../api/access-key.ts';
import { apiUrl, request } from '../api/request.ts';
import { useStore } from '../store/store.ts';
import { Icon } from './icon.tsx';

interface PictureProps {
  /** A path of the server, or a `data:` URL. */
  readonly url: string;
  readonly side?: number;
  readonly alt: string;
  readonly eager?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** A picture of the server, fetched with the key where one is wanted; a quiet mark in its place when it cannot be had. */
export function Picture({ url, side, alt, eager = false, width, height }: PictureProps) {
  const whole = url.startsWith('data:') || side === undefined ? url : withSide(url, side);
  const { source, failed, fail } = usePictureSource(whole);
  const [seen, setSeen] = useState(false);
  if (failed) {
    return (
      <span class="picture-missing" role="img" aria-label={`${alt} (the picture cannot be shown)`}>
        <Icon name="image" size={28} />
      </span>
    );
  }
  return (
    <img
      class={seen ? 'picture seen' : 'picture'}
      src={source}
      alt={alt}
      width={width}
      height={height}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      draggable={false}
      onLoad={() => setSeen(true)}
      onError={fail}
    />
  );
}

function withSide(url: string, side: number): string {
  return `${url}${url.includes('?') ? '&' : '?'}side=${side}`;
}

function usePictureSource(url: string) {
  const { key } = useStore(accessKey);
  const direct = url.startsWith('data:') ? url : key === undefined ? apiUrl(url) : undefined;
  const [fetched, setFetched] = useState<string>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setFailed(false);
    if (direct !== undefined) return;
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
