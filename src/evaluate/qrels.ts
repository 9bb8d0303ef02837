import { type LineProblem, maxJudgedBytes, numberedLines } from './numbered-lines.ts';
import type { Judgement } from './relevance.ts';

/** Judgements by the id of their query. */
export interface Qrels {
  /** Only what is relevant; a query of which nothing is has an empty list. */
  readonly byQuery: ReadonlyMap<string, readonly Judgement[]>;
  readonly problems: readonly LineProblem[];
}

/** Lines taken of one file; the judgements of MS MARCO's passages are about half a million. */
const maxJudgements = 5_000_000;

/**
 * Reads relevance judgements, one a line: three columns as BEIR has them (`query-id`, `corpus-id`, `score`, with or without
 * that header; https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset) or four as TREC has them (query, a column
 * that is not used, document, grade; https://trec.nist.gov/data/qrels_eng/). Columns are set apart by tabs, else by blanks.
 *
 * A document is named as it is in a TREC run of this program: by a record's own id, or by a reference with blanks
 * percent-encoded. A grade of 0 or less means judged and not relevant. Bad lines are named and left out.
 *
 * @throws SightlineError 'unreadable-file', 'limit-exceeded', 'cancelled'.
 */
export async function readQrels(file: string, signal?: AbortSignal): Promise<Qrels> {
  const limits = { maxBytes: maxJudgedBytes, ...(signal ? { signal } : {}) };
  const byQuery = new Map<string, Map<string, number>>();
  const problems: LineProblem[] = [];
  let taken = 0;
  let first = true;
  for await (const { line, text } of numberedLines(file, 'a qrels file', limits)) {
    const parsed = parseQrelsLine(text);
    const isHeader = first && 'problem' in parsed && /^\S*(?:query|topic|qid)/i.test(text.trim());
    first = false;
    if (isHeader) continue;
    if ('problem' in parsed) {
      problems.push({ file, line, problem: parsed.problem });
      continue;
    }
    if (++taken > maxJudgements) {
      problems.push({ file, line, problem: `only the first ${maxJudgements} judgements are used` });
      break;
    }
    const { query, document, grade } = parsed;
    const judged = byQuery.get(query) ?? new Map<string, number>();
    byQuery.set(query, judged);
    if (judged.has(document)) problems.push({ file, line, problem: 'this was judged on a line before' });
    else judged.set(document, grade);
  }
  return {
    byQuery: new Map(
      [...byQuery].map(([query, judged]) => [
        query,
        [...judged]
          .filter(([, grade]) => grade > 0)
          .map(([reference, grade]): Judgement => ({ reference, grade, byId: true })),
      ]),
    ),
    problems,
  };
}

type QrelsLine =
  | { readonly query: string; readonly document: string; readonly grade: number }
  | { readonly problem: string };

/** One line of a qrels file, or what is wrong with it. */
export function parseQrelsLine(text: string): QrelsLine {
  const columns = text
    .trim()
    .split(text.includes('\t') ? /\t+/ : /\s+/)
    .map((column) => column.trim());
  if (columns.length !== 3 && columns.length !== 4)
    return { problem: `it has ${columns.length} columns where 3 or 4 are expected` };
  const [query = '', document = '', score = ''] =
    columns.length === 3 ? columns : [columns[0] ?? '', columns[2] ?? '', columns[3] ?? ''];
  const grade = Number(score);
  if (score === '' || !Number.isFinite(grade)) return { problem: 'its last column is not a number' };
  if (query === '' || document === '') return { problem: 'a column is empty' };
  return { query, document, grade };
}
