import { denied, polarised, said } from './claim-denials.ts';
import { currenciesIn, isAmong, type Measure, measures, sameKind, sameMeasure } from './claim-measures.ts';
import { type Name, namesIn } from './claim-names.ts';
import { currencies } from './claim-units.ts';
import { contentOf } from './claim-words.ts';
import { type EvidencePiece, type PreparedEvidence, saysOf } from './support-evidence.ts';

/** Something that speaks against a claim. */
export interface Objection {
  readonly kind: 'number' | 'name' | 'denial' | 'words';
  /** `says 249, the evidence says 189`. */
  readonly reason: string;
  /** A number written in figures is right or wrong; about the rest a model may know better. */
  readonly isCertain: boolean;
}

export interface LexicalSupport {
  /** Share of what the claim says, by words, names and numbers, that the evidence says: 0 to 1. */
  readonly coverage: number;
  readonly objections: readonly Objection[];
  /** The claim has nothing that could be compared. */
  readonly isEmpty: boolean;
}

export interface LexicalOptions {
  readonly isGerman?: boolean;
  /** Whether a word that begins a sentence is known as a name, from elsewhere in what was retrieved. */
  isName?(sense: string): boolean;
  /** How the evidence is called in reasons: `[2]`. */
  readonly label?: string;
}

/** The share of a claim that must be covered. */
export const enoughCovered = 0.5;
/** A claim may sum up this many sentences of its evidence. */
const mostSummed = 4;
/** Pieces that say this share of what the best one says speak of the same. */
const alsoRelevant = { number: 0.5, row: 0.75, name: 0.45, denial: 0.75 };
/** A number says more than a word. */
const numberWeight = 1.5;
const clauseEnds = /[,;:()–—]\s|\s(?:and|but|while|und|aber)\s/g;

/**
 * Compares a claim with its evidence by words alone: what it speaks of must be said there, its numbers must stand there with the
 * same value and where the evidence speaks of the same thing, its names must be found, and what it denies must be denied.
 */
export function lexicalSupport(
  claim: string,
  evidence: readonly PreparedEvidence[],
  { isGerman = false, isName = () => false, label = 'the evidence' }: LexicalOptions = {},
): LexicalSupport {
  const pieces = evidence.flatMap((one) => one.pieces);
  const numbers = measures(claim, isGerman);
  const content = contentOf(blanked(claim, numbers));
  const names = namesIn(claim, numbers, isGerman).filter(({ isOpening, parts }) => !isOpening || parts.every(isName));
  const wanted = numbers.filter(({ word }) => word !== 'weak');
  if (content.size + wanted.length === 0) return { coverage: 0, objections: [], isEmpty: true };

  const rank = ranking(pieces, [...content.keys()]);
  const summed = summing(rank, content);
  const numberObjections = wanted.flatMap((number) =>
    objectionTo(number, { claim, wanted, content, pieces, evidence, rank }),
  );
  // Of a table's rows only the best ones speak of what is named.
  const relevant = withBefore(pieces, [
    ...rank.above(alsoRelevant.row),
    ...[...rank.above(alsoRelevant.name), ...summed].filter(({ isRow }) => !isRow),
  ]);
  const missingNames = names.filter(
    ({ parts }) => !parts.every((part) => relevant.some((piece) => saysOf(piece, part))),
  );
  const uncovered = [...content].filter(([one]) => !summed.some((piece) => saysOf(piece, one)));
  const found = content.size - uncovered.length + numberWeight * (wanted.length - numberObjections.length);
  const coverage = found / (content.size + numberWeight * wanted.length);
  const objections = [
    ...numberObjections,
    ...(missingNames.length > 0 ? [nameObjection(missingNames, label)] : []),
    ...(denies(claim, rank) ? [{ kind: 'denial', reason: denialReason(claim), isCertain: false } as const] : []),
  ];
  if (coverage < enoughCovered && objections.length === 0) {
    const words = uncovered.slice(0, 3).map(([, word]) => word);
    objections.push({ kind: 'words', reason: `nothing in ${label} speaks of ${listed(words)}`, isCertain: false });
  }
  return { coverage, objections, isEmpty: false };
}

/** Pieces by how much of what is wanted they say; rare words count for more. */
interface Ranking {
  readonly best: number;
  readonly sorted: readonly EvidencePiece[];
  scoreOf(piece: EvidencePiece): number;
  /** Those with at least that share of the best score. */
  above(share: number): readonly EvidencePiece[];
}

function ranking(pieces: readonly EvidencePiece[], senses: readonly string[]): Ranking {
  const weights = new Map(
    senses.map((one) => {
      const frequency = pieces.reduce((count, { says }) => count + (says.has(one) ? 1 : 0), 0);
      return [one, Math.log(1 + pieces.length / (frequency + 0.5))] as const;
    }),
  );
  const scores = new Map<EvidencePiece, number>();
  for (const piece of pieces) {
    let score = 0;
    for (const [one, weight] of weights) if (piece.says.has(one)) score += weight;
    scores.set(piece, score);
  }
  const scoreOf = (piece: EvidencePiece): number => scores.get(piece) ?? 0;
  const sorted = [...pieces].sort((a, b) => scoreOf(b) - scoreOf(a));
  const best = sorted[0] ? scoreOf(sorted[0]) : 0;
  return { best, sorted, scoreOf, above: (share) => sorted.filter((piece) => scoreOf(piece) >= share * best) };
}

/** The few pieces that say most of it together. */
function summing({ sorted }: Ranking, content: ReadonlyMap<string, string>): EvidencePiece[] {
  const chosen: EvidencePiece[] = [];
  const open = new Set(content.keys());
  // Beyond the first ones a piece adds little, and there may be thousands.
  const candidates = sorted.slice(0, 200);
  while (chosen.length < mostSummed && open.size > 0) {
    let best: { piece: EvidencePiece; added: string[] } | undefined;
    for (const piece of candidates) {
      const added = [...open].filter((one) => saysOf(piece, one));
      if (added.length > (best?.added.length ?? 0)) best = { piece, added };
    }
    if (!best) break;
    chosen.push(best.piece);
    for (const one of best.added) open.delete(one);
  }
  return chosen;
}

interface Compared {
  readonly claim: string;
  readonly wanted: readonly Measure[];
  readonly content: ReadonlyMap<string, string>;
  readonly pieces: readonly EvidencePiece[];
  readonly evidence: readonly PreparedEvidence[];
  readonly rank: Ranking;
}

/** What speaks against a number: that it does not stand where the evidence speaks of what the claim's clause is about. */
function objectionTo(number: Measure, { claim, wanted, content, pieces, evidence, rank }: Compared): Objection[] {
  // A row of a table is one statement; a sentence may have one in each clause.
  const isRow = claim.includes(' | ');
  const clause = isRow ? claim : clauseAt(claim, number);
  const about = [...contentOf(blanked(clause, measures(clause))).keys()];
  const near = about.length > 0 && about.length < content.size ? ranking(pieces, about) : rank;
  const share = isRow ? alsoRelevant.row : alsoRelevant.number;
  const isNear = (piece: EvidencePiece): boolean =>
    piece.isFacts || near.scoreOf(piece) >= share * near.best || rank.scoreOf(piece) >= share * rank.best;
  const places = new Map(pieces.map((piece, place) => [piece, place] as const));
  const isSaid = (piece: EvidencePiece): boolean => {
    if (!isAmong(number, piece.measures)) return false;
    const before = pieces[(places.get(piece) ?? 0) - 1];
    return isNear(piece) || (piece.goesOn && before !== undefined && isNear(before));
  };
  const inContext = evidence.some(({ context }) =>
    context.measures.some((one) => (!number.unit || one.unit) && sameMeasure(number, one)),
  );
  const otherCurrency = foreign(number, claim, evidence);
  if (!otherCurrency && (inContext || pieces.some(isSaid))) return [];
  const instead = [...new Set(near.above(0.7).filter((piece) => near.scoreOf(piece) > 0 || piece.isFacts))]
    .slice(0, 3)
    .flatMap((piece) => piece.measures.map((one) => ({ ...one, isFact: piece.isFacts && near.scoreOf(piece) > 0 })))
    // A field such as `price` has its unit elsewhere.
    .filter((one) => sameKind(number, one) || (one.isFact && !one.unit))
    .filter((one) => one.word !== 'weak' && !wanted.some((other) => sameMeasure(other, one)))
    .map(({ text }) => text.trim());
  const other = [...new Set(instead)].slice(0, 2);
  // What a picture shows can be counted and read by who sees it.
  const isSeen = other.length === 0 && evidence.some((one) => one.isSeen);
  const reason = otherCurrency
    ? `says ${number.text.trim()}, the evidence counts in ${otherCurrency}`
    : other.length > 0
      ? `says ${number.text.trim()}, the evidence says ${other.join(' and ')}`
      : `says ${number.text.trim()}, which the evidence does not say of that`;
  return [{ kind: 'number', reason, isCertain: number.word === undefined && !isSeen }];
}

/** The currency that the evidence counts in, when the claim counts in another. */
function foreign({ unit }: Measure, claim: string, evidence: readonly PreparedEvidence[]): string | undefined {
  if (!unit || !currencies.has(unit.dimension)) return undefined;
  const named = new Set(evidence.flatMap((one) => [...one.currencies]));
  if (named.size === 0 || named.has(unit.dimension)) return undefined;
  return currenciesIn([], claim).size > 0 ? [...named].join(' and ') : undefined;
}

/** The clause in which a number stands. */
function clauseAt(claim: string, { start, end }: Measure): string {
  let from = 0;
  let to = claim.length;
  for (const { index, 0: found } of claim.matchAll(clauseEnds)) {
    if (index + found.length <= start) from = index + found.length;
    else if (index >= end) {
      to = index;
      break;
    }
  }
  return claim.slice(from, to);
}

/** With the pieces that they go on from, where what they call `it` was named. */
function withBefore(pieces: readonly EvidencePiece[], chosen: readonly EvidencePiece[]): EvidencePiece[] {
  const places = new Map(pieces.map((piece, place) => [piece, place] as const));
  const all = new Set(chosen);
  for (const piece of chosen) {
    let place = places.get(piece) ?? 0;
    for (let steps = 0; steps < 2 && pieces[place]?.goesOn; steps++) {
      place--;
      const before = pieces[place];
      if (before) all.add(before);
    }
  }
  return [...all];
}

/** Whether the sentences that speak of the same deny what is claimed, or say what the claim denies. */
function denies(claim: string, rank: Ranking): boolean {
  const claimed = polarised(claim);
  const close = rank.above(alsoRelevant.denial).filter((piece) => rank.scoreOf(piece) > 0);
  const agreed = new Set<string>();
  const disputed: string[][] = [];
  for (const { says } of close.slice(0, 50)) {
    const against: string[] = [];
    let turned = 0;
    for (const [one, flags] of claimed) {
      const here = says.get(one);
      // Both in one sentence: it cannot be told which is meant.
      if (here === undefined || flags === (said | denied) || here === (said | denied)) continue;
      if (flags === here) agreed.add(one);
      else against.push(one);
      if (flags === denied || here === denied) turned++;
    }
    if (turned > 0 && against.length / turned >= 0.5) disputed.push(against);
  }
  return disputed.some((senses) => senses.some((one) => !agreed.has(one)));
}

function denialReason(claim: string): string {
  const isDenial = [...polarised(claim).values()].some((flags) => (flags & denied) !== 0);
  return isDenial ? 'denies what the evidence says' : 'the evidence denies it';
}

function nameObjection(names: readonly Name[], label: string): Objection {
  const listedNames = listed(names.slice(0, 3).map(({ text }) => text));
  return { kind: 'name', reason: `nothing in ${label} says this of ${listedNames}`, isCertain: false };
}

/** The text with blanks instead of its numbers and their units. */
function blanked(text: string, ranges: readonly { start: number; end: number }[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of ranges) {
    if (start < at) continue;
    result += text.slice(at, start) + ' '.repeat(end - start);
    at = end;
  }
  return result + text.slice(at);
}

function listed(words: readonly string[]): string {
  if (words.length <= 1) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
