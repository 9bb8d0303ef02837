import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type FakeHttpServer, fakeHttpServer, type SeenRequest, sendJson } from './fake-http-server.ts';

export interface FakeHub extends FakeHttpServer {
  /** What the hub holds now; may be changed between requests. */
  files: Record<string, Buffer>;
  commit: string;
  /** How many bytes of a file went over the wire. */
  readonly sent: Map<string, number>;
  /** What was asked for of a file, such as `bytes=100-`; an empty string for all of it. */
  rangesOf(path: string): string[];
}

export interface FakeHubOptions {
  readonly repo: string;
  /** Called for each file before it is sent; true when it has answered. */
  readonly intercept?: (path: string, request: SeenRequest, response: ServerResponse, hub: FakeHub) => boolean;
  readonly withRanges?: boolean;
  /** Milliseconds between two pieces of a file. */
  readonly slowMs?: number;
  /** Where large files are sent to, as a hub does with its CDN. */
  readonly cdn?: () => string;
  /** Changes what the listing says. */
  readonly list?: (entries: Record<string, unknown>[]) => unknown;
  /** Entries in one page of the listing. */
  readonly pageSize?: number;
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Larger files are kept as LFS does it. */
const lfsBytes = 2000;

/**
 * For tests: a hub in the layout of Hugging Face with one repository, which sends files in pieces, knows ranges and
 * remembers what it sent.
 */
export async function fakeHub(files: Record<string, Buffer>, options: FakeHubOptions): Promise<FakeHub> {
  const { repo, withRanges = true } = options;
  const sent = new Map<string, number>();
  const server = await fakeHttpServer(async (request, response) => {
    const url = new URL(request.path, server.url);
    const path = decodeURIComponent(url.pathname);
    if (path.startsWith(`/api/models/${repo}/revision/`)) {
      sendJson(response, { id: repo, sha: hub.commit });
      return;
    }
    if (path === `/api/models/${repo}/tree/${hub.commit}`) {
      sendTree(url, response);
      return;
    }
    const name = [`/${repo}/resolve/${hub.commit}/`, '/cdn/'].find((start) => path.startsWith(start));
    const file = name === undefined ? '' : path.slice(name.length);
    const bytes = hub.files[file];
    if (!bytes) {
      sendJson(response, { error: 'Not found' }, 404, { 'x-error-code': 'RepoNotFound' });
      return;
    }
    if (options.intercept?.(file, request, response, hub)) return;
    const isLarge = bytes.length > lfsBytes;
    if (options.cdn && isLarge && name !== '/cdn/') {
      response.writeHead(302, { location: `${options.cdn()}/cdn/${file}`, 'x-linked-etag': `"${sha256Of(bytes)}"` });
      response.end();
      return;
    }
    await sendFile(file, bytes, request, response);
  });

  function sendTree(url: URL, response: ServerResponse): void {
    const all: Record<string, unknown>[] = Object.entries(hub.files).map(([path, bytes]) => {
      const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
      const lfs = { oid: sha256Of(bytes), size: bytes.length, pointerSize: 130 };
      return { type: 'file', oid, size: bytes.length, path, ...(bytes.length > lfsBytes ? { lfs } : {}) };
    });
    all.unshift({ type: 'directory', oid: '0'.repeat(40), size: 0, path: 'onnx' });
    const entries = options.list ? options.list(all) : all;
    const { pageSize } = options;
    if (!pageSize || !Array.isArray(entries)) {
      sendJson(response, entries);
      return;
    }
    const start = Number(url.searchParams.get('cursor') ?? 0);
    // The address names another host, as that of a hub does when it is asked through a mirror.
    const next = `<https://hub.example/api/models/x/tree/main?recursive=true&cursor=${start + pageSize}>; rel="next"`;
    sendJson(
      response,
      entries.slice(start, start + pageSize),
      200,
      start + pageSize < entries.length ? { link: next } : {},
    );
  }

  async function sendFile(file: string, bytes: Buffer, request: SeenRequest, response: ServerResponse): Promise<void> {
    const etag = `"${sha256Of(bytes).slice(0, 32)}"`;
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const start = asked && withRanges && isSame ? Number(asked[1]) : 0;
    const head = { etag, 'x-repo-commit': hub.commit, 'content-length': bytes.length - start };
    if (start > 0)
      response.writeHead(206, { ...head, 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` });
    else response.writeHead(200, head);
    const piece = 16_384;
    for (let at = start; at < bytes.length && !response.destroyed; at += piece) {
      const part = bytes.subarray(at, at + piece);
      response.write(part);
      sent.set(file, (sent.get(file) ?? 0) + part.length);
      if (options.slowMs) await new Promise((resolve) => setTimeout(resolve, options.slowMs));
    }
    response.end();
  }

  const hub: FakeHub = {
    ...server,
    files,
    commit: 'c'.repeat(40),
    sent,
    rangesOf: (path) =>
      server.requests
        .filter((request) => decodeURIComponent(request.path).endsWith(`/${path}`))
        .map((request) => request.headers.range ?? ''),
  };
  return hub;
}
