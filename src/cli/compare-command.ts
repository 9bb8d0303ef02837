import { type Command, Option } from 'commander';
import type { Settings } from '../config.ts';
import type { Sightline } from '../engine/engine.ts';
import type { ComparedSide } from '../evaluate/html-comparison.ts';
import type { ShownHit } from '../evaluate/report.ts';
import { throwIfAborted } from '../support/errors.ts';
import { addExamples } from './command-help.ts';
import { formatComparison } from './eval-compare-table.ts';
import { checkWritable, writePage } from './eval-page.ts';
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
  readonly html?: string;
}

const usualK = 10;
const deepest = 1000;
/** Queries whose hits are kept for a page. */
const mostKept = 10_000;

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
    )
    .addOption(
      new Option('--html <FILE>', 'write plots and the queries that changed most as one HTML file').helpGroup(
        'Output:',
      ),
    );
  addFlags(command, 'compare');
  addExamples(command, [
    ['sightline compare queries.jsonl views=keyword default', 'what vectors add to keywords'],
    ['sightline compare queries.jsonl default index=other', 'the same queries on two indexes, of two models'],
    ['sightline compare queries.jsonl strategy=late strategy=cascade --html page.html', 'and both lists on a page'],
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
  const { k = usualK, quiet } = options;
  if (options.html !== undefined) await checkWritable(options.html);
  const interrupt = onInterrupt('Stopping (Ctrl-C again leaves at once).');
  const progress = progressLine(stderr, !quiet);
  const { signal } = interrupt;
  try {
    const { queries, problems } = await loadJudgedQueries(file, options, signal);
    const { evaluate } = await import('../evaluate/evaluate.ts');
    const { evalPictures } = await import('./eval-pictures.ts');
    const evaluated = async ({ search, name }: SearchVariant, index: Sightline, settings: Settings) => {
      const hits = new Map<string, readonly ShownHit[]>();
      const report = await evaluate(index, queries, {
        k,
        searchOptions: search,
        signal,
        onHits: (id, shown) => options.html !== undefined && hits.size < mostKept && hits.set(id, shown),
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
      return { name, report, hits, pictures: evalPictures(index, settings, signal) };
    };
    const shared = JSON.stringify(a.settings) === JSON.stringify(b.settings);
    const opened = ({ settings }: SearchVariant) => ({ ...options, ...settings });
    return await withIndex(opened(a), async (indexA, settingsA) => {
      const sideA = await evaluated(a, indexA, settingsA);
      const finish = async (indexB: Sightline, settingsB: Settings): Promise<ExitCode> => {
        const own = await evaluated(b, indexB, settingsB);
        const sideB = shared ? { ...own, pictures: sideA.pictures } : own;
        if (!quiet && options.qrels === undefined) await noteMissing(indexB, sideB.report.outcomes, signal);
        await present(sideA, sideB, { ...options, file, signal });
        return problems.length + sideA.report.failed + sideB.report.failed > 0 ? exitCodes.someFailed : exitCodes.ok;
      };
      return shared ? finish(indexA, settingsA) : withIndex(opened(b), finish);
    });
  } finally {
    progress.clear();
    interrupt.release();
  }
}

/** Prints both sides, and writes the page if there is to be one. */
async function present(
  a: ComparedSide,
  b: ComparedSide,
  options: CompareOptions & { readonly file: string; readonly signal: AbortSignal },
): Promise<void> {
  const { file, signal, json, html, quiet = false, verbose = false } = options;
  const { compareReports } = await import('../evaluate/compare-reports.ts');
  const comparison = compareReports(a.report, b.report);
  const printed = { a: { name: a.name, report: a.report }, b: { name: b.name, report: b.report } };
  if (json) stdout.print(safeJson({ ...comparison, ...printed }, 2));
  else stdout.print(...formatComparison(comparison, a, b, stdout, verbose));
  if (html === undefined) return;
  const { htmlComparison } = await import('../evaluate/html-comparison.ts');
  const page = await htmlComparison(comparison, { title: fileName(file), a, b });
  throwIfAborted(signal);
  await writePage(html, page, quiet);
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}
