import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import type { Query } from '../data/query.ts';
import type { Sightline } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { formatAnswer } from './format-answer.ts';
import { addToIndex } from './index-command.ts';
import { onInterrupt } from './interrupt.ts';
import { printHits } from './print-hits.ts';
import { portNumber, serveUntilStopped, usualPort } from './serve-command.ts';
import { wordMatcher } from './snippet.ts';
import { stdout } from './terminal.ts';
import { withIndex } from './with-index.ts';

interface DemoOptions extends CommonOptions {
  readonly serve?: boolean;
  readonly port: number;
}

interface Scene {
  readonly title: string;
  /** The command that does the same. */
  readonly command: string;
  readonly query: Query;
  readonly ask?: true;
}

/** What the demonstration shows, on the collection of examples/collection. */
function scenes(files: string): readonly Scene[] {
  const photo = join(files, 'products', 'CinderRider.jpg');
  return [
    {
      title: 'Words find pictures',
      command: 'search "dark brown wooden chair"',
      query: { text: 'dark brown wooden chair', k: 3 },
    },
    {
      title: 'A picture finds pictures like it: here, a red leather jacket',
      command: `search --image ${photo}`,
      query: { image: photo, k: 3 },
    },
    {
      title: 'A picture and words together: like that, but yellow',
      command: `search yellow --image ${photo}`,
      query: { image: photo, text: 'yellow', k: 3 },
    },
    {
      title: 'Only the text inside a screenshot holds this error code',
      command: 'search "error PX-4471"',
      query: { text: 'error PX-4471', k: 2 },
    },
    {
      title: 'A question, answered with its sources',
      command: 'ask "Why does the zipper keep catching?"',
      query: { text: 'Why does the zipper keep catching?' },
      ask: true,
    },
    {
      title: 'A figure of a manual, by its number',
      command: 'ask "What does Figure 2 of the tent manual show?"',
      query: { text: 'What does Figure 2 of the tent manual show?' },
      ask: true,
    },
    {
      title: 'A slide, by what it is about',
      command: 'search "Which slide covers pricing?"',
      query: { text: 'Which slide covers pricing?', k: 1 },
    },
    {
      title: 'A question that nothing here answers',
      command: 'ask "What is the capital of Mongolia?"',
      query: { text: 'What is the capital of Mongolia?' },
      ask: true,
    },
  ];
}

export function demoCommand(command: Command): void {
  const serving = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Serving:');
  command
    .addOption(serving('--serve', 'serve the collection with the page, in place of showing searches here'))
    .addOption(serving('--port <N>', 'port; 0 for any free one').default(usualPort).argParser(portNumber));
  addFlags(command, 'demo');
  command.action(async (options: DemoOptions) => {
    const files = demoFiles();
    // An index of its own, so that the demonstration never mixes with one's files; --index says otherwise.
    // What customers sent is no part of what is offered.
    const placed = { index: join('.sightline', 'demo'), exclude: 'customer-photos/**', ...options };
    process.exitCode = await withIndex(placed, async (engine, settings) => {
      stdout.print(
        `Indexing a small collection of our own: ${files}`,
        'Reading the text in pictures takes a moment the first time.',
        '',
      );
      const interrupt = onInterrupt('Stopping (Ctrl-C again leaves at once).');
      const code = await addToIndex(engine, [files], options, interrupt);
      interrupt.release();
      if (code === exitCodes.interrupted) return code;
      if (options.serve) {
        await serveUntilStopped(engine, settings, [], { ...options, host: '127.0.0.1' });
        return exitCodes.ok;
      }
      for (const scene of scenes(files)) await play(engine, scene);
      stdout.print(
        '',
        stdout.colours.bold('Now your own files:'),
        '  node dist/cli/main.js index ~/Pictures ~/Documents/notes',
        '  node dist/cli/main.js search "a red tent by a lake"',
        '  node dist/cli/main.js ask "how long is the warranty?"',
        '  node dist/cli/main.js --help',
      );
      return code;
    });
  });
}

async function play(engine: Sightline, scene: Scene): Promise<void> {
  const { colours, columns } = stdout;
  stdout.print('', `${colours.bold(`${scene.title}`)}`, colours.dim(`$ sightline ${scene.command}`), '');
  const text = scene.query.text ?? '';
  if (scene.ask) {
    stdout.print(...formatAnswer(await engine.ask(scene.query), { colours, columns, matcher: wordMatcher(text) }));
  } else {
    await printHits(await engine.search(scene.query), text, {});
  }
}

/** `examples/collection/files` of this package, from the sources as well as from `dist/`. */
function demoFiles(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'examples', 'collection', 'files');
    if (existsSync(join(candidate, 'catalogue.jsonl'))) return candidate;
    if (folder === dirname(folder)) break;
  }
  throw new SightlineError('unreadable-file', 'The demonstration collection is missing from this installation.', {
    remedy: 'Install the package again, or index files of your own: sightline index PATH',
  });
}
