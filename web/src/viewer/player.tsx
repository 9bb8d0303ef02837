import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Citation, ShownSegment } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { clockWords, shortName } from '../parts/place-text.ts';
import { useServerSource } from '../parts/server-source.ts';

interface PlayerProps {
  readonly segment: ShownSegment;
  readonly citation: Citation | undefined;
}

/** A recording at the right second; who pressed a citation hears it at once. */
export function Player({ segment, citation }: PlayerProps) {
  const time = citation?.locator.time ?? segment.locator.time;
  const start = time?.startSeconds ?? 0;
  const { source, failed: missing } = useServerSource(segment.original?.url);
  const [failed, setFailed] = useState(false);
  const element = useRef<HTMLMediaElement>(null);
  const playFrom = (seconds: number): void => {
    const media = element.current;
    if (!media) return;
    media.currentTime = seconds;
    // A browser may want a press on the player itself; it stands at the right second then.
    media.play().catch(() => undefined);
  };
  const video = segment.document.mediaType.startsWith('video/');
  const rest = {
    controls: true,
    preload: 'metadata',
    'aria-label': `Recording: ${shortName(segment.document.name)}`,
    // The end is where the browser pauses; without the fragment it would play on.
    src: source && `${source}${time ? `#t=${time.startSeconds},${time.endSeconds}` : ''}`,
    onLoadedMetadata: () => {
      if (citation) playFrom(start);
      else if (element.current && element.current.currentTime < start) element.current.currentTime = start;
    },
    onError: () => setFailed(source !== undefined),
  } as const;
  if (missing || failed) {
    return (
      <p class="notice">
        <Icon name="warning" size={14} /> {missing ? 'The recording cannot be had.' : 'This browser cannot play it.'}{' '}
        {failed && 'Save the original, and open it with another player.'}
      </p>
    );
  }
  return (
    <div class="player">
      {video ? (
        <video {...rest} ref={element as RefObject<HTMLVideoElement>} />
      ) : (
        <audio {...rest} ref={element as RefObject<HTMLAudioElement>} />
      )}
      {!source && <span class="spinner" role="status" aria-label="Loading the recording" />}
      {time && (
        <button type="button" class="button" onClick={() => playFrom(start)}>
          <Icon name="play" size={16} /> Play from {clockWords(start)}
        </button>
      )}
    </div>
  );
}
