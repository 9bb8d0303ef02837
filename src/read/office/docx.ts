import type { SegmentDraft } from '../../data/segment.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { archiveContext } from '../archive/archive-pictures.ts';
import { blockSegments } from '../markup/block-segments.ts';
import type { Block } from '../markup/blocks.ts';
import { captionLabel } from '../markup/caption-label.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, descendants, textOf } from '../markup/xml-query.ts';
import { pace } from '../pace.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { nameWords } from '../text/name-words.ts';
import { type DocxBody, type DocxParts, docxBody } from './docx-body.ts';
import { boldHeadings } from './docx-bold-headings.ts';
import { attachCaptions } from './docx-captions.ts';
import { docxNumbering } from './docx-numbering.ts';
import { docxStyles } from './docx-styles.ts';
import { type OfficePackage, openOfficePackage } from './office-package.ts';

/**
 * Word documents (`.docx`, `.docm`, `.dotx`): passages under their headings, lists with the numbers that are shown, tables, and
 * pictures with captions and descriptions. Footnotes, comments and the words in text boxes stand behind the paragraph they hang
 * on; what was deleted with changes tracked is left out, and so are headers, footers and tables of contents.
 *
 * Places are character ranges of the plain text as it is read here: all paragraphs in the order of the file, those in cells,
 * boxes and notes too, joined by blank lines; a picture counts as one character. Where the file tells how its pages were laid
 * out when it was last saved, a place names its page as well.
 */
export const docxReader: Reader = {
  name: 'docx',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const { limits, signal } = context;
    const warn: ReadContext['warn'] = (warning) => context.warn(warning);
    const pkg = openOfficePackage(await asset.bytes(), { name: asset.name, limits, signal, warn });
    const name = shownName(asset.name);
    const root = pkg.xml(pkg.mainPart);
    const body = docxBody(partsOf(pkg, root, { name, warn }));
    const blocks = boldHeadings(attachCaptions(await readBody(root, body, context, name), body.isCaption), body.isBold);

    const { title } = pkg.properties;
    const names = [nameWords(asset.name), typeof title === 'string' ? title : ''].filter((words) => words !== '');
    const document = {
      name,
      nameWords: names.join(' '),
      ...(Object.keys(pkg.properties).length > 0 ? { metadata: pkg.properties } : {}),
    };
    async function* inOrder(): AsyncGenerator<Block> {
      yield* blocks;
    }
    for await (const draft of blockSegments(inOrder(), document, archiveContext(context, pkg.archive)))
      yield finished(draft, body, document.nameWords);
  },
};

async function readBody(root: XmlElement, body: DocxBody, context: ReadContext, name: string): Promise<Block[]> {
  const step = pace(context.signal);
  const blocks: Block[] = [];
  await step();
  const elements = children(child(root, 'w:body') ?? root);
  for (const element of elements) {
    await step();
    for (const block of body.read(element)) blocks.push(block);
  }
  if (elements.some((element) => element.name === 'w:altChunk'))
    context.warn({ message: `${name} holds parts in another format (w:altChunk), which were left out.` });
  return blocks;
}

/** A segment with its page and label; a picture goes by the document's name, as its file in the archive is called `image1.png`. */
function finished(draft: SegmentDraft, body: DocxBody, name: string): SegmentDraft {
  const { char } = draft.locator;
  const page = char && body.pageAt(char.start);
  const label = labelOf(draft);
  const { name: _, ...words } = draft.words;
  return {
    ...draft,
    locator: page === undefined ? draft.locator : { page, ...draft.locator },
    words: name ? { name, ...words } : words,
    ...(label ? { metadata: { ...draft.metadata, label } } : {}),
  };
}

/** The number in the caption, or in a heading that says nothing else: `Table 1`. */
function labelOf({ kind, words }: SegmentDraft): string | undefined {
  if (kind !== 'image' && kind !== 'table') return undefined;
  const heading = words.heading?.split(' › ').at(-1) ?? '';
  const alone = words.caption === undefined && /^\p{L}+\.?\s*\d+$/u.test(heading);
  return captionLabel(words.caption) ?? (alone ? captionLabel(heading) : undefined);
}

function partsOf(
  pkg: OfficePackage,
  root: XmlElement,
  { name, warn }: { name: string; warn: ReadContext['warn'] },
): DocxParts {
  const xml = (part: string): XmlElement | undefined => {
    if (!pkg.archive.has(part)) return undefined;
    try {
      return pkg.xml(part);
    } catch (error) {
      if (error instanceof SightlineError && (error.code === 'cancelled' || error.code === 'limit-exceeded'))
        throw error;
      warn({ message: `${shownName(part)} in ${name} was passed over: ${reasonOf(error)}` });
      return undefined;
    }
  };
  const partOf = (type: string): string => {
    if (type === 'document') return pkg.mainPart;
    return pkg.relationsOf(pkg.mainPart).find((relation) => relation.type === type && !relation.external)?.target ?? '';
  };
  const byId = (type: string, element: string): ReadonlyMap<string, XmlElement> => {
    const items = children(xml(partOf(type)), element);
    return new Map(items.map((item) => [item.attributes['w:id'] ?? '', item]));
  };
  return {
    styles: docxStyles(xml(partOf('styles'))),
    numbering: docxNumbering(xml(partOf('numbering'))),
    footnotes: byId('footnotes', 'w:footnote'),
    endnotes: byId('endnotes', 'w:endnote'),
    comments: byId('comments', 'w:comment'),
    pageBreaks: pageBreaks(root, xml('docProps/app.xml')),
    target: (part, id) => pkg.relation(partOf(part), id)?.target,
    xml,
  };
}

/**
 * Word notes where its pages ended when it last laid them out. Without that, the author's own page breaks tell the pages only if
 * there are as many as the file says it has pages.
 */
function pageBreaks(root: XmlElement, properties: XmlElement | undefined): DocxParts['pageBreaks'] {
  const [rendered] = descendants(root, 'w:lastRenderedPageBreak');
  if (rendered) return 'rendered';
  const pages = Number(textOf(child(properties, 'Pages')).trim() || Number.NaN);
  const explicit = [...descendants(root, 'w:br')].filter((item) => item.attributes['w:type'] === 'page').length;
  return explicit > 0 && pages === explicit + 1 ? 'explicit' : 'none';
}
