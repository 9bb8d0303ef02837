import type { Estimate } from '../evaluate/bootstrap.ts';
import { decimals, interval } from '../evaluate/figures.ts';
import type { AnswerReport, EvaluationReport, Latency, WorstQuery } from '../evaluate/report.ts';
import { bar } from './explain-hit.ts';
import { counted, grouped } from './numbers.ts';
import type { Channel } from './terminal.ts';
import { safeLine, safeName } from './terminal-text.ts';
import { fitEnd, fitMiddle, textWidth } from './text-width.ts';

type Paper = Pick<Channel, 'colours' | 'columns'>;

/** Queries that are shown unless all that were kept are wanted. */
const shownWorst = 5;
const shownWrong = 8;
const indent = '  ';

/** A report as lines for a terminal. */
export function formatReport(report: EvaluationReport, paper: Paper, verbose: boolean): string[] {
  const { queries, unanswerable, failed, depth, latency, answers, worst } = report;
  const parts = [
    `${counted(queries, 'query', 'queries')} measured on lists of ${grouped(depth)}`,
    ...(failed > 0 ? [paper.colours.red(`${grouped(failed)} of them failed and count as 0`)] : []),
    ...(unanswerable > 0 && !answers ? [`${grouped(unanswerable)} unanswerable left out (--answers asks them)`] : []),
    ...(unanswerable > 0 && answers ? [`${grouped(unanswerable)} unanswerable`] : []),
  ];
  return [
    parts.join(', '),
    ...(queries > 0 ? ['', ...measureTable(report, paper)] : []),
    ...(report.byKind.length > 1 ? ['', ...kindTable(report, paper)] : []),
    ...(latency ? ['', describeLatency('Search', latency)] : []),
    ...(answers ? ['', ...answerLines(answers, paper, verbose)] : []),
    ...(worst.length > 0 ? ['', ...worstLines(report, paper, verbose)] : []),
  ];
}

function measureTable({ measures }: EvaluationReport, { colours }: Paper): string[] {
  const names = Object.keys(measures);
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const head = `${indent}${'measure'.padEnd(width)}${'mean'.padStart(6)}   95 % interval`;
  return [
    colours.dim(head),
    ...Object.entries(measures).map(
      ([name, estimate]) =>
        `${indent}${name.padEnd(width)}${colours.bold(decimals(estimate.mean).padStart(6))}   ${interval(estimate)}   ${colours.green(bar(estimate.mean))}`,
    ),
  ];
}

/** Kinds against the measures that fit side by side. */
function kindTable({ byKind, measures }: EvaluationReport, { colours, columns }: Paper): string[] {
  const kinds = byKind.map(({ kind }) => fitEnd(safeLine(kind), 24));
  const width = Math.max(4, ...kinds.map(textWidth)) + 2;
  const cell = 14;
  const names = Object.keys(measures).slice(0, Math.max(1, Math.floor((columns - width - 12) / cell)));
  return [
    colours.dim(
      `${indent}${'kind'.padEnd(width)}${'queries'.padStart(7)}${names.map((name) => name.padStart(cell)).join('')}`,
    ),
    ...byKind.map((group, i) => {
      const kind = kinds[i] ?? '';
      const values = names.map((name) => decimals(group.measures[name]?.mean ?? 0).padStart(cell)).join('');
      return `${indent}${kind}${' '.repeat(width - textWidth(kind))}${grouped(group.queries).padStart(7)}${values}`;
    }),
  ];
}

function answerLines(
  { answered, refused, latency, wrong }: AnswerReport,
  { colours, columns }: Paper,
  verbose: boolean,
) {
  const line = (what: string, estimate: Estimate): string[] =>
    estimate.queries === 0
      ? []
      : [
          `${indent}${what.padEnd(45)}${colours.bold(decimals(estimate.mean))}   ${interval(estimate)}   of ${grouped(estimate.queries)}`,
        ];
  const shown = verbose ? wrong : wrong.slice(0, shownWrong);
  const more = wrong.length - shown.length;
  return [
    ...line('answered, where there is an answer', answered),
    ...line('said that nothing answers, where none does', refused),
    ...(latency ? [`${indent}${describeLatency('Answer', latency)}`] : []),
    ...(shown.length > 0 ? ['', 'Decided wrongly:'] : []),
    ...shown.map(({ id, text = '', status, failure }) => {
      const got = failure ? `failed: ${safeLine(failure)}` : status === 'answered' ? 'answered' : 'not answered';
      return fitEnd(`${indent}${safeLine(id)}  ${colours.dim(got)}  ${safeLine(text)}`, columns);
    }),
    ...(more > 0 ? [`${indent}and ${grouped(more)} more; --verbose names all`] : []),
  ];
}

function worstLines({ worst, measures }: EvaluationReport, paper: Paper, verbose: boolean): string[] {
  const [leading = ''] = Object.keys(measures);
  const shown = verbose ? worst : worst.slice(0, shownWorst);
  return [`Worst by ${leading}:`, ...shown.flatMap((query) => describeWorst(query, leading, paper))];
}

function describeWorst(query: WorstQuery, leading: string, { colours, columns }: Paper): string[] {
  const value = decimals(query.values[leading] ?? 0);
  const asked = [
    ...(query.text === undefined ? [] : [safeLine(query.text)]),
    ...(query.image === undefined ? [] : [`[${fitMiddle(safeName(fileName(query.image)), 40)}]`]),
  ].join(' ');
  const places = query.judged.map(
    ({ reference, foundAt }) => `${safeName(reference)} ${foundAt === undefined ? 'not found' : `at ${foundAt}`}`,
  );
  const [first] = query.hits;
  const instead = first && !first.relevant ? [`instead: ${safeName(first.reference)}`] : [];
  const why = query.failure ? [`failed: ${safeLine(query.failure)}`] : [`wanted:  ${places.join(', ')}`, ...instead];
  return [
    fitEnd(`${indent}${value}  ${safeLine(query.id)}  ${asked}`, columns),
    ...why.map((line) => colours.dim(fitEnd(`${indent}       ${line}`, columns))),
  ];
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}

export function describeLatency(what: string, { p50Ms, p95Ms }: Latency): string {
  return `${what} time: half within ${milliseconds(p50Ms)}, 95 % within ${milliseconds(p95Ms)}`;
}

/** `12 ms`, `1.2 s`. */
export function milliseconds(ms: number): string {
  return ms < 999.5 ? `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
