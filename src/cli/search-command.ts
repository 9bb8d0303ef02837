import { type Command, Option } from 'commander';
import type { Settings } from '../config.ts';
import type { Sightline } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { answerQueryFile } from './answer-query-file.ts';
import { addExamples } from './command-help.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { onInterrupt } from './interrupt.ts';
import { hitPreview, type PreviewChoice, previewChoices } from './preview.ts';
import { printHits } from './print-hits.ts';
import { addQueryOptions, type QueryOptions, queryFrom, quotas, searchOptions } from './query-options.ts';
import { stdout } from './terminal.ts';
import { safeJson, safeLine } from './terminal-text.ts';
import { withIndex } from './with-index.ts';
import { writeCrops } from './write-crops.ts';

interface SearchCommandOptions extends CommonOptions, QueryOptions {
  readonly explain?: boolean;
  readonly crops?: string;
  readonly preview: PreviewChoice;
  readonly queries?: string;
  readonly run?: string;
  readonly tag: string;
}

/** Hits for each query of a run, as evaluations look deeper than people do. */
const runDepth = 100;

export function searchCommand(command: Command): void {
  const output = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Output:');
  const many = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Many queries:');
  command.argument('[words...]', 'what to look for');
  addQueryOptions(command, 'how many hits at most (default: 10, for a run 100)');
  command
    .addOption(output('--explain', 'show why each hit is there, view by view'))
    .addOption(
      output('--preview <WHEN>', `draw pictures in the terminal: ${previewChoices.join(', ')} (default: auto)`)
        .choices(previewChoices)
        .default('auto'),
    )
    .addOption(output('--crops <DIR>', 'write what each hit shows into this folder as a picture'))
    .addOption(many('--queries <FILE>', 'answer the queries of a JSON Lines file: {"id", "text", "image"} a line'))
    .addOption(many('--run <FILE>', 'write the answers as a TREC run; - for standard output'))
    .addOption(many('--tag <NAME>', "the run's name in its lines").default('sightline'));
  addFlags(command, 'search');
  addExamples(command, [
    ['sightline search dark brown wooden chair', 'pictures and text that match words'],
    ['sightline search --image photo.jpg -k 5', 'what looks like a picture'],
    [
      'sightline search "the same in red" --image photo.jpg --filter "price < 200" --explain',
      'both at once, filtered, with reasons',
    ],
    ['sightline search --queries queries.jsonl --run run.txt', 'many queries, for an evaluation'],
  ]);
  command.action(async (words: string[], options: SearchCommandOptions) => {
    process.exitCode = await withIndex(options, (index, settings) =>
      options.queries === undefined
        ? searchOnce(index, words, options, settings)
        : searchMany(index, words, { ...options, queries: options.queries }),
    );
  });
}

async function searchOnce(
  index: Sightline,
  words: readonly string[],
  options: SearchCommandOptions,
  settings: Settings,
): Promise<ExitCode> {
  if (options.run !== undefined) {
    throw new SightlineError('bad-option', 'A run is made from a file of queries.', { remedy: 'Add --queries FILE.' });
  }
  const query = await queryFrom(words, options, settings);
  const result = await index.search(query, searchOptions(options));
  const ids = result.hits.map((hit) => hit.segment.id);
  const crops = options.crops === undefined ? undefined : await writeCrops(index, ids, options.crops, settings);
  const cropped = (id: string): { crop?: string } => (crops?.has(id) ? { crop: crops.get(id) as string } : {});
  if (options.json)
    stdout.print(safeJson({ ...result, hits: result.hits.map((hit) => ({ ...hit, ...cropped(hit.segment.id) })) }, 2));
  else await printHits(result, query.text ?? '', options, hitPreview(options.preview, index, settings));
  return result.hits.length === 0 ? exitCodes.nothingFound : exitCodes.ok;
}

async function searchMany(
  index: Sightline,
  words: readonly string[],
  options: SearchCommandOptions & { readonly queries: string },
): Promise<ExitCode> {
  if (words.length > 0 || options.image !== undefined) {
    throw new SightlineError('bad-option', 'Queries come from the file or from the command line, not from both.', {
      remedy: 'Leave out the words and --image, or leave out --queries.',
    });
  }
  const { queries, run, tag, json, quiet } = options;
  const interrupt = onInterrupt('Stopping (Ctrl-C again leaves at once).');
  try {
    return await answerQueryFile(index, {
      queries,
      tag,
      rest: { ...(run !== undefined ? { k: runDepth } : {}), ...quotas(options) },
      search: searchOptions(options, interrupt.signal),
      ...(run !== undefined ? { run } : {}),
      ...(json ? { json } : {}),
      ...(quiet ? { quiet } : {}),
      async print({ id, text = '' }, result) {
        const { bold } = stdout.colours;
        stdout.print(`${bold(safeLine(id))}  ${bold(safeLine(text))}`.trimEnd());
        await printHits(result, text, options);
        stdout.print('');
      },
    });
  } finally {
    interrupt.release();
  }
}
