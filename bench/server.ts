/**
 * The HTTP server over the demo collection: what it adds to a search, and a mixed load of 32 clients that search, ask, look at
 * pictures and upload, all at once, over loopback. The clients are a process of their own.
 *
 *     npx tsx bench/server.ts [--seconds 40] [--clients 32]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { open, type Sightline } from 'sightline';
import { z } from 'zod';
import { resolveSettings } from '../src/config.ts';
import { createApp } from '../src/server/app.ts';
import { listen } from '../src/server/listen.ts';
import { report } from './report.ts';
import { type ClientTask, type Load, questions } from './server-clients.ts';
import { median, megabytes, percentile, seededRandom, verdict } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const full = { seconds: 40, clients: 32 };
const { values: args } = parseArgs({
  options: {
    seconds: { type: 'string', default: String(full.seconds) },
    clients: { type: 'string', default: String(full.clients) },
  },
});
const seconds = Number(args.seconds);
const clients = Number(args.clients);
/** A server that has run for a while is what counts: the first hundreds of requests are slower, until all is compiled. */
const rounds = { warmUp: 40, timed: 60 };
const target = { overheadMs: 3, memory: 1.1 };
const collection = fileURLToPath(new URL('../examples/collection/files', import.meta.url));
const jobList = z.object({ jobs: z.array(z.object({ state: z.string(), failed: z.array(z.unknown()) })) });

/** The process of the clients: does one task after the other. */
function startClients() {
  const child = fork(fileURLToPath(new URL('server-clients.ts', import.meta.url)), { execArgv: process.execArgv });
  return {
    async do<R>(task: ClientTask): Promise<R> {
      child.send(task);
      const [result] = await once(child, 'message');
      return result as R;
    },
    stop: () => child.kill(),
  };
}

/** The least a server can do for a search: Node's own, and JSON. What the other adds to this is its own. */
async function bareServer(engine: Sightline): Promise<Server> {
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    const reply = JSON.stringify(await engine.search(JSON.parse(Buffer.concat(parts).toString())));
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(reply) });
    outgoing.end(reply);
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

type Way = 'inProcess' | 'bare' | 'http';

/** The same searches in process, over a bare server and over ours, in turn, each time in another order. Milliseconds. */
async function overhead(
  engine: Sightline,
  url: string,
  ask: (url: string, body: string) => Promise<number>,
): Promise<Record<Way, number[]>> {
  const bare = await bareServer(engine);
  const { port } = bare.address() as AddressInfo;
  const times: Record<Way, number[]> = { inProcess: [], bare: [], http: [] };
  const ways: Record<Way, (text: string) => Promise<number>> = {
    async inProcess(text) {
      const from = performance.now();
      await engine.search({ text, k: 10 });
      return performance.now() - from;
    },
    bare: (text) => ask(`http://127.0.0.1:${port}/`, JSON.stringify({ text, k: 10 })),
    http: (text) => ask(`${url}/api/search`, JSON.stringify({ text, k: 10 })),
  };
  const random = seededRandom(1);
  for (let round = 0; round < rounds.warmUp + rounds.timed; round++) {
    for (const text of questions) {
      const order = (Object.keys(ways) as Way[]).map((way) => ({ way, at: random() })).sort((a, b) => a.at - b.at);
      for (const { way } of order) {
        const ms = await ways[way](text);
        if (round >= rounds.warmUp) times[way].push(ms);
      }
    }
  }
  bare.close();
  bare.closeAllConnections();
  return times;
}

async function jobsDone(url: string): Promise<number> {
  for (;;) {
    const { jobs } = jobList.parse(await (await fetch(`${url}/api/jobs`)).json());
    if (jobs.every(({ state }) => state !== 'waiting' && state !== 'running')) {
      return jobs.filter(({ state, failed }) => state !== 'done' || failed.length > 0).length;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

await inTemporaryFolder(async (folder) => {
  const settings = resolveSettings({ index: join(folder, 'index'), ocr: 'off' });
  const engine = await open(settings);
  await engine.add(collection).finished();
  const before = (await engine.documents()).length;
  const app = createApp(engine, { settings, version: 'bench' });
  const server = await listen(app, { port: 0, hasKeys: false });
  const far = startClients();

  const { inProcess, bare, http } = await overhead(engine, server.url, (url, body) =>
    far.do({ type: 'exchange', url, body }),
  );
  const added = median(http) - median(inProcess);
  /** Resident bytes of the server, at every second. */
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(process.memoryUsage().rss), 1_000);
  const { times, errors, uploads } = await far.do<Load>({ type: 'load', url: server.url, seconds, clients });
  clearInterval(watch);
  const failedJobs = await jobsDone(server.url);
  const after = (await engine.documents()).length;
  far.stop();
  await server.stop();
  await engine.close();

  // The first seconds fill caches.
  const settled = memory.slice(Math.floor(memory.length / 4));
  const quarter = Math.max(1, Math.floor(settled.length / 3));
  const growth = median(settled.slice(-quarter)) / median(settled.slice(0, quarter));
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  await report(
    'server',
    'The HTTP server: what it adds, and under load',
    [
      `After ${rounds.warmUp * questions.length} searches to warm up, a search over HTTP takes ${ms(median(http))} (p50), in process ${ms(median(inProcess))}: **${added.toFixed(2)} ms** more; ${verdict(added < target.overheadMs, `under ${target.overheadMs} ms`)}. A bare server of Node's that does nothing but the same search takes ${ms(median(bare))}: ${(median(bare) - median(inProcess)).toFixed(2)} ms more.`,
      '',
      `${clients} clients for ${seconds} s, in a process of their own on the same cores: ${Object.values(times).flat().length} requests.`,
      '',
      '| request | count | p50 | p95 |',
      '|---|---|---|---|',
      ...Object.entries(times).map(
        ([kind, all]) => `| ${kind} | ${all.length} | ${ms(percentile(all, 0.5))} | ${ms(percentile(all, 0.95))} |`,
      ),
      '',
      `Errors: ${errors.length}${errors.length > 0 ? ` (${[...new Set(errors)].slice(0, 5).join('; ')})` : ''}; ${verdict(errors.length === 0, 'none')}. Jobs that failed: ${failedJobs}.`,
      `Uploads: ${uploads}; documents in the index: ${before} before, ${after} after; ${verdict(after === before + uploads, 'none lost')}.`,
      `Memory of the server: ${megabytes(median(settled.slice(0, quarter)))} at first, ${megabytes(median(settled.slice(-quarter)))} at the end, ${growth.toFixed(2)} times; ${verdict(growth <= target.memory, `at most ${target.memory} times`)}.`,
    ],
    seconds >= full.seconds && clients >= full.clients,
  );
});
