import type { SegmentDraft } from '../../data/segment.ts';
import { shownName } from '../../support/shown-name.ts';
import { pace } from '../pace.ts';
import type { ReadContext } from '../reader.ts';
import { nameWords } from './name-words.ts';
import { passages } from './passages.ts';

/**
 * Plain text as segments of kind `text`, located by their character range; at most `maxRecords` of them. `name` is the
 * document's name, whose words every segment carries.
 */
export async function* textSegments(text: string, name: string, context: ReadContext): AsyncGenerator<SegmentDraft> {
  const words = nameWords(name);
  const step = pace(context.signal);
  let count = 0;
  for (const passage of passages(text, context.passage)) {
    await step();
    if (count === context.limits.maxRecords) {
      context.warn(tooMany(name, count, `char=${passage.start},${text.length}`));
      return;
    }
    count++;
    yield {
      kind: 'text',
      locator: { char: { start: passage.start, end: passage.end } },
      words: { ...(words ? { name: words } : {}), body: passage.text },
    };
  }
}

/** The warning that a document held more than was read. */
export function tooMany(name: string, limit: number, at: string): { message: string; at: string } {
  return {
    message: `${shownName(name)} holds more than ${limit} segments; the rest was left out. Raise the limit of records, or split the file.`,
    at: `#${at}`,
  };
}
