import { type Command, Option } from 'commander';
import type { Answer, AnswerEvent, RoundLimits } from '../data/answer.ts';
import { SightlineError } from '../support/errors.ts';
import { addExamples } from './command-help.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { formatAnswer, formatRound, formatSources } from './format-answer.ts';
import { onInterrupt } from './interrupt.ts';
import { wholeNumber } from './option-values.ts';
import { addQueryOptions, type QueryOptions, queryFrom, searchOptions } from './query-options.ts';
import { wordMatcher } from './snippet.ts';
import { stderr, stdout } from './terminal.ts';
import { safeJson, safeLine, safePiece } from './terminal-text.ts';
import { withIndex } from './with-index.ts';
import { writeCrops } from './write-crops.ts';

interface AskCommandOptions extends CommonOptions, QueryOptions {
  readonly crops?: string;
  readonly agentic?: boolean;
  readonly rounds?: number;
}

/** As many rounds of searching as the engine allows. */
const mostRounds = 20;

export function askCommand(command: Command): void {
  command.argument('[question...]', 'the question');
  addQueryOptions(command, 'how many hits to answer from (default: 12)');
  command.addOption(
    new Option('--crops <DIR>', 'write what each source shows into this folder as a picture').helpGroup('Output:'),
  );
  command
    .addOption(
      new Option('--agentic', 'let the generator search again where what was found is not enough').helpGroup('Query:'),
    )
    .addOption(
      new Option('--rounds <N>', 'most rounds of searching again; means --agentic (default: 3)')
        .helpGroup('Query:')
        .argParser(wholeNumber(1, mostRounds)),
    );
  addFlags(command, 'ask');
  addExamples(command, [
    ['sightline ask "how heavy is the tent?"', 'an answer with its sources'],
    ['sightline ask "what is this, and what does it cost?" --image photo.jpg', 'about a picture'],
    [
      'sightline ask --image chair.jpg "Which of these is it, and why?" --generator ollama:llava',
      'a model looks and answers',
    ],
    [
      'sightline ask "which shop nearby repairs what the manual says to replace?" --agentic --generator ollama:llama3.2',
      'searches on for what is missing',
    ],
    ['sightline ask "what does Figure 3 show?" --filter "document = report.pdf"', 'from one document'],
  ]);
  command.action(async (words: string[], options: AskCommandOptions) => {
    const interrupt = onInterrupt('');
    const { answer, isShown } = await withIndex(options, async (index, settings) => {
      const question = await queryFrom(words, options, settings);
      // Quotations are there at once; only a model's text takes its time. What goes elsewhere is formatted as a whole.
      const isLive = settings.generator !== undefined && stdout.isTerminal && !options.json && !options.quiet;
      const { answer, isShown } = await written(
        index.askStream(question, { ...searchOptions(options, interrupt.signal), ...roundOptions(options) }),
        { isLive, isTraced: !options.json && !options.quiet },
      );
      if (options.crops === undefined) return { answer, isShown };
      const ids = answer.citations.map((citation) => citation.segmentId);
      const crops = await writeCrops(index, ids, options.crops, settings);
      const citations = answer.citations.map((citation) => {
        const crop = crops.get(citation.segmentId);
        return crop === undefined ? citation : { ...citation, crop };
      });
      return { answer: { ...answer, citations }, isShown };
    });
    interrupt.release();
    const style = { ...stdout, columns: stdout.columns, matcher: wordMatcher(words.join(' ')) };
    if (options.json) stdout.print(safeJson(answer, 2));
    else stdout.print(...(isShown ? formatSources(answer, style) : formatAnswer(answer, style)));
    process.exitCode = answer.status === 'answered' ? exitCodes.ok : exitCodes.nothingFound;
  });
}

function roundOptions({ agentic, rounds }: AskCommandOptions): { readonly agentic?: true | RoundLimits } {
  if (rounds !== undefined) return { agentic: { rounds } };
  return agentic ? { agentic } : {};
}

/**
 * The whole answer; where a person is looking, its text appears while it is written.
 *
 * @param isTraced Tells of each further search while it happens.
 */
async function written(
  events: AsyncIterable<AnswerEvent>,
  { isLive, isTraced }: { readonly isLive: boolean; readonly isTraced: boolean },
): Promise<{ readonly answer: Answer; readonly isShown: boolean }> {
  let isShown = false;
  for await (const event of events) {
    if (event.type === 'retrieved' && event.pictureAsWords !== undefined && isLive) {
      stderr.print(stderr.colours.dim(`The picture, in words: ${safeLine(event.pictureAsWords)}`), '');
    } else if (event.type === 'round') {
      if (isTraced) stderr.print(...formatRound(event, stderr));
    } else if (event.type === 'text' && isLive) {
      isShown = true;
      stdout.write(safePiece(event.text));
    } else if (event.type === 'finished') {
      if (isShown) stdout.write('\n');
      return { answer: event.answer, isShown };
    }
  }
  throw new SightlineError('model-failed', 'The answer broke off before its end.', { remedy: 'Ask again.' });
}
