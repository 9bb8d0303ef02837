import { boxAround } from '../../data/box-around.ts';
import type { Box } from '../../data/locator.ts';
import { type CaptionName, captionNames } from '../../support/caption-names.ts';
import { centreOf, overlapAcross, overlapDown } from './pdf-boxes.ts';
import type { PdfBlock, PdfFigure, PdfParagraph, PdfTable } from './pdf-page.ts';

/** What a caption numbers. */
export interface CaptionLabel {
  readonly kind: CaptionName['kind'];
  /** `Figure 3`, `Table 2.1`, `Chart A-3`. */
  readonly label: string;
}

const opening =
  /^\.?\s*(?:no\.?\s*)?((?:[A-Z]{1,2}[-.]?)?\d{1,3}(?:[.\-–]\d{1,3}){0,3}[a-z]?|[IVX]{1,6})(?=$|[\s:.|)\]—–-])(\s*[:.|)\]—–-]*)\s*(.*)$/s;

/** The label of a caption; undefined when the text is none, as a sentence about a figure is not. */
export function captionLabel(text: string): CaptionLabel | undefined {
  const start = text.slice(0, 300).replace(/^(?:supplementary|extended data)\s+/i, '');
  const [word] = /^\p{L}{1,13}/u.exec(start) ?? [];
  const known = word === undefined ? undefined : captionNames.get(word.toLowerCase());
  const found = word === undefined || !known ? undefined : opening.exec(start.slice(word.length));
  if (!known || !found) return undefined;
  const [, number = '', mark = '', rest = ''] = found;
  if (!/[:.|)\]—–]/.test(mark) && !fitsWithoutMark(rest)) return undefined;
  // `fig. 3. shows`: a mark, and still a sentence.
  if (/^\p{Ll}/u.test(rest) && isSentence(rest)) return undefined;
  return { kind: known.kind, label: `${known.name} ${number.replace(/–/g, '-')}` };
}

/** Without a mark after its number, a caption is the number alone, or goes on like a title. */
function fitsWithoutMark(rest: string): boolean {
  if (rest === '') return true;
  return /^[\p{Lu}\p{Lo}\p{N}(“"]/u.test(rest);
}

function isSentence(rest: string): boolean {
  return /^(?:shows?|showed|is|are|was|were|illustrates?|depicts?|presents?|gives?|lists?|and|or|to|in|of|for|with|summari[sz]es|compares?|plots?|reports?|provides?|contains?|displays?|describes?|demonstrates?|has|have|can|also|we|below|above|on|at|from|that|which|by|as|the|zeigt|montre|muestra)\b/i.test(
    rest,
  );
}

/** Widest gap between the parts of a figure, in points. */
const widestPartGap = 40;
/** Farthest a caption stands from what it names, in points. */
const farthest = 60;

/**
 * Gives each caption to the nearest fitting figure or table above or beneath it, and takes it out of the text. A caption that
 * fits nothing stays a paragraph.
 */
export function withCaptions(blocks: readonly PdfBlock[]): PdfBlock[] {
  const captions: Caption[] = [];
  for (const [at, block] of blocks.entries()) {
    if (block.type === 'table' || block.type === 'figure') continue;
    const label = captionLabel(block.text);
    if (label) captions.push({ at, paragraph: block as PdfParagraph, label });
  }
  if (captions.length === 0) return [...blocks];
  const { named, used } = bestPairs(captions, blocks);
  const merged = new Set<number>();
  return blocks
    .map((block, at): PdfBlock => {
      const caption = named.get(at);
      if (!caption || (block.type !== 'figure' && block.type !== 'table')) return block;
      const words = { label: caption.label.label, caption: caption.paragraph.text };
      if (block.type === 'table') return captionedTable(block, words);
      const others = partsOf(block, caption.paragraph, blocks, named);
      for (const other of others) merged.add(other);
      return { ...joinedFigure([block, ...others.map((other) => blocks[other] as PdfFigure)]), ...words };
    })
    .filter((_, at) => !used.has(at) && !merged.has(at));
}

interface Caption {
  readonly at: number;
  readonly paragraph: PdfParagraph;
  readonly label: CaptionLabel;
}

/** The side of its figure or table on which a caption stands. */
type Side = 'above' | 'beneath' | 'either';

interface Pairs {
  /** The captions, by the index of the block they belong to. */
  readonly named: ReadonlyMap<number, Caption>;
  /** Indices of those captions. */
  readonly used: ReadonlySet<number>;
  readonly cost: number;
}

/**
 * The pairs that name the most, the nearest first. A page has its captions on one side: where each would go to its nearest
 * neighbour, one between two tables could take the wrong one and leave the last without.
 */
function bestPairs(captions: readonly Caption[], blocks: readonly PdfBlock[]): Pairs {
  const all = captions.flatMap((caption) =>
    blocks.flatMap((block, at) => {
      if (block.type !== 'figure' && block.type !== 'table') return [];
      const cost = costOf(caption.paragraph, caption.label, block);
      const side: Side = caption.paragraph.box.y < block.box.y ? 'above' : 'beneath';
      return cost === undefined ? [] : [{ caption, at, cost, side }];
    }),
  );
  all.sort((a, b) => a.cost - b.cost);
  const sides: readonly Side[] = ['either', 'above', 'beneath'];
  const tries = sides.flatMap((tables) => sides.map((figures) => ({ table: tables, figure: figures })));
  const results = tries.map((allowed): Pairs => {
    const named = new Map<number, Caption>();
    const used = new Set<number>();
    let total = 0;
    for (const { caption, at, cost, side } of all) {
      const wanted = allowed[caption.label.kind];
      if ((wanted !== 'either' && wanted !== side) || named.has(at) || used.has(caption.at)) continue;
      named.set(at, caption);
      used.add(caption.at);
      total += cost;
    }
    return { named, used, cost: total };
  });
  return results.reduce((best, next) => {
    if (next.used.size !== best.used.size) return next.used.size > best.used.size ? next : best;
    return next.cost < best.cost ? next : best;
  });
}

/** A small grid that its caption calls a figure is one: the axes or boxes of a drawing. */
function captionedTable(table: PdfTable, words: { label: string; caption: string }): PdfBlock {
  const isTable = table.rows.length > 2 && (table.rows[0]?.length ?? 0) > 2;
  if (isTable || !words.label.startsWith('Figure')) return { ...table, ...words };
  const text = table.rows.map((row) => row.filter((cell) => cell !== '').join(' ')).join('\n');
  return { type: 'figure', source: 'drawing', box: table.box, text, ...words };
}

/** Figures without captions of their own that stand beside one, over the same caption: parts (a) and (b) of it. */
function partsOf(
  figure: PdfFigure,
  caption: PdfParagraph,
  blocks: readonly PdfBlock[],
  named: ReadonlyMap<number, unknown>,
): number[] {
  let whole = figure.box;
  const parts: number[] = [];
  for (let found = true; found; ) {
    found = false;
    for (const [at, other] of blocks.entries()) {
      if (other === figure || other.type !== 'figure' || named.has(at) || parts.includes(at)) continue;
      const beside = overlapDown(other.box, whole) > Math.min(other.box.height, whole.height) * 0.6;
      const gap = -overlapAcross(other.box, whole);
      if (!beside || gap > widestPartGap || !isOver(other.box, whole, caption.box)) continue;
      whole = boxAround([whole, other.box]);
      parts.push(at);
      found = true;
    }
  }
  return parts;
}

/** Whether the caption stands in the middle of both, or beneath or above the other, too. */
function isOver(other: Box, figure: Box, caption: Box): boolean {
  const both = boxAround([other, figure]);
  const centred = Math.abs(centreOf(caption) - centreOf(both)) < Math.abs(centreOf(caption) - centreOf(figure));
  return centred || overlapAcross(other, caption) > other.width * 0.5;
}

function joinedFigure(figures: readonly PdfFigure[]): PdfFigure {
  const [first] = figures as [PdfFigure];
  if (figures.length === 1) return first;
  const ordered = [...figures].sort((a, b) => a.box.x - b.box.x);
  const text = ordered.flatMap((figure) => (figure.text ? [figure.text] : [])).join('\n');
  return { ...first, box: boxAround(figures.map((figure) => figure.box)), ...(text ? { text } : {}) };
}

/** Farthest a caption stands beside what it names, in points. */
const farthestBeside = 70;

/** How far the caption is from the block, in points; more where the two do not fit well. Undefined when they cannot belong. */
function costOf(
  caption: { box: PdfParagraph['box'] },
  label: CaptionLabel,
  block: PdfFigure | PdfTable,
): number | undefined {
  const across = overlapAcross(caption.box, block.box);
  const distance = Math.max(0, -overlapDown(caption.box, block.box));
  const beside = across < 0;
  if (beside && (-across > farthestBeside || distance > 0)) return undefined;
  if (!beside && across < Math.min(caption.box.width, block.box.width) * 0.3) return undefined;
  if (distance > farthest) return undefined;
  const above = caption.box.y < block.box.y;
  const usual = label.kind === 'table' ? above : !above;
  const fits = label.kind === block.type;
  return distance + (beside ? 20 - across : 0) + (usual ? 0 : 8) + (fits ? 0 : 40);
}
