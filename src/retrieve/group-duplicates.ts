import { countBits, type HashBits, hammingDistance, hashBits } from '../data/perceptual-distance.ts';
import type { Segment, StoredPicture } from '../data/segment.ts';
import { words } from '../support/terms.ts';

export interface Grouped<T> {
  readonly kept: T;
  readonly duplicates: readonly T[];
}

/**
 * Bits of 256 in which two difference hashes of the same picture may differ after resizing and recompression. Of 200
 * photos, nine in ten copies at 60 % size and quality differed in 20 or fewer; the closest two different ones in 65.
 */
const sameBits = 24;
/** A hash with fewer ones or zeros than this comes from a plain area and says nothing of what is shown. */
const tellingBits = 24;
/** The share of their words that two pictures of text must have in common: one template, another message, is no copy. */
const sameWords = 0.8;

/**
 * Folds hits that show the same picture into one, at the place of the best of them. A record and the photo it names are one
 * find, and the record stands for both, as it says more; so are a photo and its smaller copy. Hits without a picture are
 * never folded.
 */
export function groupDuplicates<T extends { readonly segment: Segment; readonly score: number }>(
  ranked: readonly T[],
): Grouped<T>[] {
  const groups: { kept: T; duplicates: T[]; look: Look | undefined }[] = [];
  for (const hit of ranked) {
    const look = hit.segment.picture && lookOf(hit.segment, hit.segment.picture);
    const same = look && groups.find((group) => group.look && looksSame(group.look, look));
    if (same && hit.segment.kind === 'record' && same.kept.segment.kind !== 'record') {
      same.duplicates.unshift(same.kept);
      same.kept = { ...hit, score: same.kept.score };
    } else if (same) same.duplicates.push(hit);
    else groups.push({ kept: hit, duplicates: [], look });
  }
  return groups;
}

interface Look {
  readonly contentHash: string;
  /** Absent when the hash says nothing. */
  readonly bits: HashBits | undefined;
  readonly aspect: number;
  readonly read: ReadonlySet<string>;
}

function lookOf({ kind, words: text }: Segment, picture: StoredPicture): Look {
  const bits = hashBits(picture.perceptualHash);
  const ones = bits.reduce((sum, part) => sum + countBits(part), 0);
  const telling = ones >= tellingBits && ones <= bits.length * 32 - tellingBits;
  return {
    contentHash: picture.contentHash,
    bits: telling ? bits : undefined,
    aspect: picture.width / picture.height,
    // The picture of a table or page shows its text; a record's is a photo of what the text is about.
    read: new Set(words(kind === 'record' ? (text.ocr ?? '') : `${text.ocr ?? ''} ${text.body ?? ''}`)),
  };
}

function looksSame(a: Look, b: Look): boolean {
  if (a.contentHash === b.contentHash) return true;
  if (!a.bits || a.bits.length !== b.bits?.length || Math.abs(a.aspect / b.aspect - 1) > 0.05) return false;
  return hammingDistance(a.bits, b.bits) <= sameBits && readsSame(a.read, b.read);
}

/** Whether most of the words read in either picture were read in both (Jaccard index). */
function readsSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const common = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - common;
  return all === 0 || common / all >= sameWords;
}
