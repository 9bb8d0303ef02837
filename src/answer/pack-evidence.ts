import type { Hit } from '../data/hit.ts';
import type { Segment } from '../data/segment.ts';
import type { GeneratorLimits, PicturePart, TextPart } from '../generate/generator.ts';
import { referenceOf } from '../retrieve/retrieve.ts';
import { estimateTokens } from '../support/estimate-tokens.ts';
import { quotedLines } from '../support/quoted-lines.ts';
import type { AnswerRequest, EncodedPicture } from './answer-writer.ts';
import { evidenceText } from './evidence-text.ts';

/** What evidence may take of a prompt. */
export interface EvidenceRoom {
  readonly tokens: number;
  readonly pictures: number;
}

export interface PackingOptions {
  readonly limits: Pick<GeneratorLimits, 'pictureSide' | 'pictureTokens'>;
  readonly detail: 'low' | 'high';
  /** Labels that are taken already: with 4 of them, the first label is `S5`. */
  readonly labelled?: number;
}

export interface PackedEvidence {
  readonly parts: readonly (TextPart | PicturePart)[];
  /** In the order of the labels: hits, each followed by what of its document was added as its context. */
  readonly evidence: readonly Hit[];
  /** Hits for which there was no room. */
  readonly leftOut: number;
}

/** Longer sides in pixels: what a model makes of a picture when told to look at it in short, and closely. */
const sides = { low: 768, high: 2048 } as const;
/** No piece of evidence is worth less than this, or there is no use in showing it at all. */
const leastTokens = 60;
/** What stands next to a hit explains it, and should not outweigh it. */
const mostContextTokens = 300;
/** Hits that are shown with what stands next to them: the best ones, as every token costs. */
const mostWithContext = 4;

interface Block {
  readonly hit: Hit;
  /** All that follows the label. */
  readonly head: string;
  readonly words: string;
  readonly picture?: EncodedPicture | undefined;
  /** The hit that it is context of. */
  readonly contextOf?: Hit;
}

/** Labelled evidence (`[S3] reference, kind, score`) that fits: first all hits, then, where room is left, what stands next to them. */
export async function packEvidence(
  request: Pick<AnswerRequest, 'question' | 'hits' | 'evidence' | 'neighbours'>,
  given: EvidenceRoom,
  { limits, detail, labelled = 0 }: PackingOptions,
): Promise<PackedEvidence> {
  const { hits, question } = request;
  const room = { ...given };
  const side = Math.min(sides[detail], limits.pictureSide);
  const blocks: Block[] = [];
  for (const [place, hit] of hits.entries()) {
    const picture = room.pictures > 0 ? await pictureOf(hit, request, side) : undefined;
    if (picture) room.tokens -= limits.pictureTokens;
    // What is left is shared among those that are left, so that one long passage does not push out the others.
    const share = Math.floor(room.tokens / (hits.length - place));
    if (share < leastTokens) break;
    const head = `${oneLine(hit.reference)}, ${hit.segment.kind}, score ${hit.score.toFixed(2)}`;
    const block = { hit, head, words: wordsOf(hit, question, share - headTokens(head), picture), picture };
    room.tokens -= tokensOf(block);
    if (picture) room.pictures--;
    blocks.push(block);
  }
  const shown = blocks.slice(0, mostWithContext).map(({ hit }) => hit);
  const beside = (await request.neighbours?.(shown)) ?? new Map<string, readonly Segment[]>();
  const known = new Set(hits.map(({ segment }) => segment.id));
  const all = blocks.flatMap((block) => {
    const around = (beside.get(block.hit.segment.id) ?? []).flatMap((segment): Block[] => {
      const share = Math.min(mostContextTokens, room.tokens);
      if (known.has(segment.id) || share < leastTokens) return [];
      known.add(segment.id);
      const hit = neighbourHit(segment);
      const head = `${oneLine(hit.reference)}, ${segment.kind}, context of S000`;
      const added = { hit, head, words: wordsOf(hit, question, share - headTokens(head)), contextOf: block.hit };
      room.tokens -= tokensOf(added);
      return [added];
    });
    return [block, ...around];
  });
  const labels = new Map(all.map(({ hit }, i) => [hit, `S${labelled + i + 1}`]));
  const parts = all.flatMap(({ hit, head, words, picture, contextOf }): (TextPart | PicturePart)[] => {
    const whole = contextOf ? head.replace(/S000$/, labels.get(contextOf) ?? '') : head;
    const text = [`[${labels.get(hit)}] ${whole}`, words].filter(Boolean).join('\n');
    return [
      { type: 'text', text },
      ...(picture ? [{ type: 'picture' as const, ...picture, detail, standIn: '' }] : []),
    ];
  });
  return { parts, evidence: all.map(({ hit }) => hit), leftOut: hits.length - blocks.length };
}

function wordsOf(hit: Hit, question: string, maxTokens: number, picture?: EncodedPicture): string {
  return quotedLines(evidenceText(hit, question, maxTokens) || (picture ? '' : 'a picture without words'));
}

/** A segment that no search found, in the form of one that was. */
function neighbourHit(segment: Segment): Hit {
  const { source } = segment;
  return { segment, reference: referenceOf(segment), source, score: 0, views: {}, missing: [], duplicates: [] };
}

function headTokens(head: string): number {
  return estimateTokens(`[S000] ${head}`);
}

function tokensOf({ head, words }: Pick<Block, 'head' | 'words'>): number {
  return headTokens(head) + estimateTokens(words);
}

async function pictureOf(
  hit: Hit,
  request: Pick<AnswerRequest, 'evidence'>,
  side: number,
): Promise<EncodedPicture | undefined> {
  const { picture, kind } = hit.segment;
  // A table is read.
  if (!picture || kind === 'table') return undefined;
  return request.evidence(hit, side);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
