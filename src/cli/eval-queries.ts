import type { Sightline } from '../engine/engine.ts';
import type { JudgedQueries } from '../evaluate/judged-queries.ts';
import type { QueryOutcome } from '../evaluate/report.ts';
import { SightlineError } from '../support/errors.ts';
import { counted, grouped } from './numbers.ts';
import { stderr } from './terminal.ts';
import { safeLine, safeName } from './terminal-text.ts';

export interface JudgedFileOptions {
  readonly qrels?: string;
  readonly pictures?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Broken lines that are named one by one unless all are wanted. */
const namedProblems = 10;
/** References that are looked up in the index, and those that are named. */
const lookedUp = 200;
const namedMissing = 5;

/**
 * The judged queries of a file; lines that are broken are named on stderr.
 *
 * @throws SightlineError 'unreadable-file', 'bad-query' when there is no query at all.
 */
export async function loadJudgedQueries(
  file: string,
  options: JudgedFileOptions,
  signal: AbortSignal,
): Promise<JudgedQueries> {
  const { readJudgedQueries } = await import('../evaluate/judged-queries.ts');
  const { qrels, pictures } = options;
  const judged = await readJudgedQueries(file, {
    folders: [...(pictures === undefined ? [] : [pictures]), process.cwd()],
    signal,
    ...(qrels === undefined ? {} : { qrels }),
  });
  const { problems, unjudged, withoutText } = judged;
  const shown = options.verbose ? problems : problems.slice(0, namedProblems);
  const { red, yellow } = stderr.colours;
  for (const { file: where, line, problem } of shown)
    stderr.print(`${red('failed')}   ${safeName(where)}, line ${line}: ${safeLine(problem)}`);
  const more = problems.length - shown.length;
  if (more > 0) stderr.print(`${red('failed')}   and ${counted(more, 'more line')}; --verbose names all.`);
  if (!options.quiet && unjudged > 0)
    stderr.print(
      `${yellow('note')}     ${counted(unjudged, 'query', 'queries')} without a relevant judgement left out.`,
    );
  if (!options.quiet && withoutText > 0) {
    const all = counted(withoutText, 'judged query', 'judged queries');
    stderr.print(`${yellow('note')}     ${all} of ${safeName(qrels ?? file)} not in ${safeName(file)}.`);
  }
  if (judged.queries.length === 0) {
    throw new SightlineError('bad-query', `There is no judged query in ${safeName(file)}.`, {
      remedy:
        qrels === undefined
          ? 'Give each line an "id", "text" or "image", and "relevant", or name a qrels file with --qrels.'
          : `Give the ids of ${safeName(qrels)} to the queries.`,
    });
  }
  return judged;
}

/** Says which judged references the index does not hold: most often the names begin at another folder. */
export async function noteMissing(
  index: Pick<Sightline, 'show'>,
  outcomes: readonly QueryOutcome[],
  signal: AbortSignal,
): Promise<void> {
  const found = new Set<string>();
  const never = new Set<string>();
  for (const { judged } of outcomes)
    for (const { reference, foundAt } of judged) (foundAt === undefined ? never : found).add(reference);
  const asked = [...never].filter((reference) => !found.has(reference)).slice(0, lookedUp);
  const missing: string[] = [];
  for (const reference of asked) {
    if (signal.aborted) return;
    if ((await index.show(reference)).length === 0) missing.push(reference);
  }
  if (missing.length === 0) return;
  const named = missing.slice(0, namedMissing).map(safeName).join(', ');
  const more = missing.length > namedMissing ? `, and ${grouped(missing.length - namedMissing)} more` : '';
  stderr.print(
    `${stderr.colours.yellow('note')}     ${counted(missing.length, 'judged reference')} not in the index, so that nothing can find ${missing.length === 1 ? 'it' : 'them'}: ${named}${more}. Documents are named from the folder that was indexed.`,
  );
}
