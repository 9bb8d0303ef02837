// Makes only the documents of the collection: npx tsx examples/collection/documents/make.ts [OUTDIR]
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from './documents.ts';

const files = join(dirname(fileURLToPath(import.meta.url)), '..', 'files');
const out = process.argv[2] ?? files;

for (const { file, data } of await documents(files)) {
  await mkdir(dirname(join(out, file)), { recursive: true });
  await writeFile(join(out, file), data);
  console.log(`${join(out, file)}: ${Math.ceil(Buffer.byteLength(data) / 1000)} kB`);
}
