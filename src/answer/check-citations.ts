import type { Answer, CheckedClaim } from '../data/answer.ts';
import type { Generator } from '../generate/generator.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../support/errors.ts';
import { measures } from './claim-measures.ts';
import { namesIn } from './claim-names.ts';
import { isVerbatim, quotesIn } from './claim-quotes.ts';
import { isGerman } from './claim-words.ts';
import { type Claim, claims } from './claims.ts';
import { type CitedSegment, hasWords, type PreparedEvidence, preparedEvidence } from './support-evidence.ts';
import { judgedSupport } from './support-judge.ts';
import { enoughCovered, lexicalSupport } from './support-lexical.ts';

export interface CheckedAnswer {
  readonly claims: readonly CheckedClaim[];
  /** What a person should know of the checking itself. */
  readonly notes: readonly string[];
}

export interface CheckOptions {
  /**
   * How near claim and evidence are in sense, 0 to 1, such as the cosine of their vectors. It decides where words alone are in
   * doubt; numbers and quotations it cannot overrule.
   */
  similarity?(claim: string, evidence: string): Promise<number>;
  /** A model that is asked where words alone are in doubt. It, too, cannot overrule numbers and quotations. */
  readonly judge?: Generator;
  readonly signal?: AbortSignal;
}

/** Coverage within this distance of what is enough leaves doubt. */
const doubt = 0.15;
/** Similarities from which sense decides for a claim, and against it. */
const similar = { enough: 0.75, tooLittle: 0.4 };
/** Most claims that a model is asked about: an answer of thousands of sentences is no answer. */
const mostJudged = 40;
/** Most claims that are checked; what follows is marked as unchecked. */
const mostChecked = 2000;
const mostEvidence = 20;

/**
 * Checks every sentence of an answer against the evidence that it cites: that there is a citation, that it exists, that its
 * words, numbers, names and denials are those of the evidence (of all its pieces together), and that quotations are verbatim.
 *
 * @param evidenceOf What is known of a segment, undefined when it is not there.
 * @throws SightlineError 'cancelled'. A judge that fails leaves the decision to the words, and a note.
 */
export async function checkCitations(
  answer: Answer,
  evidenceOf: (segmentId: string) => CitedSegment | undefined,
  options: CheckOptions = {},
): Promise<CheckedAnswer> {
  const { signal } = options;
  throwIfAborted(signal);
  if (answer.status === 'no-evidence') return { claims: [], notes: [] };
  const prepared = new Map<number, PreparedEvidence>();
  for (const { number, segmentId } of answer.citations) {
    const segment = evidenceOf(segmentId);
    if (segment && !prepared.has(number)) prepared.set(number, preparedEvidence(segment));
  }
  const notes: string[] = [];
  const check: Check = {
    prepared,
    options,
    isGerman: isGerman(answer.text),
    isName: nameTest(prepared),
    judge: options.judge,
    judged: 0,
    giveUp(reason) {
      notes.push(`Citations were checked by words alone: ${reason}`);
      check.judge = undefined;
    },
  };
  const checked: CheckedClaim[] = [];
  for (const [place, claim] of claims(answer.text).entries()) {
    throwIfAborted(signal);
    // A long answer must not hold up everything else.
    if (place % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
    const { isClaim, ...rest } = claim;
    if (!isClaim) checked.push({ ...rest, verdict: 'not-a-claim', reasons: [], score: 1 });
    else if (place >= mostChecked) {
      checked.push({ ...rest, verdict: 'unchecked', reasons: ['the answer is too long to check'], score: 0 });
    } else checked.push({ ...rest, ...(await verdictOn(claim, check)) });
  }
  return { claims: checked, notes };
}

interface Check {
  readonly prepared: ReadonlyMap<number, PreparedEvidence>;
  readonly options: CheckOptions;
  readonly isGerman: boolean;
  readonly isName: (sense: string) => boolean;
  judge: Generator | undefined;
  judged: number;
  giveUp(reason: string): void;
}

type Verdict = Pick<CheckedClaim, 'verdict' | 'reasons' | 'score'>;

async function verdictOn(claim: Claim, check: Check): Promise<Verdict> {
  const { citations, words } = claim;
  if (citations.length === 0) return { verdict: 'uncited', reasons: ['cites nothing'], score: 0 };
  const known = citations.filter((number) => check.prepared.has(number)).slice(0, mostEvidence);
  const unknown = citations.filter((number) => !check.prepared.has(number));
  const reasons = unknown.slice(0, 5).map((number) => `[${number}] does not exist`);
  if (known.length === 0) return { verdict: 'unsupported', reasons, score: 0 };
  const evidence = known.flatMap((number) => check.prepared.get(number) ?? []);
  const label = known.map((number) => `[${number}]`).join(' and ');
  const isSeen = evidence.some((one) => one.isSeen);
  const readable = evidence.filter(hasWords);
  if (readable.length === 0) {
    const why = isSeen ? `${label} is a picture without words: it cannot be checked here` : `${label} has no words`;
    return { verdict: isSeen ? 'unchecked' : 'unsupported', reasons: [...reasons, why], score: 0 };
  }

  const misquoted = quotesIn(words).filter(
    (quote) =>
      !isVerbatim(
        quote,
        evidence.flatMap((one) => one.quotables),
      ),
  );
  const { coverage, objections, isEmpty } = lexicalSupport(words, evidence, { ...check, label });
  if (isEmpty && misquoted.length === 0) return { verdict: 'not-a-claim', reasons, score: 1 };
  const against = [
    ...misquoted.slice(0, 3).map((quote) => `“${shortened(quote)}” does not stand in ${label} like that`),
    ...objections.map(({ reason }) => reason),
  ];
  const isCertain = misquoted.length > 0 || objections.some((one) => one.isCertain);
  const score = against.length === 0 ? coverage : Math.min(coverage, isCertain ? 0.2 : 0.4);
  const isDoubtful = !isCertain && (objections.length > 0 || Math.abs(coverage - enoughCovered) < doubt);
  if (isDoubtful) {
    const refined = await refine(words, known, check, { against, score });
    if (refined) return { ...refined, reasons: [...reasons, ...refined.reasons] };
  }
  if (against.length === 0) return { verdict: 'supported', reasons, score };
  // Whoever wrote it saw the picture, and we have only its words.
  if (isSeen && !isCertain && !objections.some(({ kind }) => kind === 'denial')) {
    return {
      verdict: 'unchecked',
      reasons: [...reasons, ...against, 'what the picture shows cannot be checked here'],
      score,
    };
  }
  return { verdict: 'unsupported', reasons: [...reasons, ...against], score };
}

/** What a model, or nearness in sense, makes of a claim that words leave in doubt; undefined when they do not decide. */
async function refine(
  words: string,
  numbers: readonly number[],
  check: Check,
  { against, score }: { readonly against: readonly string[]; readonly score: number },
): Promise<Verdict | undefined> {
  const { similarity, signal } = check.options;
  const texts = numbers.map((number) => ({ label: `[${number}]`, text: check.prepared.get(number)?.text ?? '' }));
  if (check.judge && check.judged < mostJudged) {
    check.judged++;
    try {
      const { supported, reason } = await judgedSupport(check.judge, words, texts, signal);
      if (supported) return { verdict: 'supported', reasons: [], score: Math.max(score, 0.8) };
      return { verdict: 'unsupported', reasons: reason ? [reason] : against, score: Math.min(score, 0.2) };
    } catch (error) {
      throwIfAborted(signal);
      if (error instanceof SightlineError && error.code === 'cancelled') throw error;
      check.giveUp(reasonOf(error));
    }
  }
  if (!similarity) return undefined;
  let best = 0;
  for (const { text } of texts) {
    throwIfAborted(signal);
    const value = await similarity(words, text);
    if (Number.isFinite(value)) best = Math.max(best, value);
  }
  if (best >= similar.enough) return { verdict: 'supported', reasons: [], score: Math.max(score, Math.min(1, best)) };
  if (best < similar.tooLittle) {
    const reasons = against.length > 0 ? against : ['the evidence speaks of something else'];
    return { verdict: 'unsupported', reasons, score: Math.min(score, best) };
  }
  return undefined;
}

/** Names that stand inside sentences of the evidence, or in its own name, are names at the beginning of a sentence, too. */
function nameTest(prepared: ReadonlyMap<number, PreparedEvidence>): (sense: string) => boolean {
  const known = new Set<string>();
  for (const { text } of prepared.values()) {
    const piece = text.slice(0, 20_000);
    for (const { parts, isOpening } of namesIn(piece, measures(piece.slice(0, 6000)), false)) {
      if (!isOpening) for (const part of parts) known.add(part);
    }
  }
  return (sense) => known.has(sense);
}

function shortened(quote: string): string {
  return quote.length > 80 ? `${quote.slice(0, 79)}…` : quote;
}
