// Makes the whole demo collection: npx tsx examples/collection/make.ts [OUTDIR]
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { documents } from './documents/documents.ts';
import { charts, type Drawing } from './paper/charts.ts';
import { diagrams } from './paper/diagrams.ts';
import { warrantyForm } from './paper/form.ts';
import { screenshots } from './paper/screenshots.ts';
import { takePhotos } from './photos.ts';
import { catalogueLines } from './words/catalogue.ts';
import type { Page } from './words/page.ts';
import { policies } from './words/policies.ts';
import { queryLines } from './words/queries.ts';
import { repairNotes } from './words/repair-notes.ts';
import { reviewMetadata, reviews, tickets } from './words/tickets.ts';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, 'files');
/** A second argument takes only the photos whose path matches it; everything drawn or written is always made. */
const only = process.argv[3] ? new RegExp(process.argv[3]) : undefined;

async function put(file: string, data: string | Uint8Array): Promise<void> {
  const path = join(out, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data);
}

async function drawn(d: Drawing): Promise<void> {
  // A palette keeps flat drawings small and their letters sharp.
  await put(
    d.file,
    await sharp(Buffer.from(d.svg)).png({ palette: true, colours: 64, compressionLevel: 9 }).toBuffer(),
  );
}

const pages: readonly Page[] = [
  ...repairNotes,
  ...policies,
  ...tickets,
  ...reviews,
  { file: 'catalogue.jsonl', text: `${catalogueLines()}\n` },
  { file: 'reviews/metadata.json', text: `${JSON.stringify(reviewMetadata, null, 2)}\n` },
];

const started = performance.now();
for (const p of pages) await put(p.file, p.text);
for (const d of [...charts(), ...screenshots(), ...diagrams()]) await drawn(d);
await put('forms/warranty-claim.jpg', await warrantyForm());
// Judgements stay beside the collection, not inside it: they must not be indexed.
await writeFile(process.argv[2] ? join(out, '..', 'queries.jsonl') : join(here, 'queries.jsonl'), `${queryLines()}\n`);
const photos = await takePhotos(out, only);
// They show photos that may not have been taken again in this run.
const papers = await documents(join(here, 'files'));
for (const paper of papers) await put(paper.file, paper.data);
console.log(
  `${pages.length} texts, ${papers.length} documents, ${photos} photos in ${((performance.now() - started) / 1000).toFixed(0)} s -> ${out}`,
);
