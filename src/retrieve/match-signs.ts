import type { ViewEvidence } from '../data/hit.ts';
import type { Segment, ViewName } from '../data/segment.ts';
import { allWords } from '../data/segment-words.ts';
import type { VectorView } from '../store/store.ts';
import { queryStems } from '../support/query-terms.ts';
import { words } from '../support/terms.ts';
import type { RankedView } from './fuse.ts';
import type { Likeness } from './match-likeness.ts';
import { namesAndNumbers } from './names-and-numbers.ts';

/** What a search found out about a query, before anything is judged. */
export interface MatchEvidence {
  readonly text: string | undefined;
  readonly withPicture: boolean;
  /** The fused order, best first. */
  readonly ranked: readonly { readonly views: Partial<Record<ViewName, ViewEvidence>> }[];
  readonly views: readonly RankedView[];
  readonly segments: ReadonlyMap<string, Segment>;
  /** The share of the question that the keyword list's segments cover, by weight of its words; in any order. */
  readonly covered: readonly number[];
  /** How the query stands to what is stored; absent while too little is. */
  readonly likeness: Readonly<Partial<Record<VectorView, Likeness>>>;
}

/**
 * The signs that a search found what was asked for. Those of a view are counted as far as it had a say in the first hits: a view
 * that is missing, or has no say, is neutral. `keyword`, `words`, `looks` and `picture` are those shares of the say themselves:
 * of keywords; of the text view; of the image view when words ask, and when a picture does. Of these:
 *
 * - `covered`, `named`: how much of the question, and of its names and numbers, one of the first places holds;
 * - `strength`: BM25 for each word of the question, as a logarithm;
 * - `above`, `ahead`: deviations of the first place above what is usual, and above the fifth (of BM25: as a share);
 * - `aligned`, `near`: see {@link Likeness};
 * - `agreed`: how high the other views have the first hit, 1 for each that has it first.
 *
 * Not among them, as they told nothing more or the opposite: `above` of pictures, `ahead` and `aligned` of a picture that asks.
 */
export const matchSignNames = [
  'keyword',
  'keyword.covered',
  'keyword.named',
  'keyword.strength',
  'keyword.ahead',
  'words',
  'words.above',
  'words.ahead',
  'words.aligned',
  'looks',
  'looks.ahead',
  'looks.aligned',
  'picture',
  'picture.near',
  'agreed',
] as const;
export type MatchSign = (typeof matchSignNames)[number];
export type MatchSigns = Readonly<Partial<Record<MatchSign, number>>>;

/** First hits whose views are asked who had a say; the first counts most. */
const heard = 5;
/** First places of a list that a sign looks at. */
const firstPlaces = 5;
/** Covering more of a question than this makes an answer no more likely: questions say things in words of their own. */
const wellCovered = 0.35;
/** Deviations, and places in logarithms, beyond which a sign says no more. */
const most = 6;

export function matchSigns(evidence: MatchEvidence): MatchSigns {
  const say = shares(evidence);
  const looks = evidence.withPicture ? 'picture' : 'looks';
  return {
    ...weighted('keyword', say.keyword, keywordSigns(evidence)),
    ...weighted('words', say.text, vectorSigns('text', evidence)),
    ...weighted(looks, say.image, vectorSigns('image', evidence)),
    ...agreement(evidence),
  };
}

function agreement({ ranked: [first] }: MatchEvidence): MatchSigns {
  const places = Object.values(first?.views ?? {}).map(({ rank }) => 1 / rank);
  return places.length < 2 ? {} : { agreed: places.reduce((sum, place) => sum + place, 0) - Math.max(...places) };
}

/** How much of what speaks for the first hits comes from each view. */
function shares({ ranked }: MatchEvidence): Record<ViewName, number> {
  const say: Record<ViewName, number> = { keyword: 0, text: 0, image: 0 };
  for (const [i, { views }] of ranked.slice(0, heard).entries()) {
    for (const view of ['keyword', 'text', 'image'] as const)
      say[view] += Math.max(0, views[view]?.share ?? 0) / (i + 1);
  }
  const all = say.keyword + say.text + say.image;
  return all > 0 ? { keyword: say.keyword / all, text: say.text / all, image: say.image / all } : say;
}

/** The signs of a view in its share of the say; none when it could not tell. */
function weighted(name: string, share: number, signs: Readonly<Record<string, number>> | undefined): MatchSigns {
  if (!signs || share <= 0) return {};
  const known = matchSignNames.flatMap((sign): [MatchSign, number][] => {
    if (sign === name) return [[sign, share]];
    const value = sign.startsWith(`${name}.`) ? signs[sign.slice(name.length + 1)] : undefined;
    return value === undefined ? [] : [[sign, share * bounded(value)]];
  });
  return Object.fromEntries(known);
}

function bounded(value: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(-most, value)) : 0;
}

function keywordSigns({ text = '', views, segments, covered }: MatchEvidence): Record<string, number> | undefined {
  const ranked = views.find(({ view }) => view === 'keyword')?.ranked ?? [];
  const stems = queryStems(text);
  const [first] = ranked;
  if (!first || stems.length === 0) return undefined;
  const best = Math.max(0, ...covered.slice(0, firstPlaces));
  const scores = ranked.map(({ score }) => score).sort((a, b) => b - a);
  const fifth = scores[firstPlaces - 1] ?? 0;
  return {
    covered: Math.min(best, wellCovered) / wellCovered,
    named: named(
      text,
      ranked.slice(0, firstPlaces).flatMap(({ id }) => segments.get(id) ?? []),
    ),
    strength: Math.log1p(Math.max(0, scores[0] ?? 0) / stems.length),
    ahead: scores[0] ? 1 - fifth / scores[0] : 0,
  };
}

/** The share of the question's names and numbers that one of the segments has, from -0.5 to 0.5; 0 when it has none. */
function named(text: string, segments: readonly Segment[]): number {
  const asked = namesAndNumbers(text);
  if (asked.length === 0) return 0;
  const found = segments.map((segment) => {
    const own = new Set(words(allWords(segment.words)));
    return asked.filter((one) => own.has(one)).length / asked.length;
  });
  return Math.max(0, ...found) - 0.5;
}

function vectorSigns(view: VectorView, { views, likeness }: MatchEvidence): Record<string, number> | undefined {
  const ranked = views.find((one) => one.view === view)?.ranked ?? [];
  const usual = likeness[view];
  const [first] = ranked;
  if (!first || !usual) return undefined;
  const fifth = ranked[Math.min(firstPlaces, ranked.length) - 1] ?? first;
  return {
    above: (first.score - usual.mean) / usual.deviation,
    ahead: (first.score - fifth.score) / usual.deviation,
    aligned: usual.aligned,
    near: usual.near,
  };
}
