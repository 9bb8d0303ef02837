import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Writes a result as Markdown into bench/results, under its name and today's date, with the machine's size. */
export async function saveResult(name: string, title: string, lines: readonly string[]): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  const folder = fileURLToPath(new URL('./results/', import.meta.url));
  await mkdir(folder, { recursive: true });
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  const file = `${folder}${date}-${name}.md`;
  await writeFile(file, `# ${title}\n\n${date}; ${machine}.\n\n${lines.join('\n')}\n`);
  console.log(`\nWritten to ${file}`);
}
