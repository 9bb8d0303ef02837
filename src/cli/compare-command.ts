import { type Command, Option } from 'commander';
import type { Sightline } from '../engine/engine.ts';
import type { EvaluationReport } from '../evaluate/report.ts';
import { addExamples } from './command-help.ts';
import { formatComparison } from './eval-compare-table.ts';
import { loadJudgedQueries, noteMissing } from './eval-queries.ts';
import { describeVariantKeys, parseVariant, plainVariant, type SearchVariant } from './eval-variant.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { onInterrupt } from './interrupt.ts';
import { wholeNumber } from './option-values.ts';
import { progressLine } from './progress.ts';
import { stderr, stdout } from './terminal.ts';
import { safeJson, safeLine } from './terminal-text.ts';
import { withIndex } from './with-index.ts';

interface CompareOptions extends CommonOptions {
  readonly qrels?: string;
  readonly pictures?: string;
  readonly k?: number;
}

const usualK = 10;
const deepest = 1000;

export function compareCommand(command: Command): void {
  const judged = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Judged queries:');
  command
    .argument('<file>', 'judged queries, as `sightline eval` takes them')
    .argument('<a>', `one way of searching: ${plainVariant}, or key=value`)
    .argument('<b>', 'the other')
    .addOption(
      judged('--qrels <FILE>', 'judgements in the form of TREC or BEIR; the lines then need only "_id" and "text"'),
    )
    .addOption(judged('--pictures <DIR>', "where the queries' pictures are, if not beside the file"))
    .addOption(
      new Option('-k <N>', `places that measures look at (default: ${usualK})`)
        .argParser(wholeNumber(1, deepest))
        .helpGroup('Query:'),
    );
  addFlags(command, 'compare');
  addExamples(command, [
    ['sightline compare queries.jsonl views=keyword default', 'what vectors add to keywords'],
    ['sightline compare queries.jsonl default index=other', 'the same queries on two indexes, of two models'],
    ['sightline compare queries.jsonl rerank=off rerank=on', 'what the reranker is good for'],
  ]);
  command.addHelpText(
    'after',
    `Ways of searching, several with commas between them (views=text,rerank=off); "${plainVariant}" changes nothing:
${describeVariantKeys().join('\n')}

p is that of a paired randomisation test: how often chance alone would make a difference as large. Looking at many
measures finds a small p by chance, too.
`,
  );
  command.action(async (file: string, a: string, b: string, options: CompareOptions) => {
    process.exitCode = await run(file, parseVariant(a), parseVariant(b), options);
  });
}

async function run(file: string, a: SearchVariant, b: SearchVariant, options: CompareOptions): Promise<ExitCode> {
  const { k = usualK, quiet, json, verbose = false } = options;
  const interrupt = onInterrupt('Stopping (Ctrl-C again leaves at once).');
  const progress = progressLine(stderr, !quiet);
  const { signal } = interrupt;
  try {
    const { queries, problems } = await loadJudgedQueries(file, options, signal);
    const { evaluate } = await import('../evaluate/evaluate.ts');
    const evaluated = async ({ search, name }: SearchVariant, index: Sightline): Promise<EvaluationReport> => {
      const report = await evaluate(index, queries, {
        k,
        searchOptions: search,
        signal,
        onProgress: ({ done, of, latest }) =>
          progress.update({
            done,
            found: of,
            foundAll: true,
            latest: `${safeLine(name)}   ${safeLine(latest)}`,
            unit: 'question',
          }),
      });
      progress.clear();
      return report;
    };
    const shared = JSON.stringify(a.settings) === JSON.stringify(b.settings);
    const opened = ({ settings }: SearchVariant) => ({ ...options, ...settings });
    const [first, second] = await withIndex(opened(a), async (indexA) => {
      const reportA = await evaluated(a, indexA);
      const measuredB = async (indexB: Sightline): Promise<EvaluationReport> => {
        const reportB = await evaluated(b, indexB);
        if (!quiet && options.qrels === undefined) await noteMissing(indexB, reportB.outcomes, signal);
        return reportB;
      };
      return [reportA, shared ? await measuredB(indexA) : await withIndex(opened(b), measuredB)] as const;
    });
    const { compareReports } = await import('../evaluate/compare-reports.ts');
    const comparison = compareReports(first, second);
    const sides = [
      { name: a.name, report: first },
      { name: b.name, report: second },
    ] as const;
    if (json) stdout.print(safeJson({ ...comparison, a: sides[0], b: sides[1] }, 2));
    else stdout.print(...formatComparison(comparison, ...sides, stdout, verbose));
    return problems.length + first.failed + second.failed > 0 ? exitCodes.someFailed : exitCodes.ok;
  } finally {
    progress.clear();
    interrupt.release();
  }
}
