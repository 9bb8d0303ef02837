import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { resolveSettings } from '../src/config.ts';
import { indexFolder, type Manifest, readManifest } from '../src/engine/index-folder.ts';
import { open } from '../src/engine/open.ts';
import type { Generator } from '../src/generate/generator.ts';
import type { ApiKey } from '../src/server/api-keys.ts';
import { createApp } from '../src/server/app.ts';
import { listen } from '../src/server/listen.ts';
import { lancedbStore } from '../src/store/lancedb.ts';
import type { StoreOptions, VectorStore } from '../src/store/store.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
export const collection = join(root, 'examples/collection/files');

/** A Chromium of this machine: SIGHTLINE_CHROMIUM, or the first in the PATH. Undefined when there is none. */
export function findChromium(): string | undefined {
  const named = process.env.SIGHTLINE_CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Builds the page as it is now into a folder; gives the folder. */
export async function buildPage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'sightline-page-'));
  await build({
    configFile: join(root, 'web/vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, reportCompressedSize: false },
  });
  return outDir;
}

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

interface PageServerOptions {
  readonly page: string;
  /** Files of the collection of examples/collection. */
  readonly files?: readonly string[];
  /** Further files, by their names. */
  readonly more?: Readonly<Record<string, string>>;
  readonly keys?: readonly ApiKey[];
  readonly generator?: Generator;
  /** Adds to the index what no file of a test could bring, and to the folder of the documents. */
  readonly fill?: (place: FillPlace) => Promise<void>;
  /** Answers in the server's place; undefined lets it answer itself. */
  readonly instead?: (request: Request) => Promise<Response | undefined>;
}

export interface FillPlace {
  readonly store: VectorStore;
  readonly dimensions: StoreOptions['dimensions'];
  readonly documents: string;
}

/** The real server over a small index in memory, with the built page and one evaluation report. */
export async function servePage(options: PageServerOptions): Promise<PageServer> {
  const { page, files = [], more = {}, keys = [], generator, fill, instead } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sightline-page-server-'));
  const documents = join(folder, 'files');
  const evaluations = join(folder, 'evaluations');
  await mkdir(documents);
  await mkdir(evaluations);
  for (const name of files) {
    const to = join(documents, name);
    await mkdir(dirname(to), { recursive: true });
    await cp(join(collection, name), to, { recursive: true });
  }
  for (const [name, text] of Object.entries(more)) await writeFile(join(documents, name), text);
  await writeFile(join(evaluations, 'trial.json'), JSON.stringify(report));
  await writeFile(join(evaluations, 'trial.html'), reportPage);
  const index = join(folder, 'index');
  const settings = resolveSettings({ index: fill ? index : 'memory:', ocr: 'off', threads: 1 });
  const engine = await open({ ...settings, ...(generator && { ownGenerator: generator }) });
  if (files.length > 0 || Object.keys(more).length > 0) await engine.add(documents).finished();
  if (fill) await fillIndex(index, documents, fill);
  const app = createApp(engine, { settings, version: '0.0.0', page, evaluations, keys });
  const fetch: typeof app.fetch = async (request, env) => (await instead?.(request)) ?? app.fetch(request, env);
  const running = await listen({ ...app, fetch }, { port: 0, hasKeys: keys.length > 0, stopMs: 500 });
  return {
    url: running.url,
    async close() {
      await running.stop();
      await app.parts.uploads.close();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The store of an index that is there, opened beside it. */
async function fillIndex(
  index: string,
  documents: string,
  fill: NonNullable<PageServerOptions['fill']>,
): Promise<void> {
  const { vectors, spaces } = await readManifestOf(index);
  const dimensions = { text: spaces.text.dimensions, image: spaces.image.dimensions };
  const store = await lancedbStore(indexFolder(index).vectors(vectors), { dimensions });
  try {
    await fill({ store, dimensions, documents });
  } finally {
    await store.close();
  }
}

async function readManifestOf(index: string): Promise<Manifest> {
  const manifest = await readManifest(indexFolder(index).manifest);
  if (!manifest) throw new Error('An index is filled after something was added to it.');
  return manifest;
}

/** As reports are: with styles and pictures of its own; and, as they never are, with what would do harm. */
const reportPage = `<!doctype html><html lang="en"><title>Trial</title><style>h1 { color: rgb(1, 2, 3) }</style>
<h1>Trial report</h1><img alt="" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
<script>document.body.textContent = 'harmed'</script><img alt="" src="data:image/png;base64,AA" onerror="document.body.textContent = 'harmed'">`;

const report = {
  name: 'Trial',
  createdAt: '2026-01-02T10:00:00.000Z',
  queries: 12,
  measures: { 'ndcg@10': { mean: 0.71, low: 0.6, high: 0.8 } },
};

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds serious or critical in the page as it is, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Text that still fades in has another contrast than it will have.
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().map((animation) => animation.finished)).then(() => 1)',
  );
  // Over the debugger's own way in, which the page's content security policy does not concern.
  await page.evaluate(axeSource);
  const violations = await page.evaluate<readonly AxeViolation[]>(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary.slice(0, 240)}`);
}

/** Drops a file of this machine on the page, as a person does from a folder. */
export async function dropFile(page: Page, path: string, name: string, type: string): Promise<void> {
  const data = readFileSync(path).toString('base64');
  await page.evaluate(`
    const bytes = Uint8Array.from(atob('${data}'), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(type)} }));
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    }
  `);
}
