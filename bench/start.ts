/**
 * Start-up: how long a person waits for a search in a fresh process, from the command to the printed hits.
 *
 *     npx tsx bench/start.ts [--runs 15]
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtProgram } from './built-program.ts';
import { freshProcess } from './fresh-process.ts';
import { report } from './report.ts';
import { median, percentile, seconds, verdict } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const { values: args } = parseArgs({ options: { data: { type: 'string' }, runs: { type: 'string', default: '15' } } });
const runs = Number(args.runs);
const warmUps = 2;
const targetMs = 600;

const program = await builtProgram();
const collection = fileURLToPath(new URL('../examples/collection/files/', import.meta.url));
await inTemporaryFolder(async (folder) => {
  const index = join(folder, 'index');
  const made = await freshProcess([program, 'index', collection, '--index', index, '--ocr', 'off']);
  console.log(made.stdout.trim());
  const search = [program, 'search', '--index', index];
  const photo = join(collection, 'reviews', 'harbour-walk.jpg');
  const commands: readonly { name: string; args: readonly string[]; targetMs?: number }[] = [
    { name: 'node -e 0', args: ['-e', '0'] },
    { name: 'sightline --version', args: [program, '--version'] },
    { name: 'search words', args: [...search, 'dark brown wooden chair'], targetMs },
    { name: 'search words --json', args: [...search, 'dark brown wooden chair', '--json'], targetMs },
    { name: 'search --image FILE', args: [...search, '--image', photo], targetMs },
    { name: 'search words --image FILE', args: [...search, 'in brown leather', '--image', photo], targetMs },
  ];
  const times = commands.map((): number[] => []);
  // In turn, so that a slow moment of the machine falls on all of them.
  for (let run = -warmUps; run < runs; run++) {
    for (const [i, command] of commands.entries()) {
      const { ms } = await freshProcess(command.args);
      if (run >= 0) times[i]?.push(ms);
    }
  }
  const floor = median(times[0] ?? []);
  const lines = [
    `Wall time of a fresh process, ${runs} runs after ${warmUps} warm-ups, over the demo collection.`,
    '',
    '| command | median | p95 | times `node -e 0` | target |',
    '|---|---|---|---|---|',
    ...commands.map((command, i) => {
      const of = times[i] ?? [];
      const target = command.targetMs
        ? verdict(median(of) < command.targetMs, `under ${seconds(command.targetMs)}`)
        : '';
      return `| ${command.name} | ${seconds(median(of))} | ${seconds(percentile(of, 0.95))} | ${(median(of) / floor).toFixed(1)} | ${target} |`;
    }),
  ];
  await report('start', 'Start-up: a search in a fresh process', lines, runs >= 15);
});
