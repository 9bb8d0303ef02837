import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { html } from '../evaluate/html-text.ts';
import { pagePolicy } from './security-headers.ts';

/** The built page. */
export interface StaticPage {
  /** The answer to a GET of this path; undefined when it is none of the page's. */
  answer(path: string, ifNoneMatch: string | undefined): Promise<Response | undefined>;
}

/** A name that the build gave: it holds a hash of the content, so that another content has another name. */
const builtName = /^\/assets\/[^/]+-[\w-]{8}\.\w+$/;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  readonly etag: string;
}

/** Where `npm run build` puts the page, from the sources as well as from `dist/`; undefined when it was not built. */
export function builtPage(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'dist', 'web');
    if (existsSync(join(candidate, 'index.html'))) return candidate;
  }
  return undefined;
}

/**
 * Serves the files that lie in a folder when it is first asked. A path is looked up among them and never made into one, so
 * that nothing else can be had.
 */
export function staticPage(folder: string | undefined): StaticPage {
  let loading: Promise<ReadonlyMap<string, PageFile>> | undefined;
  return {
    async answer(path, ifNoneMatch) {
      loading ??= folder === undefined ? Promise.resolve(new Map()) : filesOf(folder);
      const files = await loading;
      const found = files.get(path === '/' ? '/index.html' : path);
      // Places inside the page, which it finds by itself.
      const file = found ?? (/\.\w+$/.test(path) ? undefined : files.get('/index.html'));
      if (!file) return path === '/' ? missingPage() : undefined;
      const headers: Record<string, string> = {
        'content-type': file.mediaType,
        etag: file.etag,
        'cache-control': found && builtName.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-security-policy': pagePolicy,
      };
      if (ifNoneMatch === file.etag) return new Response(null, { status: 304, headers });
      return new Response(file.bytes, { headers });
    },
  };
}

async function filesOf(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const mediaType = types[extname(entry.name)];
    if (!entry.isFile() || mediaType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = Uint8Array.from(await readFile(path));
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
    files.set(path.slice(folder.length).split(sep).join('/'), { bytes, mediaType, etag });
  }
  return files;
}

function missingPage(): Response {
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sightline</title>
<h1>Sightline is running</h1>
<p>The page is not built yet: run <code>npm run build</code> and start the server again.</p>
<p>The API is here all the same: <a href="/docs">its description</a>.</p>
</html>`;
  return new Response(page.text, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
  });
}
