import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { useServerSource } from './server-source.ts';

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
  const { source, failed, fail } = useServerSource(whole);
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
