import { type Command, Option } from 'commander';
import type { Answer } from '../data/answer.ts';
import { addExamples } from './command-help.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { formatAnswer } from './format-answer.ts';
import { addQueryOptions, type QueryOptions, queryFrom, searchOptions } from './query-options.ts';
import { wordMatcher } from './snippet.ts';
import { stdout } from './terminal.ts';
import { safeJson } from './terminal-text.ts';
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
    ['sightline ask "what does Figure 3 show?" --filter "document = report.pdf"', 'from one document'],
  ]);
  command.action(async (words: string[], options: AskCommandOptions) => {
    const answer = await withIndex(options, async (index, settings) => {
      const question = await queryFrom(words, options, settings);
      const found = await index.ask(question, searchOptions(options));
      if (options.crops === undefined) return found;
      const ids = found.citations.map((citation) => citation.segmentId);
      const crops = await writeCrops(index, ids, options.crops, settings);
      const citations = found.citations.map((citation) => {
        const crop = crops.get(citation.segmentId);
        return crop === undefined ? citation : { ...citation, crop };
      });
      return { ...found, citations };
    });
    print(answer, words.join(' '), options);
    process.exitCode = answer.status === 'answered' ? exitCodes.ok : exitCodes.nothingFound;
  });
}

function print(answer: Answer, question: string, options: AskCommandOptions): void {
  if (options.json) stdout.print(safeJson(answer, 2));
  else stdout.print(...formatAnswer(answer, { ...stdout, columns: stdout.columns, matcher: wordMatcher(question) }));
}
