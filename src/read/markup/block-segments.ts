import { formatLocator } from '../../data/locator.ts';
import type { Metadata, SegmentDraft, SegmentKind, Words } from '../../data/segment.ts';
import { pace } from '../pace.ts';
import type { ReadContext } from '../reader.ts';
import { nameWords } from '../text/name-words.ts';
import type { PassageSize } from '../text/passage-size.ts';
import { passages } from '../text/passages.ts';
import { rowGroups } from '../text/table-parts.ts';
import { tooMany } from '../text/text-segments.ts';
import type { Block, HeadingBlock, ImageBlock, TableBlock } from './blocks.ts';
import { documentPictures } from './document-pictures.ts';
import { type SourceRange, sourceText } from './source-text.ts';

export interface BlockDocument {
  /** The document's name, for messages. */
  readonly name: string;
  /** Words of its name and title, for every segment. */
  readonly nameWords: string;
  readonly metadata?: Metadata;
  /** Where in the whole source an offset of the blocks lies; the same place unless told. */
  readonly place?: (offset: number) => number;
}

/** Text under one heading is handed on after so many characters, so that a long page is not gathered whole. */
const sectionChars = 50_000;

/**
 * Segments made of a page's blocks: the text under each heading packed into passages, each table (cut between rows when it is
 * long) and each picture on its own, all with the headings they stand under and their character range in the source.
 */
export async function* blockSegments(
  blocks: AsyncIterable<Block>,
  document: BlockDocument,
  context: ReadContext,
): AsyncGenerator<SegmentDraft, void, undefined> {
  const pictures = documentPictures(context);
  const step = pace(context.signal);
  let headings: HeadingBlock[] = [];
  /** The last heading, while nothing has come under it. */
  let bare: HeadingBlock | undefined;
  let section = sourceText();

  const draft = (kind: SegmentKind, range: SourceRange, words: Words, under = headings): SegmentDraft => {
    const heading = under.map((item) => item.text).join(' › ');
    const char = { start: document.place?.(range.start) ?? range.start, end: document.place?.(range.end) ?? range.end };
    return {
      kind,
      locator: { char },
      words: { ...(document.nameWords ? { name: document.nameWords } : {}), ...(heading ? { heading } : {}), ...words },
      ...(document.metadata ? { metadata: document.metadata } : {}),
    };
  };

  function* closeSection(): Generator<SegmentDraft> {
    for (const passage of passages(section.text, context.passage))
      yield draft('text', section.range(passage.start, passage.end), { body: passage.text });
    section = sourceText();
  }
  /** A heading under which nothing stands is still words of the page. */
  function* closeHeading(level: number): Generator<SegmentDraft> {
    if (bare && level <= bare.level) yield draft('text', bare.range, { body: bare.text }, headings.slice(0, -1));
  }
  const addText = (text: string, range: SourceRange) => {
    if (section.length > 0) section.append('\n\n', range.start, range.start);
    section.append(text, range.start, range.end);
  };

  async function* drafts(): AsyncGenerator<SegmentDraft> {
    for await (const block of blocks) {
      await step();
      if (block.type === 'heading') {
        yield* closeSection();
        yield* closeHeading(block.level);
        headings = [...headings.filter((item) => item.level < block.level), block];
        bare = block;
        continue;
      }
      bare = undefined;
      if (block.type === 'text') {
        const [first] = block.text.pieces();
        if (section.length > 0 && first) section.append(block.tight ? '\n' : '\n\n', first.start, first.start);
        section.appendAll(block.text);
        if (section.length > sectionChars) yield* closeSection();
      } else if (block.type === 'table') {
        for (const part of parts(block, context.passage))
          yield draft('table', part.range, { body: part.body, ...(block.caption ? { caption: block.caption } : {}) });
      } else {
        const at = draft('image', block.range, {}).locator;
        const picture = await pictures.load(block.reference, document.name, formatLocator(at));
        if (picture) yield { ...draft('image', block.range, imageWords(block)), picture };
        else {
          // What is said of a picture that is not there is still said.
          const said = block.caption ?? (/\S+\s+\S+\s+\S+/.test(block.alt ?? '') ? block.alt : undefined);
          if (said) addText(said, block.range);
        }
      }
    }
    yield* closeSection();
    yield* closeHeading(0);
  }

  let count = 0;
  for await (const segment of drafts()) {
    await step();
    if (count === context.limits.maxRecords) {
      context.warn(tooMany(document.name, count, formatLocator(segment.locator).slice(1)));
      break;
    }
    count++;
    yield segment;
  }
  pictures.close();
}

function imageWords(block: ImageBlock): Words {
  const name = /^data:/i.test(block.reference) ? '' : nameWords(block.reference);
  return {
    ...(name ? { name } : {}),
    ...(block.caption ? { caption: block.caption } : {}),
    ...(block.alt ? { alt: block.alt } : {}),
  };
}

/** The table whole when it is short enough, else in groups of rows under the repeated header. */
function* parts(table: TableBlock, size: PassageSize): Generator<{ body: string; range: SourceRange }> {
  const groups = [...rowGroups(table.rows, (row) => row.text, size)];
  for (const [i, group] of (groups.length > 0 ? groups : [[]]).entries()) {
    const body = [table.head, ...group.map((row) => row.text)].filter((line) => line !== '').join('\n');
    // The first part begins with the table, header and caption included; the last one ends with it.
    const start = i === 0 ? table.range.start : (group[0]?.range.start ?? table.range.start);
    const end = i >= groups.length - 1 ? table.range.end : (group.at(-1)?.range.end ?? table.range.end);
    yield { body, range: { start, end } };
  }
}
