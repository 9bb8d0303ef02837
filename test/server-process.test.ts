import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerEvent } from '../src/data/answer.ts';
import { createApp } from '../src/server/app.ts';
import type { DocumentView, JobView } from '../src/server/document-schemas.ts';
import { type FakeServer, fakeServer, formOf, jsonOf } from '../src/server/fake-server.ts';
import { listen } from '../src/server/listen.ts';
import { type Finished, sightline, writeFiles } from './cli-process.ts';
import { nothingFound } from './fixtures/nothing-found.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-serve-'));
  await writeFiles(folder, { 'notes/otter.md': 'Otters hold hands while they sleep.\n' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts `sightline serve` and calls `use` with its address; then it is asked to end. */
async function whileServing(args: readonly string[], use: (url: string) => Promise<void>): Promise<Finished> {
  let using: Promise<void> | undefined;
  const finished = await sightline(['serve', '--port', '0', '--ocr', 'off', '--json', ...args], {
    cwd: folder,
    onOutput(out, _, child) {
      const url = /"url":"([^"]+)"/.exec(out)?.[1];
      if (url === undefined || using) return;
      using = use(url).finally(() => child.kill('SIGTERM'));
      using.catch(() => undefined);
    },
  });
  await using;
  return finished;
}
const ended = async (url: string, response: Response): Promise<JobView> => {
  const { job } = await jsonOf<{ job: string }>(response);
  await (await fetch(`${url}/api/jobs/${job}/events`)).text();
  return jsonOf<JobView>(await fetch(`${url}/api/jobs/${job}`));
};
const names = async (url: string): Promise<string[]> => {
  const { documents } = await jsonOf<{ documents: DocumentView[] }>(await fetch(`${url}/api/documents`));
  return documents.map(({ name }) => name);
};

describe('sightline serve', () => {
  it('indexes what is named, takes uploads into a folder index, ends when told, and has it all the next time', async () => {
    const first = await whileServing(['notes'], async (url) => {
      const added = await fetch(`${url}/api/documents`, {
        method: 'POST',
        body: formOf({ 'seal.txt': 'Seals bark at noon.' }),
      });
      expect(await ended(url, added)).toMatchObject({ state: 'done', indexed: 1, failed: [] });
      expect(await names(url)).toEqual(['otter.md', 'seal.txt']);
    });
    expect([first.code, first.err.includes('"msg":"request"')]).toEqual([0, true]);
    expect(existsSync(join(folder, '.sightline', 'write.lock'))).toBe(false);
    const second = await whileServing(['--read-only', '--quiet', '--local-only'], async (url) => {
      expect(await names(url)).toEqual(['otter.md', 'seal.txt']);
      const refused = await fetch(`${url}/api/documents`, { method: 'POST', body: formOf({ 'a.txt': 'x' }) });
      expect(refused.status).toBe(403);
      const search = await fetch(`${url}/api/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: 'barking seals' }),
      });
      expect(await jsonOf<object>(search)).toMatchObject({ hits: [{ document: { name: 'seal.txt' } }, {}] });
    });
    expect(second.code).toBe(0);
    const kept = await readdir(join(folder, '.sightline', 'uploads'), { recursive: true });
    expect(kept.filter((name) => name.endsWith('seal.txt'))).toHaveLength(1);
    // Indexing the folder around the index neither meets what was uploaded a second time nor takes it for gone.
    expect((await sightline(['index', '.', '--ocr', 'off'], { cwd: folder })).code).toBe(0);
    await whileServing(['--quiet'], async (url) => {
      expect(await names(url)).toContain('seal.txt');
      const asked = await fetch(`${url}/api/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        // Sent in chunks, without a length.
        body: new Blob([JSON.stringify({ text: 'barking seals' })]).stream(),
        duplex: 'half',
      } as RequestInit);
      expect(await jsonOf<object>(asked)).toMatchObject({ hits: [{ document: { name: 'seal.txt' } }, {}] });
      const listed = await jsonOf<{ documents: DocumentView[] }>(await fetch(`${url}/api/documents?text=seal`));
      const gone = await fetch(`${url}/api/documents/${listed.documents[0]?.id}`, { method: 'DELETE' });
      expect(await gone.json()).toEqual({ removed: ['seal.txt'] });
    });
  });

  it.each([
    ['others without a key', ['--host', '0.0.0.0'], /SIGHTLINE_API_KEY/],
    ['remote models under --local-only', ['--local-only', '--generator', 'openai:gpt-4o'], /openai:gpt-4o/],
  ])('refuses %s, and says what to do', async (_, args, message) => {
    const { code, err } = await sightline(['serve', ...args], { cwd: folder });
    expect(code).not.toBe(0);
    expect(err).toMatch(message);
  });
});

describe('stopping', () => {
  let server: FakeServer;
  beforeAll(async () => {
    server = await fakeServer();
  });
  afterAll(() => server.close());

  it('lets the request under way end, takes no other, and waits no longer than told for one that never ends', async () => {
    let letEnd: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letEnd = resolve;
    });
    async function* askStream(): AsyncGenerator<AnswerEvent> {
      yield nothingFound;
      await gate;
      yield { type: 'text', text: 'to the end' };
    }
    const app = createApp({ ...server.engine, askStream }, server.app.parts.options);
    const running = await listen(app, { port: 0, hasKeys: false, stopMs: 3_000 });
    const ask = (): Promise<Response> =>
      fetch(`${running.url}/api/ask`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: 'how long?' }),
      });
    const answer = await ask();
    const stopped = running.stop();
    expect((await app.fetch(new Request('http://localhost/api/status'))).status).toBe(503);
    await expect(ask()).rejects.toThrow();
    letEnd();
    expect(await answer.text()).toContain('to the end');
    const from = performance.now();
    await stopped;
    expect(performance.now() - from).toBeLessThan(1_500);
  });

  it('cuts off what does not end in time', async () => {
    async function* askStream(): AsyncGenerator<AnswerEvent> {
      yield nothingFound;
      await new Promise(() => undefined);
    }
    const app = createApp({ ...server.engine, askStream }, server.app.parts.options);
    const running = await listen(app, { port: 0, hasKeys: false, stopMs: 200 });
    const answer = await fetch(`${running.url}/api/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'for ever?' }),
    });
    const from = performance.now();
    const reading = answer.text().catch(() => 'cut');
    await running.stop();
    expect(performance.now() - from).toBeLessThan(1_500);
    expect(await reading).toBe('cut');
  });

  it('tells the engine when a client goes away in the middle of an answer', async () => {
    let aborted: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    async function* askStream(
      _: unknown,
      { signal }: { readonly signal?: AbortSignal } = {},
    ): AsyncGenerator<AnswerEvent> {
      signal?.addEventListener('abort', aborted);
      yield nothingFound;
      await gone;
    }
    const app = createApp({ ...server.engine, askStream }, server.app.parts.options);
    const running = await listen(app, { port: 0, hasKeys: false, stopMs: 500 });
    const client = new AbortController();
    await fetch(`${running.url}/api/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'still there?' }),
      signal: client.signal,
    });
    client.abort();
    await gone;
    await running.stop();
  });
});
