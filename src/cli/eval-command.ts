import { type Command, Option } from 'commander';
import type { Settings } from '../config.ts';
import { type ViewName, viewNames } from '../data/segment.ts';
import type { Sightline } from '../engine/engine.ts';
import { decimals } from '../evaluate/figures.ts';
import type { EvaluationReport } from '../evaluate/report.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { addExamples } from './command-help.ts';
import { answerShares, type CheckedMinimum, checkMinimums, type Minimum, parseMinimums } from './eval-minimums.ts';
import { checkWritable, writePage } from './eval-page.ts';
import { loadJudgedQueries, noteMissing } from './eval-queries.ts';
import { formatReport } from './eval-table.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { onInterrupt } from './interrupt.ts';
import { counted, grouped } from './numbers.ts';
import { someOf, wholeNumber } from './option-values.ts';
import { progressLine } from './progress.ts';
import { searchOptions } from './query-options.ts';
import { stderr, stdout } from './terminal.ts';
import { safeJson, safeLine } from './terminal-text.ts';
import { withIndex } from './with-index.ts';

interface EvalOptions extends CommonOptions {
  readonly qrels?: string;
  readonly pictures?: string;
  readonly k?: number;
  readonly views?: readonly ViewName[];
  readonly translate?: boolean;
  readonly rerank?: boolean;
  readonly answers?: boolean;
  readonly fitWeights?: boolean;
  readonly min?: readonly Minimum[];
  readonly html?: string;
  readonly save?: boolean;
}

const usualK = 10;
const deepest = 1000;

export function evalCommand(command: Command): void {
  const judged = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Judged queries:');
  const query = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Query:');
  const output = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Output:');
  const views = query('--views <VIEWS>', `only these views: ${viewNames.join(', ')}`);
  views.argChoices = [...viewNames];
  command
    .argument('<file>', 'JSON Lines: {"id", "text", "image", "relevant": ["notes.md", "doc.pdf#page=3"]} a line')
    .addOption(
      judged('--qrels <FILE>', 'judgements in the form of TREC or BEIR; the lines then need only "_id" and "text"'),
    )
    .addOption(judged('--pictures <DIR>', "where the queries' pictures are, if not beside the file"))
    .addOption(query('-k <N>', `places that measures look at (default: ${usualK})`).argParser(wholeNumber(1, deepest)))
    .addOption(views.argParser(someOf(viewNames)))
    .addOption(query('--translate', 'search by what the generator says a picture shows, not by its looks'))
    .addOption(query('--no-rerank', 'without the reranker that is set'))
    .addOption(query('--answers', 'ask as well: is an answer given where there is one, and only there?'))
    .addOption(
      query('--fit-weights', 'find out how much each view should be believed, instead of a report').conflicts([
        'answers',
        'min',
        'html',
        'save',
      ]),
    )
    .addOption(output('--min <LIST>', 'fail below these means: ndcg@10=0.5,recall@5=0.8').argParser(parseMinimums))
    .addOption(output('--html <FILE>', 'write a report with plots and the worst queries as one HTML file'))
    .addOption(output('--save', 'keep the report in the index, for the page of `sightline serve`'));
  addFlags(command, 'eval');
  addExamples(command, [
    ['sightline eval queries.jsonl', 'how well the judged queries are answered'],
    ['sightline eval queries.jsonl --html report.html', 'and a page that shows what went wrong'],
    ['sightline eval queries.jsonl --min ndcg@10=0.5', 'exit code 2 when it is worse, for a build'],
    ['sightline eval queries.jsonl --fit-weights', 'weights of the views for sightline.config.json, if any are better'],
    ['sightline eval queries.jsonl --qrels qrels/test.tsv', 'a set in the form of BEIR or TREC'],
  ]);
  command.addHelpText(
    'after',
    `Measures: ndcg, recall, hit, mrr, map, precision, each with a cut-off (recall@5); with --answers also answered, refused.
Intervals are 95 % bootstrap intervals over the queries.
With --fit-weights the queries are searched with up to 40 settings of the weights. What they gain is measured on queries
that had no part in the choice, and only a gain that is hardly chance is recommended.
Exit codes: 0 done, 2 a minimum was missed, or lines or queries failed, 1 error, 64 wrong usage, 130 stopped.
`,
  );
  command.action(async (file: string, options: EvalOptions) => {
    process.exitCode = await withIndex(options, (index, settings) => run(index, settings, file, options));
  });
}

async function run(index: Sightline, settings: Settings, file: string, options: EvalOptions): Promise<ExitCode> {
  const { k = usualK, quiet, json, verbose = false } = options;
  const minimums = options.min ?? [];
  const { measureNamed } = await import('../evaluate/measures.ts');
  const fullName = (name: string): string => measureNamed(name, k).name;
  const measures = minimums.filter(({ name }) => !isAnswerShare(name)).map(({ name }) => fullName(name));
  if (!options.answers && minimums.some(({ name }) => isAnswerShare(name))) {
    throw new SightlineError('bad-option', 'A minimum is for answers, which are not asked for.', {
      remedy: 'Add --answers.',
    });
  }
  if (options.html !== undefined) await checkWritable(options.html);
  const interrupt = onInterrupt('Stopping (Ctrl-C again leaves at once).');
  const progress = progressLine(stderr, !quiet);
  try {
    const { signal } = interrupt;
    const { queries, problems } = await loadJudgedQueries(file, options, signal);
    if (options.fitWeights) {
      const { fitAndPrint } = await import('./eval-fit-weights.ts');
      const search = searchOptions(options);
      const fit = { index, settings, queries, k, search, json: json === true, quiet: quiet === true, progress, signal };
      const failed = await fitAndPrint(fit);
      return problems.length + failed > 0 ? exitCodes.someFailed : exitCodes.ok;
    }
    const { evaluate } = await import('../evaluate/evaluate.ts');
    const report = await evaluate(index, queries, {
      k,
      measures,
      searchOptions: searchOptions(options),
      answers: options.answers === true,
      signal,
      onProgress: ({ done, of, latest }) =>
        progress.update({ done, found: of, foundAll: true, latest: safeLine(latest), unit: 'question' }),
    });
    progress.clear();
    const checked = checkMinimums(report, minimums, fullName);
    if (json) stdout.print(safeJson({ ...report, minimums: checked }, 2));
    else stdout.print(...formatReport(report, stdout, verbose));
    if (!quiet) {
      printNotes(report, verbose);
      if (options.qrels === undefined) await noteMissing(index, report.outcomes, signal);
    }
    await writeReport(index, settings, report, { ...options, file, signal });
    for (const minimum of checked) if (!minimum.met) stderr.print(describeMissed(minimum));
    const isWhole = checked.every(({ met }) => met) && problems.length === 0 && report.failed === 0;
    return isWhole ? exitCodes.ok : exitCodes.someFailed;
  } finally {
    progress.clear();
    interrupt.release();
  }
}

/** What was said of many queries; a single one's own matters less here. */
function printNotes({ notes, queries }: EvaluationReport, verbose: boolean): void {
  for (const { note, queries: count } of notes) {
    if (!verbose && (count < 2 || count < queries / 10)) continue;
    stderr.print(
      `${stderr.colours.yellow('note')}     ${safeLine(note)} (${counted(count, 'query', 'queries')} of ${grouped(queries)})`,
    );
  }
}

function isAnswerShare(name: string): boolean {
  return answerShares.some((share) => share === name);
}

function describeMissed({ name, least, actual }: CheckedMinimum): string {
  const is = actual === undefined ? 'could not be measured' : `is ${decimals(actual)}`;
  return `${stderr.colours.red('missed')}   ${name} ${is}, and at least ${least} was asked for.`;
}

/** The report as a page, where one is wanted. */
async function writeReport(
  index: Sightline,
  settings: Settings,
  report: EvaluationReport,
  { html, save, file, quiet, signal }: EvalOptions & { readonly file: string; readonly signal: AbortSignal },
): Promise<void> {
  if (html === undefined && !save) return;
  const { htmlReport } = await import('../evaluate/html-report.ts');
  const { evalPictures } = await import('./eval-pictures.ts');
  const title = file.split(/[\\/]/).at(-1) ?? file;
  const page = await htmlReport(report, { title, pictures: evalPictures(index, settings, signal) });
  throwIfAborted(signal);
  if (html !== undefined) await writePage(html, page, quiet === true);
  if (!save) return;
  const { saveEvaluation } = await import('./save-evaluation.ts');
  const id = await saveEvaluation(settings.index, report, { name: title, page, now: new Date() });
  if (!quiet) stderr.print(`Kept as ${id}; see it under Evaluations on the page of \`sightline serve\`.`);
}
