import { cutText } from '../text/cut-text.ts';
import { type Block, oneLine, type TableBlock } from './blocks.ts';
import { htmlBlocks } from './html-blocks.ts';
import { referenceDecoder } from './html-references.ts';
import { markdownChunks, markdownSource } from './markdown-source.ts';
import type { NotebookCell } from './notebook-cells.ts';
import { sourceText } from './source-text.ts';

/**
 * Makes the blocks of a notebook's cells. Their places count in the cell as text: its source, and behind it, each after an
 * empty line, what came out of it: a table as Markdown, a picture as the text that the notebook has for it.
 */
export async function notebookBlocks(): Promise<(cell: NotebookCell) => Generator<Block>> {
  const [{ unified }, { default: remarkParse }, { default: remarkGfm }, { markdownBlocks }, decode] = await Promise.all(
    [
      import('unified'),
      import('remark-parse'),
      import('remark-gfm'),
      import('./markdown-blocks.ts'),
      referenceDecoder(),
    ],
  );
  const processor = unified().use(remarkParse).use(remarkGfm).freeze();

  function* markdown(cell: NotebookCell): Generator<Block> {
    const source = markdownSource(cell.source);
    for (const { start, end, sound } of markdownChunks(source.text)) {
      const text = source.text.slice(start, end);
      let blocks: Block[] | undefined;
      try {
        if (sound)
          blocks = [
            ...markdownBlocks({ root: processor.parse(text), source: text, start, end, original: source.original }),
          ];
      } catch (error) {
        // Nested so deeply that the stack does not hold it.
        if (!(error instanceof RangeError)) throw error;
      }
      for (const block of blocks ?? [plainText(text, start)]) yield withAttachment(block, cell);
    }
  }

  function* code(cell: NotebookCell): Generator<Block> {
    if (cell.source.trim() !== '') yield plainText(cell.source, 0);
    let at = cell.source.length + 2;
    const caption = lastComment(cell.source);
    for (const output of cell.outputs) {
      const tables = output.type === 'html' ? [...htmlTables(output.html)] : [];
      for (const table of tables) {
        const placed = placedTable(table, at);
        yield placed;
        at = placed.range.end + 2;
      }
      if (tables.length > 0) continue;
      const end = at + output.text.length;
      if (output.type === 'image') {
        const says = /^<.*>$/s.test(output.text) ? '' : oneLine(output.text);
        yield {
          type: 'image',
          reference: `data:${output.mediaType};base64,${output.data}`,
          ...(caption ? { caption } : {}),
          ...(says ? { alt: cutText(says, 500) } : {}),
          range: { start: at, end },
        };
      } else if (output.text !== '') yield plainText(output.text, at);
      at = end + 2;
    }
  }

  function* htmlTables(html: string): Generator<TableBlock> {
    for (const block of htmlBlocks({ source: html, decode, shows: (element) => !element?.hidden }))
      if (block?.type === 'table') yield block;
  }

  return (cell) => {
    if (cell.kind === 'markdown') return markdown(cell);
    return cell.kind === 'code' ? code(cell) : raw(cell);
  };
}

/** A table with its places counted in its Markdown, which stands at `at`. */
function placedTable(table: TableBlock, at: number): TableBlock {
  let end = at + table.head.length;
  const rows = table.rows.map(({ text }) => {
    const start = end === at ? at : end + 1;
    end = start + text.length;
    return { text, range: { start, end } };
  });
  return { ...table, rows, range: { start: at, end } };
}

function* raw(cell: NotebookCell): Generator<Block> {
  if (cell.source.trim() !== '') yield plainText(cell.source, 0);
}

function plainText(text: string, start: number): Block {
  const plain = sourceText();
  plain.append(text, start, start + text.length);
  return { type: 'text', text: plain };
}

/** Pictures pasted into a cell are kept beside its text. */
function withAttachment(block: Block, cell: NotebookCell): Block {
  if (block.type !== 'image' || !block.reference.startsWith('attachment:')) return block;
  const name = block.reference.slice('attachment:'.length);
  const data = cell.attachments.get(name) ?? cell.attachments.get(unescaped(name));
  return data ? { ...block, reference: data } : block;
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** What the last comment of a cell says, or the title that its code gives the plot. */
function lastComment(source: string): string | undefined {
  const end = source.slice(-5000);
  const titles = [...end.matchAll(/(?:title|suptitle|caption)\s*\(?\s*=?\s*(["'])(.{2,200}?)\1/g)];
  const title = titles.at(-1)?.[2];
  const comments = [...end.matchAll(/^[ \t]*(?:#+|\/\/+)[ \t]*(\S.{2,200})$/gm)];
  const words = title ?? comments.at(-1)?.[1];
  return words && /\p{L}{2}/u.test(words) ? cutText(oneLine(words), 200) : undefined;
}
