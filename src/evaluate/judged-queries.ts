import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type LineProblem, maxJudgedBytes, numberedLines } from './numbered-lines.ts';
import { readQrels } from './qrels.ts';
import { type LineQuery, lineProblem, lineWords, parseQueryLine } from './query-line.ts';
import type { Judgement } from './relevance.ts';

/** A query, and what a person found relevant to it. */
export interface JudgedQuery extends LineQuery {
  /** What sort of query it is, by which results are grouped. */
  readonly kind: string;
  /** Nothing, where the index holds no answer and the right thing is to say so. */
  readonly judgements: readonly Judgement[];
}

export interface JudgedQueries {
  readonly queries: readonly JudgedQuery[];
  readonly problems: readonly LineProblem[];
  /** Queries of the file that a qrels file says nothing of, or of which nothing is relevant: left out. */
  readonly unjudged: number;
  /** Queries of a qrels file that are not in the file of queries. */
  readonly withoutText: number;
}

export interface ReadJudgedOptions {
  /** A qrels file with the judgements, which the file of queries then need not hold. */
  readonly qrels?: string;
  /** Folders to look for pictures in, besides that of the file. */
  readonly folders?: readonly string[];
  readonly signal?: AbortSignal;
}

const maxQueries = 100_000;
const maxJudgementsOfQuery = 100_000;
const maxGrade = 1000;

const grade = z.number().max(maxGrade);
const judgedFields = z.object({
  kind: lineWords.max(80).nullish(),
  relevant: z.array(lineWords).max(maxJudgementsOfQuery),
  grades: z.union([z.array(grade), z.record(z.string(), grade)]).nullish(),
});

/**
 * Reads judged queries from JSON Lines, one object a line:
 *
 *     {"id": "q1", "text": "red chair", "image": "chair.jpg", "relevant": ["catalogue.jsonl#id=X", "doc.pdf#page=3"]}
 *
 * with words, a picture, or both. `relevant` names documents, or places in them; an empty list says that nothing there
 * answers. `grades` says how relevant each is, as a list beside `relevant` or as an object by reference; 1 unless told, and 0
 * or less is not relevant. `kind` groups the results. With `qrels`, the lines need only `_id` (or `id`) and `text`, as in
 * BEIR. A picture is a URL or a path relative to the file. Bad lines are named and left out.
 *
 * @throws SightlineError 'unreadable-file', 'limit-exceeded', 'cancelled'.
 */
export async function readJudgedQueries(file: string, options: ReadJudgedOptions = {}): Promise<JudgedQueries> {
  const { signal } = options;
  const limits = { maxBytes: maxJudgedBytes, ...(signal ? { signal } : {}) };
  const qrels = options.qrels === undefined ? undefined : await readQrels(options.qrels, signal);
  const folders = [dirname(resolve(file)), ...(options.folders ?? [])];
  const problems: LineProblem[] = [...(qrels?.problems ?? [])];
  const queries = new Map<string, JudgedQuery>();
  const seen = new Set<string>();
  let unjudged = 0;
  for await (const { line, text } of numberedLines(file, 'a JSON Lines file of judged queries', limits)) {
    const note = (problem: string): void => void problems.push({ file, line, problem });
    const parsed = await parseQueryLine(text, folders);
    if (typeof parsed === 'string') {
      note(parsed);
      continue;
    }
    const { query, json } = parsed;
    if (seen.has(query.id)) {
      note(`the id ${JSON.stringify(query.id)} was used before`);
      continue;
    }
    seen.add(query.id);
    if (queries.size >= maxQueries) {
      note(`only the first ${maxQueries} queries are used`);
      break;
    }
    const judged = qrels ? { judgements: qrels.byQuery.get(query.id) ?? [] } : judgementsOf(json);
    if (typeof judged === 'string') note(judged);
    // In TREC's files a query with nothing relevant was not judged deeply enough; it does not mean that nothing answers.
    else if (qrels && judged.judgements.length === 0) unjudged++;
    else queries.set(query.id, { ...query, kind: kindOf(query), ...judged });
  }
  const withoutText = qrels ? [...qrels.byQuery.keys()].filter((one) => !seen.has(one)).length : 0;
  return { queries: [...queries.values()], problems, unjudged, withoutText };
}

/** What sort of query it is where nobody says: `words`, `image`, `image+words`. */
function kindOf({ text, image }: LineQuery): string {
  return [...(image ? ['image'] : []), ...(text ? ['words'] : [])].join('+');
}

function judgementsOf(json: unknown): (Pick<JudgedQuery, 'judgements'> & { readonly kind?: string }) | string {
  const parsed = judgedFields.safeParse(json);
  if (!parsed.success) return lineProblem(parsed.error);
  const { kind, relevant, grades } = parsed.data;
  if (Array.isArray(grades) && grades.length !== relevant.length)
    return `"grades" has ${grades.length} entries for ${relevant.length} in "relevant"`;
  const byReference = new Map<string, number>();
  for (const [i, reference] of relevant.entries()) {
    const given = Array.isArray(grades) ? grades[i] : grades?.[reference];
    if (!byReference.has(reference)) byReference.set(reference, given ?? 1);
  }
  const judgements = [...byReference].filter(([, given]) => given > 0);
  if (judgements.length === 0 && relevant.length > 0)
    return 'every grade is 0; leave "relevant" empty if nothing answers';
  const named = kind ?? (relevant.length === 0 ? 'unanswerable' : undefined);
  return {
    judgements: judgements.map(([reference, given]) => ({ reference, grade: given })),
    ...(named === undefined ? {} : { kind: named }),
  };
}
