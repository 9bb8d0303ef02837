import type { Answer } from '../data/answer.ts';
import type { Hit } from '../data/hit.ts';
import { allWords } from '../data/segment-words.ts';
import { queryStems, stemsFound, withoutPlaceWords } from '../support/query-terms.ts';
import { type AskedMeasure, askedMeasure } from './asked-measure.ts';
import { citationOf } from './citation.ts';
import { type Quotable, quotables } from './quotable.ts';

/** At most this many quotations make an answer. */
const maxQuotes = 3;
/**
 * The share of a question (by weight of its words) that one piece of evidence must cover before it counts as an answer.
 * Below it the honest answer is that there is none; the demo's judged questions decide where it lies.
 */
const enough = 0.55;
/** What a word counts for that stands in the piece's name or heading, and one that stands elsewhere in its segment. */
const around = { heading: 0.8, segment: 0.6 };
/** A further quotation must cover this share of the best one's, and add something. */
const nearlyAsGood = 0.75;

/**
 * Answers without any model: the sentences, table rows, fields and recognised lines that cover the question best, quoted
 * word for word and cited. Nothing is rephrased, so nothing can be invented.
 */
export function extractAnswer(question: string, hits: readonly Hit[]): Answer {
  const measure = askedMeasure(withoutPlaceWords(question));
  const stems = queryStems(measure?.rest ?? withoutPlaceWords(question));
  const asked = { wanted: new Set(stems), weights: weighStems(stems, hits), measure };
  const scored = hits
    .flatMap((hit, place) => quotables(hit).map((piece) => ({ piece, place })))
    .map(({ piece, place }) => ({ piece, place, ...score(piece, asked) }))
    .filter((one) => one.own > 0)
    .sort((a, b) => b.total - a.total || a.place - b.place || a.piece.text.length - b.piece.text.length);
  const [best] = scored;
  if (!best || best.total < enough) {
    return { status: 'no-evidence', text: 'Nothing here answers that.', citations: [], hits, by: 'extractive' };
  }
  const chosen = [best];
  for (const one of scored) {
    if (chosen.length >= maxQuotes) break;
    if (isOtherLabel(one.piece, best.piece, question)) continue;
    if (one.total < best.total * nearlyAsGood || chosen.some((other) => repeats(one.piece, other.piece))) continue;
    const covered = new Set(chosen.flatMap((other) => [...other.found]));
    const adds = [...one.found].some((stem) => !covered.has(stem));
    if (adds || (one.total >= best.total && one.piece.hit !== best.piece.hit)) chosen.push(one);
  }
  return answerFrom(
    chosen.map((one) => one.piece),
    hits,
  );
}

function answerFrom(pieces: readonly Quotable[], hits: readonly Hit[]): Answer {
  const citations = pieces.map(({ hit, from, text }, i) => citationOf(hit, i + 1, { quote: text, from }));
  const text = citations.map(({ quote, number }) => `${asText(quote ?? '')} [${number}]`).join('\n');
  return { status: 'answered', text, citations, hits, by: 'extractive' };
}

/** A quotation on one line; of a table's row, its cells without the bars around it. */
function asText(quote: string): string {
  const line = quote.replace(/\s*\n\s*/g, ' ');
  return /^\|.*\|$/.test(line) ? line.slice(1, -1).trim() : line;
}

/** Inverse document frequency among the hits: what every hit says is not what the question turns on. */
function weighStems(stems: readonly string[], hits: readonly Hit[]): Map<string, number> {
  const wanted = new Set(stems);
  const found = hits.map((hit) => stemsFound(wanted, Object.values(hit.segment.words).join(' ')));
  return new Map(
    stems.map((stem) => {
      const frequency = found.filter((set) => set.has(stem)).length;
      return [stem, Math.log(2 + (hits.length - frequency + 0.5) / (frequency + 0.5))] as const;
    }),
  );
}

interface Asked {
  readonly wanted: ReadonlySet<string>;
  readonly weights: ReadonlyMap<string, number>;
  readonly measure: AskedMeasure | undefined;
}

/** How much of the question a piece covers: by its own words, and with what stands around it. */
function score(piece: Quotable, asked: Asked): { own: number; total: number; found: Set<string> } {
  const found = stemsFound(asked.wanted, piece.text);
  const heading = stemsFound(asked.wanted, piece.context);
  const segment = stemsFound(asked.wanted, allWords(piece.hit.segment.words));
  let all = 0;
  let own = 0;
  let total = 0;
  for (const [stem, weight] of asked.weights) {
    all += weight;
    if (found.has(stem)) own += weight;
    if (found.has(stem)) total += weight;
    else if (heading.has(stem)) total += weight * around.heading;
    else if (segment.has(stem)) total += weight * around.segment;
  }
  if (all === 0) return { own: 0, total: 0, found };
  if (asked.measure) {
    // The measure counts as much as two words of the question: it is what the question is about.
    const weight = (2 * all) / asked.weights.size;
    all += weight;
    if (asked.measure.answers(piece.text)) {
      own += weight;
      total += weight;
    }
  }
  return { own: own / all, total: total / all, found };
}

/** Who asks for Figure 2 does not want Figure 1, though its caption is much alike. */
function isOtherLabel(piece: Quotable, best: Quotable, question: string): boolean {
  const asked = best.hit.segment.metadata.label;
  const label = piece.hit.segment.metadata.label;
  if (typeof asked !== 'string' || typeof label !== 'string') return false;
  return label !== asked && question.toLowerCase().includes(asked.toLowerCase());
}

function repeats(a: Quotable, b: Quotable): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/\W+/g, ' ').trim();
  const [one, other] = [plain(a.text), plain(b.text)];
  return one.includes(other) || other.includes(one);
}
