import type { Locator } from '../../data/locator.ts';
import type { Metadata, SegmentDraft } from '../../data/segment.ts';
import { SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { cappedWarnings } from '../capped-warnings.ts';
import { pace } from '../pace.ts';
import type { Reader } from '../reader.ts';
import { findJsonError } from '../records/json-error.ts';
import { decodeText } from '../text/decode-text.ts';
import { nameWords } from '../text/name-words.ts';
import { tooMany } from '../text/text-segments.ts';
import { blockSegments } from './block-segments.ts';
import type { Block, HeadingBlock } from './blocks.ts';
import { notebookBlocks } from './notebook-blocks.ts';
import { parseNotebook } from './notebook-cells.ts';

/**
 * Jupyter notebooks (format 3 and 4): the Markdown between the cells, whose headings everything beneath stands under, the
 * code with what it printed, tables, and the pictures it drew.
 *
 * A place is the cell, counted from 1, and characters of the cell as text (`#id=cell-7&char=0,120`): its source and behind it,
 * each after an empty line, its outputs as text, tables as Markdown.
 */
export const notebookReader: Reader = {
  name: 'notebook',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const name = shownName(asset.name);
    const text = decodeText(await asset.bytes(), { name, warn: (warning) => context.warn(warning) });
    const notebook = parseNotebook(parseJson(text, name), name);
    const { title = '', language } = notebook;
    const document = {
      name,
      nameWords: [nameWords(asset.name), title].filter((words) => words !== '').join(' '),
      metadata: { ...(title ? { title } : {}), ...(language ? { language } : {}) },
    };
    const warnings = cappedWarnings(
      (warning) => context.warn(warning),
      (count) => `${count} more pictures were left out.`,
    );
    const quiet = { ...context, warn: warnings.warn };
    const blocksOf = await notebookBlocks();
    const step = pace(context.signal);
    let headings: { block: HeadingBlock; cell: string }[] = [];
    let bare = false;
    let count = 0;

    const words = (under = headings) => {
      const heading = under.map(({ block }) => block.text).join(' › ');
      return { ...(document.nameWords ? { name: document.nameWords } : {}), ...(heading ? { heading } : {}) };
    };
    /** A heading under which nothing stands is still words of the notebook. */
    function* closeHeading(level: number): Generator<SegmentDraft> {
      const last = headings.at(-1);
      if (!bare || !last || level > last.block.level) return;
      const locator: Locator = { id: last.cell, char: last.block.range };
      yield { ...draft(locator, document.metadata), words: { ...words(headings.slice(0, -1)), body: last.block.text } };
    }

    async function* drafts(): AsyncGenerator<SegmentDraft> {
      for (const [index, cell] of notebook.cells.entries()) {
        await step();
        const id = `cell-${index + 1}`;
        for (const part of parts(blocksOf(cell))) {
          if (!Array.isArray(part)) {
            yield* closeHeading(part.level);
            headings = [...headings.filter(({ block }) => block.level < part.level), { block: part, cell: id }];
            bare = true;
            continue;
          }
          for await (const segment of blockSegments(streamOf(part), document, quiet)) {
            bare = false;
            yield { ...segment, locator: { id, ...segment.locator }, words: { ...words(), ...segment.words } };
          }
        }
      }
      yield* closeHeading(0);
    }

    for await (const segment of drafts()) {
      await step();
      if (count === context.limits.maxRecords) {
        context.warn(tooMany(name, count, `id=${segment.locator.id ?? ''}`));
        break;
      }
      count++;
      yield segment;
    }
    warnings.close();
  },
};

function draft(locator: Locator, metadata: Metadata): Omit<SegmentDraft, 'words'> {
  return { kind: 'text', locator, ...(Object.keys(metadata).length > 0 ? { metadata } : {}) };
}

/** The blocks of a cell between its headings, and the headings. */
function* parts(blocks: Iterable<Block>): Generator<Block[] | HeadingBlock> {
  let open: Block[] = [];
  for (const block of blocks) {
    if (block.type !== 'heading') {
      open.push(block);
      continue;
    }
    if (open.length > 0) yield open;
    open = [];
    yield block;
  }
  if (open.length > 0) yield open;
}

async function* streamOf(blocks: readonly Block[]): AsyncGenerator<Block> {
  yield* blocks;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = findJsonError(text) ?? 0;
    const line = text.slice(0, at).split('\n').length;
    throw new SightlineError('broken-content', `${name} is not sound JSON: it goes wrong in line ${line}.`, {
      remedy: 'Save it again in Jupyter, or get it again from where it came.',
      cause: error,
    });
  }
}
