import { type Block, figureOpening, type ImageBlock, oneLine, type TableBlock } from '../markup/blocks.ts';

const tableOpening = /^(?:table|tab\.|tabelle)\s*(?:[A-Z][.-]?)?\d/i;
/** A caption by its looks: the number is followed by a mark, a new sentence or nothing. */
const captionOpening = /^[\p{L}.]{3,12}\s*(?:[A-Z][.-]?)?\d[\d.\-–]*[a-z]?\s*(?:[:.–—|\-)]|$|\s\p{Lu})/u;
const maxLooks = 300;

/**
 * Gives captions to the pictures and tables they stand beside: those of tables look below first, any other above. `isCaption`
 * tells which paragraphs have the style of captions; others count when they read like one.
 */
export function attachCaptions(blocks: readonly Block[], isCaption: (block: Block) => boolean): Block[] {
  const done = [...blocks];
  const used = new Set<number>();
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'text') continue;
    const words = oneLine(block.text.text);
    const ofTable = tableOpening.test(words);
    const looks = words.length <= maxLooks && (ofTable || figureOpening.test(words)) && captionOpening.test(words);
    if (!isCaption(block) && !looks) continue;
    const order = ofTable ? [index + 1, index - 1] : [index - 1, index + 1];
    const types = ofTable ? ['table', 'image'] : ['image', 'table'];
    const found = types.flatMap((type) => order.filter((at) => isBare(done[at], type)))[0];
    if (found === undefined) continue;
    used.add(index);
    // Pictures side by side share the caption beneath them.
    for (let at = found; at >= 0 && isBare(done[at], done[found]?.type ?? '', at === found); at--) {
      const bare = done[at] as ImageBlock | TableBlock;
      const title = bare.caption && bare.caption !== words ? `${words} (${bare.caption})` : words;
      done[at] = { ...bare, caption: title };
      if (bare.type === 'table' || found > index) break;
    }
  }
  return done.filter((_, index) => !used.has(index));
}

/** A picture or table that has no caption with a number yet. */
function isBare(block: Block | undefined, type: string, first = true): boolean {
  if (block?.type !== type || (block.type !== 'image' && block.type !== 'table')) return false;
  const { caption } = block;
  return caption === undefined || (first && !figureOpening.test(caption) && !tableOpening.test(caption));
}
