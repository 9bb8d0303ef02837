import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writerFixtures } from './writer-fixtures.ts';

/** Writes the models that write of `test/fixtures/models/`: npx tsx scripts/model-fixtures/make-writers.ts */
const root = fileURLToPath(new URL('../../test/fixtures/models/', import.meta.url));
const files = writerFixtures();
for (const folder of new Set([...files.keys()].map((path) => path.split('/', 1)[0] ?? ''))) {
  if (folder !== '') await rm(join(root, folder), { recursive: true, force: true });
}
let bytes = 0;
for (const [path, content] of files) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
  bytes += content.length;
}
console.log(`${files.size} files, ${Math.ceil(bytes / 1024)} KB`);
