/**
 * Every file of the awkward collections is indexed or refused with a reason: counts, reasons, time and memory.
 *
 *     npx tsx bench/messy.ts --data DIR [--only office_misc,pdf_pdfplumber] [--ocr off]
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { open } from 'sightline';
import { saveResult } from './save-result.ts';

const { values: args } = parseArgs({
  options: { data: { type: 'string' }, only: { type: 'string' }, ocr: { type: 'string', default: 'light' } },
});
if (!args.data) throw new Error('Name the folder with the development data: --data DIR');

let unhandled = 0;
process.on('unhandledRejection', (error) => {
  unhandled++;
  console.error('unhandled rejection:', error);
});
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 100);

const messy = join(args.data, 'messy');
const folders = [
  ...(await readdir(messy)).filter((name) => !name.includes('.')).map((name) => join(messy, name)),
  join(args.data, 'kgrag_sec10q', 'data', 'v1', 'docs'),
].filter((folder) => !args.only || args.only.split(',').some((name) => folder.includes(name)));

const rows: string[] = [];
const refusals: string[] = [];
for (const folder of folders) {
  const engine = await open({ index: 'memory:', ocr: args.ocr === 'off' ? 'off' : 'light' });
  const started = performance.now();
  const run = engine.add(folder);
  const kinds = new Map<string, number>();
  let warnings = 0;
  let longest = { name: '', seconds: 0 };
  let last = performance.now();
  for await (const event of run) {
    const seconds = (performance.now() - last) / 1000;
    last = performance.now();
    if ((event.type === 'indexed' || event.type === 'failed') && seconds > longest.seconds)
      longest = { name: event.name, seconds };
    if (event.type === 'indexed') warnings += event.warnings.length;
    if (event.type === 'failed') refusals.push(`- ${event.name}: ${event.reason}`);
  }
  const { indexed, failed, segments } = await run.finished();
  for (const [kind, count] of Object.entries((await engine.status()).kinds)) kinds.set(kind, count);
  await engine.close();
  const name = folder
    .replace(`${args.data}/`, '')
    .replace(/^messy\//, '')
    .split('/')[0];
  const seconds = (performance.now() - started) / 1000;
  const shown = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ');
  rows.push(
    `| ${name} | ${indexed} | ${failed} | ${segments} (${shown}) | ${warnings} | ${seconds.toFixed(0)} | ${longest.seconds.toFixed(1)} |`,
  );
  console.log(rows.at(-1));
}
clearInterval(watch);
const lines = [
  'Documents include attachments and entries of archives. The longest gap is the longest time without any file coming to its end.',
  '',
  '| collection | indexed | refused | segments | warnings | seconds | longest gap, s |',
  '|---|---|---|---|---|---|---|',
  ...rows,
  '',
  `Unhandled rejections: ${unhandled}. Peak resident memory: ${Math.round(peak / 2 ** 20)} MiB. OCR: ${args.ocr}.`,
  '',
  'Refused:',
  '',
  ...refusals,
];
console.log(lines.slice(-refusals.length - 3).join('\n'));
if (!args.only) await saveResult('messy', 'Awkward files: indexed, or refused with a reason', lines);
process.exitCode = unhandled > 0 ? 1 : 0;
