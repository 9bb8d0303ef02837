import { type Command, Option } from 'commander';
import type { Answer, AnswerEvent } from '../data/answer.ts';
import { SightlineError } from '../support/errors.ts';
import { addExamples } from './command-help.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { formatAnswer, formatSources } from './format-answer.ts';
import { onInterrupt } from './interrupt.ts';
import { addQueryOptions, type QueryOptions, queryFrom, searchOptions } from './query-options.ts';
import { wordMatcher } from './snippet.ts';
import { stderr, stdout } from './terminal.ts';
import { safeJson, safeLine, safePiece } from './terminal-text.ts';
import { withIndex } from './with-index.ts';
import { writeCrops } from './write-crops.ts';

interface AskCommandOptions extends CommonOptions, QueryOptions {
  readonly crops?: string;
}

export function askCommand(command: Command): void {
  command.argument('[question...]', 'the question');
  addQueryOptions(command, 'how many hits to answer from (default: 12)');
  command.addOption(
    new Option('--crops <DIR>', 'write what each source shows into this folder as a picture').helpGroup('Output:'),
  );
  addFlags(command, 'ask');
  addExamples(command, [
    ['sightline ask "how heavy is the tent?"', 'an answer with its sources'],
    ['sightline ask "what is this, and what does it cost?" --image photo.jpg', 'about a picture'],
    [
      'sightline ask --image chair.jpg "Which of these is it, and why?" --generator ollama:llava',
      'a model looks and answers',
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
        index.askStream(question, searchOptions(options, interrupt.signal)),
        isLive,
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

/** The whole answer; where a person is looking, its text appears while it is written. */
async function written(
  events: AsyncIterable<AnswerEvent>,
  isLive: boolean,
): Promise<{ readonly answer: Answer; readonly isShown: boolean }> {
  let isShown = false;
  for await (const event of events) {
    if (event.type === 'retrieved' && event.pictureAsWords !== undefined && isLive) {
      stderr.print(stderr.colours.dim(`The picture, in words: ${safeLine(event.pictureAsWords)}`), '');
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
