import type { SegmentDraft } from '../../data/segment.ts';
import { throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { archiveContext } from '../archive/archive-pictures.ts';
import { blockSegments } from '../markup/block-segments.ts';
import type { Block } from '../markup/blocks.ts';
import { captionLabel } from '../markup/caption-label.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { nameWords } from '../text/name-words.ts';
import { attachCaptions } from './docx-captions.ts';
import { odtBlocks } from './odt-blocks.ts';
import { openOpenDocument } from './open-document.ts';

/**
 * Texts of OpenDocument (odt): passages under their headings, lists, tables, and pictures with captions and descriptions;
 * footnotes stand in brackets where their number is. Deleted text that is still tracked, indexes, headers and footers are left
 * out.
 *
 * Places are character ranges of the plain text as it is read here: paragraphs and cells in the order of the file, joined by
 * blank lines; a picture counts as one character.
 */
export const odtReader: Reader = {
  name: 'odt',
  version: 1,
  async *read(asset, context) {
    const { limits, signal } = context;
    throwIfAborted(signal);
    const warn: ReadContext['warn'] = (warning) => context.warn(warning);
    const document = openOpenDocument(await asset.bytes(), { name: asset.name, limits, signal, warn });
    const { blocks, isCaption } = odtBlocks(document);
    const captioned = attachCaptions(blocks, isCaption);
    const { properties } = document;
    const title = typeof properties.title === 'string' ? properties.title : '';
    const words = [nameWords(asset.name), title].filter((part) => part !== '').join(' ');
    const target = {
      name: shownName(asset.name),
      nameWords: words,
      ...(Object.keys(properties).length > 0 ? { metadata: properties } : {}),
    };
    async function* inOrder(): AsyncGenerator<Block> {
      yield* captioned;
    }
    for await (const draft of blockSegments(inOrder(), target, archiveContext(context, document.archive)))
      yield finished(draft, words);
  },
};

/** A picture goes by the document's name, as its file in the archive is called by a number. */
function finished(draft: SegmentDraft, name: string): SegmentDraft {
  const { name: _, ...words } = draft.words;
  const label = captionLabel(words.caption);
  return {
    ...draft,
    words: name ? { name, ...words } : words,
    ...(label ? { metadata: { ...draft.metadata, label } } : {}),
  };
}
