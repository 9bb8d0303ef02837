import type { Block, ImageBlock } from '../markup/blocks.ts';
import { htmlBlocks } from '../markup/html-blocks.ts';
import { htmlOutline } from '../markup/html-outline.ts';
import { referenceDecoder } from '../markup/html-references.ts';
import { sourceText } from '../markup/source-text.ts';

/** How far into the HTML signs of more than text are looked for, in characters. */
const sampleChars = 2_000_000;
/** The HTML is read when its visible letters are so many times those of the plain text, which is then a mere notice. */
const muchMore = 2;
/** Plain text made for programs spells out every link; beyond this share of its letters the HTML is the better text. */
const maxLinkShare = 0.3;

/**
 * Whether an e-mail's HTML says more than its plain text: it is alone, it shows pictures that came with the mail (`isOwn`
 * knows their references), it has tables of data or headings, or the plain text is only a fraction of it or full of links.
 */
export function isRicher(
  html: string | undefined,
  text: string | undefined,
  isOwn: (reference: string) => boolean,
): boolean {
  if (!html?.trim()) return false;
  if (!text?.trim()) return true;
  const letters = text.replace(/[\s>]+/g, '').length;
  let visible = 0;
  for (const event of htmlOutline(html.slice(0, sampleChars))) {
    if (event.type === 'text') {
      if (event.parent?.hidden) continue;
      visible += html.slice(event.start, event.end).replace(/\s+/g, '').length;
    } else if (event.type === 'open') {
      const { name, attributes } = event.element;
      if (/^(?:h[1-6]|th)$/.test(name)) return true;
      if (name === 'img' && isOwn(attributes.get('src') ?? '')) return true;
    }
  }
  let links = 0;
  for (const link of text.slice(0, sampleChars).matchAll(/https?:\/\/\S+/g)) links += link[0].length;
  return visible > muchMore * letters || (links > maxLinkShare * letters && visible > (letters - links) / 2);
}

/** The body of an HTML mail as blocks; `shift` is where it starts in the whole that places are counted in. */
export async function* emailHtmlBlocks(html: string, shift: number): AsyncGenerator<Block | undefined> {
  const decode = await referenceDecoder();
  for (const block of htmlBlocks({ source: html, decode, shows: (element) => !element?.hidden }))
    yield block && shifted(block, shift);
}

/** The references of the pictures a mail's HTML shows, as it writes them. */
export function* imageReferences(html: string): Generator<string> {
  for (const event of htmlOutline(html))
    if (event.type === 'open' && event.element.name === 'img') yield event.element.attributes.get('src') ?? '';
}

function shifted(block: Block, shift: number): Block {
  const moved = ({ start, end }: ImageBlock['range']) => ({ start: start + shift, end: end + shift });
  if (block.type === 'text') {
    const text = sourceText();
    for (const piece of block.text.pieces()) text.append(piece.text, piece.start + shift, piece.end + shift);
    return { ...block, text };
  }
  if (block.type === 'table') {
    const rows = block.rows.map((row) => ({ ...row, range: moved(row.range) }));
    return { ...block, rows, range: moved(block.range) };
  }
  return { ...block, range: moved(block.range) };
}
