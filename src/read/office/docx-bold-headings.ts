import type { Block } from '../markup/blocks.ts';

const maxChars = 120;

/**
 * Many files have no headings but bold lines. Where a file has none at all, a bold line above other text becomes one, unless it
 * ends like a sentence; of several on end, the last.
 */
export function boldHeadings(blocks: readonly Block[], isBold: (block: Block) => boolean): Block[] {
  if (blocks.some((block) => block.type === 'heading' && block.level > 0)) return [...blocks];
  const isLine = (block: Block | undefined): boolean =>
    block?.type === 'text' && isBold(block) && block.text.length <= maxChars && !/[.,;!]$|\n/.test(block.text.text);
  return blocks.map((block, index) => {
    const next = blocks[index + 1];
    if (block.type !== 'text' || !isLine(block) || !next || isLine(next)) return block;
    const { start, end } = block.text.range(0, block.text.length);
    return { type: 'heading', level: 1, text: block.text.text, range: { start, end } };
  });
}
