import type { Segment, ViewName } from '../src/data/segment.ts';
import type { DocumentWrite, StoredSegment } from '../src/store/store.ts';
import { seededRandom } from './statistics.ts';

export const dimensions = 384;
const segmentsOfDocument = 10;
const clusters = 2_000;
const vocabularySize = 30_000;

/** A query as the retriever gets it: words, and the vector they are to be embedded as. */
export interface SyntheticQuery {
  readonly text: string;
  readonly vector: Float32Array;
}

export interface SyntheticCollection {
  documents(): Generator<DocumentWrite>;
  queries(count: number): SyntheticQuery[];
}

/**
 * A collection that has the form of a real one without being one: vectors lie in clusters around a common direction, as
 * those of text–image models do; words follow Zipf's law. Of ten segments four are pictures with the words of a name, four
 * are passages, two are passages or records with a picture. Prices lie between 0 and 200 and belong to half of all.
 */
export function syntheticCollection(segments: number, seed = 1): SyntheticCollection {
  const random = seededRandom(seed);
  const common = unit(gaussian(random));
  const centres = Array.from({ length: Math.min(clusters, Math.ceil(segments / 20)) }, () => unit(gaussian(random)));
  const word = zipfWords(random);
  const near = (cluster: number, spread: number): Float32Array => {
    const centre = centres[cluster] as Float32Array;
    const noise = unit(gaussian(random));
    return unit(centre.map((value, i) => 0.6 * (common[i] as number) + 0.6 * value + spread * (noise[i] as number)));
  };
  const words = (count: number): string => Array.from({ length: count }, word).join(' ');
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');

  function segment(ordinal: number, documentId: string, cluster: number): StoredSegment {
    const place = ordinal % 10;
    const hasText = place >= 4;
    const hasImage = place < 4 || place >= 8;
    const views: ViewName[] = [
      'keyword',
      ...(hasText ? ['text' as const] : []),
      ...(hasImage ? ['image' as const] : []),
    ];
    const stored: Segment = {
      id: `s${ordinal}`,
      documentId,
      documentName: `${documentId}.jsonl`,
      source: `/synthetic/${documentId}.jsonl`,
      kind: hasText ? (hasImage ? 'record' : 'text') : 'image',
      locator: { id: String(ordinal) },
      words: { name: words(3), ...(hasText ? { body: words(30 + Math.floor(random() * 90)) } : {}) },
      metadata:
        ordinal % 2 === 0 ? { price: Math.round(random() * 20_000) / 100, category: `category ${cluster % 40}` } : {},
      ...(hasImage
        ? {
            picture: {
              contentHash: hex(64),
              mediaType: 'image/jpeg',
              width: 640,
              height: 480,
              perceptualHash: hex(16),
              path: `/synthetic/${ordinal}.jpg`,
            },
          }
        : {}),
      views,
    };
    return {
      segment: stored,
      vectors: { ...(hasText ? { text: near(cluster, 0.5) } : {}), ...(hasImage ? { image: near(cluster, 0.5) } : {}) },
    };
  }

  return {
    *documents() {
      for (let start = 0; start < segments; start += segmentsOfDocument) {
        const id = `d${start / segmentsOfDocument}`;
        const cluster = Math.floor(random() * centres.length);
        const count = Math.min(segmentsOfDocument, segments - start);
        yield {
          record: {
            id,
            source: `/synthetic/${id}.jsonl`,
            name: `${id}.jsonl`,
            mediaType: 'application/jsonl',
            contentHash: hex(64),
            stamp: '1',
            settings: 'synthetic',
            segments: count,
            warnings: [],
            indexedAt: '2026-01-01T00:00:00.000Z',
          },
          segments: Array.from({ length: count }, (_, i) => segment(start + i, id, cluster)),
        };
      }
    },
    queries: (count) =>
      Array.from({ length: count }, (_, i) => ({
        // The number makes the words tell one query from another, where they stand for its vector.
        text: `${words(2 + Math.floor(random() * 5))} q${i}`,
        vector: near(Math.floor(random() * centres.length), 0.6),
      })),
  };
}

/** Words of pronounceable syllables, the n-th drawn in proportion to 1/n. */
function zipfWords(random: () => number): () => string {
  const vocabulary = Array.from({ length: vocabularySize }, (_, i) => wordOf(i));
  const sums = new Float64Array(vocabularySize);
  let sum = 0;
  for (let i = 0; i < vocabularySize; i++) {
    sum += 1 / (i + 1);
    sums[i] = sum;
  }
  return () => {
    const drawn = random() * sum;
    let low = 0;
    let high = vocabularySize - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) < drawn) low = middle + 1;
      else high = middle;
    }
    return vocabulary[low] as string;
  };
}

function wordOf(ordinal: number): string {
  const consonants = 'bdfgklmnprtvz';
  const vowels = 'aeiou';
  let rest = ordinal + consonants.length * vowels.length;
  let word = '';
  while (rest > 0) {
    word +=
      (consonants[rest % consonants.length] as string) + vowels[Math.floor(rest / consonants.length) % vowels.length];
    rest = Math.floor(rest / (consonants.length * vowels.length));
  }
  return word;
}

/** Box and Muller's normal deviates. */
function gaussian(random: () => number): Float32Array {
  return Float32Array.from(
    { length: dimensions },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}
