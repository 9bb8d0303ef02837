import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexFolder } from '../engine/index-folder.ts';
import type { EvaluationReport } from '../evaluate/report.ts';
import { SightlineError } from '../support/errors.ts';

/**
 * Keeps a report in the folder of its index, where the page of `sightline serve` lists it: figures as `ID.json`, and beside it
 * the page `ID.html`.
 *
 * @returns the report's id: when it was made, and of what.
 * @throws SightlineError 'bad-option' for an index in memory.
 */
export async function saveEvaluation(
  index: string,
  report: EvaluationReport,
  { name, page, now }: { readonly name: string; readonly page: string; readonly now: Date },
): Promise<string> {
  if (index === 'memory:') {
    throw new SightlineError('bad-option', 'An index in memory keeps no reports.', { remedy: 'Use --html FILE.' });
  }
  const folder = indexFolder(index).evaluations;
  const createdAt = now.toISOString();
  const plain = name
    .replace(/\.\w+$/, '')
    .replace(/[^\w-]+/g, '-')
    .slice(0, 60);
  const id = `${createdAt.slice(0, 19).replace(/\D/g, '')}-${plain || 'queries'}`;
  await mkdir(folder, { recursive: true });
  const { queries, failed, measures, latency } = report;
  await writeFile(join(folder, `${id}.html`), page);
  // Last, and in one step: what is listed has its page.
  const figures = join(folder, `${id}.json`);
  await writeFile(`${figures}.part`, JSON.stringify({ name, createdAt, queries, failed, measures, latency }));
  await rename(`${figures}.part`, figures);
  return id;
}
