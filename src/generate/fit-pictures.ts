import { mapConcurrent } from '../support/concurrency.ts';
import { throwIfAborted } from '../support/errors.ts';
import { fitPicture } from './fit-picture.ts';
import type { GeneratorLimits, Message, PicturePart, TextPart } from './generator.ts';

/** Where a picture stands: the message's number and the part's. */
interface PlacedPicture {
  readonly place: string;
  readonly part: PicturePart;
}

/** Pictures in work at once: each takes a core. */
const concurrency = 2;

/**
 * The messages with pictures that a model takes: not more of them, none larger or heavier, all in a format and of a
 * content that can be decoded. Those that are too many or broken give way to their stand-ins, or to nothing. The first
 * pictures of the last message are kept first, as the question's own picture and the best evidence stand there.
 *
 * @throws SightlineError 'cancelled'.
 */
export async function fitPictures(
  messages: readonly Message[],
  limits: Pick<GeneratorLimits, 'pictures' | 'pictureSide' | 'pictureBytes'>,
  signal?: AbortSignal,
): Promise<Message[]> {
  throwIfAborted(signal);
  const kept = new Map<string, PicturePart>();
  const fit = async ({ place, part }: PlacedPicture, stop: AbortSignal) =>
    [place, await fitPicture(part, limits, stop)] as const;
  if (limits.pictures > 0) {
    for await (const [place, part] of mapConcurrent(mostWantedFirst(messages), concurrency, fit, signal)) {
      if (part) kept.set(place, part);
      if (kept.size >= limits.pictures) break;
    }
  }
  return messages.map((message, m) => {
    if (message.role !== 'user') return message;
    const parts = message.parts.flatMap((part, p): (TextPart | PicturePart)[] => {
      if (part.type === 'text') return [part];
      const shown = kept.get(placeOf(m, p));
      if (shown) return [shown];
      return part.standIn ? [{ type: 'text', text: part.standIn }] : [];
    });
    return { ...message, parts };
  });
}

function mostWantedFirst(messages: readonly Message[]): PlacedPicture[] {
  const placed = messages.map((message, m) =>
    message.role === 'user'
      ? message.parts.flatMap((part, p) => (part.type === 'picture' ? [{ place: placeOf(m, p), part }] : []))
      : [],
  );
  return placed.reverse().flat();
}

function placeOf(message: number, part: number): string {
  return `${message}.${part}`;
}
