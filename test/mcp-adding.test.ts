/**
 * What MCP clients add over HTTP: a job of the server like any other, so that one process never writes twice at once. With the
 * official client on a real server.
 */
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Progress } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resolveSettings } from '../src/config.ts';
import type { IndexRun, Sightline } from '../src/engine/engine.ts';
import { mcpOverHttp } from '../src/mcp/mcp-over-http.ts';
import { addByJob } from '../src/server/add-by-job.ts';
import { createApp, type ServerApp } from '../src/server/app.ts';
import { type FakeServer, fakeServer } from '../src/server/fake-server.ts';
import { listen } from '../src/server/listen.ts';
import { writeFiles } from './cli-process.ts';

let server: FakeServer;
let app: ServerApp;
let client: Client;
let url: string;
/** Indexings that run now, and the most that ever ran at once. */
let running = 0;
let mostRunning = 0;
/** Held back until it is called. */
let release: () => void;
let held: Promise<void>;
const toClose: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  server = await fakeServer();
  toClose.push(() => server.close());
  held = Promise.resolve();
  running = 0;
  mostRunning = 0;
  const engine: Sightline = { ...server.engine, add: (sources, options) => counted(server.engine, sources, options) };
  app = createApp(engine, {
    settings: resolveSettings({ index: 'memory:', ocr: 'off' }),
    version: '0.0.0',
    page: false,
    doors: [
      {
        path: '/mcp',
        scope: 'read',
        fetch: (request, { scope }) => mcp.handle(request, { readOnly: scope !== 'write' }),
      },
    ],
  });
  const mcp = mcpOverHttp(engine, { version: '0.0.0', roots: [server.files], index: addByJob(app) });
  const listening = await listen(app, { host: '127.0.0.1', port: 0, hasKeys: false });
  url = listening.url;
  client = new Client({ name: 'test', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`));
  await client.connect(transport as Parameters<Client['connect']>[0]);
  toClose.push(
    () => listening.stop(),
    () => mcp.close(),
    () => client.close(),
  );
});
afterEach(async () => {
  release?.();
  for (const close of toClose.splice(0).reverse()) await close();
});

/** The engine's own run, counted while it is under way, and begun only when it may. */
function counted(
  engine: Sightline,
  sources: Parameters<Sightline['add']>[0],
  options: Parameters<Sightline['add']>[1],
): IndexRun {
  const events = (async function* () {
    running++;
    mostRunning = Math.max(mostRunning, running);
    try {
      const stopped = new Promise<void>((resolve) => options?.signal?.addEventListener('abort', () => resolve()));
      await Promise.race([held, stopped]);
      yield* engine.add(sources, options);
    } finally {
      running--;
    }
  })();
  return { [Symbol.asyncIterator]: () => events, finished: async () => ({}) as never };
}
function hold(): void {
  held = new Promise((resolve) => {
    release = resolve;
  });
}

const jobList = z.object({ jobs: z.array(z.object({ id: z.string(), state: z.string(), indexed: z.int() })) });
const jobs = async () => jobList.parse(await (await fetch(`${url}/api/jobs`)).json()).jobs;
const result = z.looseObject({
  content: z.array(z.looseObject({ text: z.string().optional() })),
  structuredContent: z.looseObject({ indexed: z.int() }).optional(),
  isError: z.boolean().optional(),
});
function add(sources: string[], options: { onprogress?: (message: string) => void; signal?: AbortSignal } = {}) {
  const { onprogress, signal } = options;
  return client.callTool({ name: 'add', arguments: { sources } }, undefined, {
    ...(signal ? { signal } : {}),
    ...(onprogress ? { onprogress: ({ message }: Progress) => onprogress(message ?? '') } : {}),
  });
}

describe('adding over HTTP', () => {
  it('is a job that waits its turn behind the others, says so, and is listed with them', async () => {
    await writeFiles(server.files, {
      'more/one.txt': 'A note about lanterns.',
      'broken.jpg': Buffer.from([0xff, 0xd8, 0xff]),
    });
    hold();
    const before = [app.index([server.files]), app.index([join(server.files, 'zipper.md')])];
    const told: string[] = [];
    const adding = add([join(server.files, 'more'), join(server.files, 'broken.jpg')], {
      onprogress: (message) => told.push(message),
    });
    await expect.poll(() => told).toContain('Waiting for 2 jobs');
    expect((await jobs()).map(({ state }) => state)).toEqual(['waiting', 'waiting', 'running']);
    release();
    const { structuredContent, content } = result.parse(await adding);
    expect(mostRunning).toBe(1);
    expect(structuredContent).toMatchObject({ failed: 1, failures: [{ name: 'broken.jpg' }] });
    // The first job may have been there before it.
    expect(Number(structuredContent?.indexed) + Number(structuredContent?.unchanged)).toBe(1);
    expect(JSON.stringify(content)).toContain('Failed: broken.jpg');
    const [own, ...others] = await jobs();
    expect(own?.state).toBe('done');
    expect(others.map(({ id }) => id).sort()).toEqual(before.sort());
    expect(told.at(-1)).toBe('Done');
  });

  it('never writes beside an upload or another client, however many come at once', async () => {
    await writeFiles(
      server.files,
      Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`n${i}.txt`, `Note ${i}.`])),
    );
    const form = new FormData();
    form.append('files', new Blob(['An uploaded note about kites.']), 'kites.txt');
    const [upload, ...added] = await Promise.all([
      fetch(`${url}/api/documents`, { method: 'POST', body: form }),
      ...Array.from({ length: 6 }, (_, i) => add([join(server.files, `n${i}.txt`)])),
    ]);
    expect(upload.status).toBe(202);
    expect(added.map((one) => result.parse(one).structuredContent?.indexed)).toEqual(Array(6).fill(1));
    await expect.poll(async () => (await jobs()).every(({ state }) => state === 'done')).toBe(true);
    expect(mostRunning).toBe(1);
  });

  it('stops when the client cancels it, waiting or running, and what waits behind it goes on', async () => {
    await writeFiles(server.files, { 'a.txt': 'First.', 'b.txt': 'Second.' });
    hold();
    const [first, second] = [new AbortController(), new AbortController()];
    const running = add([join(server.files, 'a.txt')], { signal: first.signal });
    await expect.poll(async () => (await jobs())[0]?.state).toBe('running');
    const waiting = add([join(server.files, 'b.txt')], { signal: second.signal });
    await expect.poll(async () => (await jobs())[0]?.state).toBe('waiting');
    const third = add([join(server.files, 'zipper.md')]);
    await expect.poll(async () => (await jobs()).length).toBe(3);
    second.abort();
    await expect(waiting).rejects.toThrow();
    await expect.poll(async () => (await jobs())[1]?.state).toBe('cancelled');
    first.abort();
    await expect(running).rejects.toThrow();
    await expect.poll(async () => (await jobs())[2]?.state).toBe('cancelled');
    release();
    expect(result.parse(await third)).toMatchObject({ structuredContent: { unchanged: 1 } });
  });

  it('is told when the server cancels it, and when it could not go on', async () => {
    hold();
    const adding = add([join(server.files, 'zipper.md')]);
    await expect.poll(async () => (await jobs())[0]?.state).toBe('running');
    await fetch(`${url}/api/jobs/${(await jobs())[0]?.id}`, { method: 'DELETE' });
    const cancelled = result.parse(await adding);
    expect([cancelled.isError, cancelled.content[0]?.text]).toEqual([
      true,
      expect.stringContaining('cancelled on the server'),
    ]);
    await app.stop();
    const { text } = await fetch(`${url}/mcp`, { method: 'POST' }).then(async (answer) => ({
      text: await answer.text(),
    }));
    expect(text).toContain('stopping');
  });
});
