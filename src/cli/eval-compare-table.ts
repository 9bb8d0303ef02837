import type { ChangedQuery, Comparison, MeasureComparison } from '../evaluate/compare-reports.ts';
import { describeDifference, rareChance } from '../evaluate/describe-difference.ts';
import { decimals, interval, pValue, signed } from '../evaluate/figures.ts';
import type { EvaluationReport } from '../evaluate/report.ts';
import { describeLatency } from './eval-table.ts';
import { counted, grouped } from './numbers.ts';
import type { Channel } from './terminal.ts';
import { safeLine, safeName } from './terminal-text.ts';
import { fitEnd, fitMiddle } from './text-width.ts';

const shownChanges = 6;
const indent = '  ';

export interface Side {
  readonly name: string;
  readonly report: EvaluationReport;
}

/** Two variants side by side as lines for a terminal. */
export function formatComparison(
  comparison: Comparison,
  a: Side,
  b: Side,
  { colours, columns }: Pick<Channel, 'colours' | 'columns'>,
  verbose: boolean,
): string[] {
  const { queries, measures, leading, changed } = comparison;
  const head = `${indent}${'measure'.padEnd(15)}${'A'.padStart(5)}${'B'.padStart(8)}${'B − A'.padStart(10)}   ${'95 % interval'.padEnd(17)}${'p'.padStart(7)}   better in`;
  const shown = verbose ? changed : changed.slice(0, shownChanges);
  const line = ({ measure, a: one, b: other, difference, p, wins }: MeasureComparison): string => {
    const value = signed(difference.mean).padStart(10);
    const shownValue = p >= rareChance ? value : difference.mean > 0 ? colours.green(value) : colours.red(value);
    const where = `A ${grouped(wins.a)}, B ${grouped(wins.b)}, same ${grouped(wins.ties)}`;
    return `${indent}${measure.padEnd(13)}${decimals(one.mean).padStart(7)}${decimals(other.mean).padStart(8)}${shownValue}   ${signedInterval(difference).padEnd(17)}${pValue(p).padStart(7)}   ${colours.dim(where)}`;
  };
  const changes = (query: ChangedQuery): string => {
    const asked = [
      ...(query.text === undefined ? [] : [safeLine(query.text)]),
      ...(query.image === undefined ? [] : [`[${fitMiddle(safeName(fileName(query.image)), 40)}]`]),
    ].join(' ');
    return fitEnd(`${indent}${decimals(query.a)} → ${decimals(query.b)}  ${safeLine(query.id)}  ${asked}`, columns);
  };
  return [
    `A  ${safeName(a.name)}`,
    `B  ${safeName(b.name)}`,
    `${counted(queries, 'query', 'queries')}, each searched both ways`,
    '',
    colours.dim(head),
    ...measures.map(line),
    '',
    ...(a.report.latency ? [`A  ${describeLatency('Search', a.report.latency)}`] : []),
    ...(b.report.latency ? [`B  ${describeLatency('Search', b.report.latency)}`] : []),
    ...(shown.length > 0 ? ['', `Changed most in ${leading}, A → B:`, ...shown.map(changes)] : []),
    '',
    ...measures.slice(0, 1).map(describeDifference),
  ];
}

function signedInterval(difference: MeasureComparison['difference']): string {
  const { low, high } = difference;
  return low === undefined || high === undefined ? interval(difference) : `${signed(low)} … ${signed(high)}`;
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}
