/**
 * The HTTP server over the demo collection: what it adds to a search, and a mixed load of 32 clients that search, ask, look at
 * pictures and upload, all at once, over loopback.
 *
 *     npx tsx bench/server.ts [--seconds 40] [--clients 32]
 */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { open, type Sightline } from 'sightline';
import { z } from 'zod';
import { resolveSettings } from '../src/config.ts';
import { createApp } from '../src/server/app.ts';
import { listen } from '../src/server/listen.ts';
import { report } from './report.ts';
import { median, megabytes, percentile, verdict } from './statistics.ts';
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
const rounds = 20;
const target = { overheadMs: 3, memory: 1.1 };
const collection = fileURLToPath(new URL('../examples/collection/files', import.meta.url));

const questions = [
  'a red jacket',
  'how long is the warranty?',
  'dark brown wooden chair',
  'why does the zipper keep catching?',
  'error PX-4471',
  'which slide covers pricing?',
  'canoe on the beach at sunset',
  'how heavy is the dome tent?',
];

const question = (n: number): string => questions[n % questions.length] ?? '';
const found = z.object({ hits: z.array(z.object({ picture: z.object({ url: z.string() }).optional() })) });
const jobList = z.object({ jobs: z.array(z.object({ state: z.string(), failed: z.array(z.unknown()) })) });

function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

const kept = new Agent({ keepAlive: true });

/** One request by a client that does no more than it must, over a connection that stays open. */
function exchange(url: string, body: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: kept, method: 'POST', headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** The same searches in process and over HTTP, in turn. */
async function overhead(
  engine: Sightline,
  url: string,
): Promise<{ readonly inProcess: number[]; readonly http: number[] }> {
  const inProcess: number[] = [];
  const http: number[] = [];
  const timed = async (times: number[], round: number, work: () => Promise<unknown>): Promise<void> => {
    const from = performance.now();
    await work();
    if (round > 1) times.push(performance.now() - from);
  };
  for (let round = 0; round < rounds; round++) {
    for (const text of questions) {
      await timed(inProcess, round, () => engine.search({ text, k: 10 }));
      await timed(http, round, () => exchange(`${url}/api/search`, JSON.stringify({ text, k: 10 })));
    }
  }
  return { inProcess, http };
}

interface Load {
  readonly times: Readonly<Record<'search' | 'ask' | 'picture' | 'upload', number[]>>;
  readonly errors: string[];
  readonly uploads: number;
  /** Resident bytes, at every second. */
  readonly memory: number[];
}

async function load(url: string): Promise<Load> {
  const times = { search: [] as number[], ask: [] as number[], picture: [] as number[], upload: [] as number[] };
  const errors: string[] = [];
  const memory: number[] = [];
  let uploads = 0;
  const { hits } = found.parse(await (await post(`${url}/api/search`, { text: 'chair', k: 20 })).json());
  const pictures = hits.flatMap(({ picture }) => (picture ? [picture.url] : []));
  const timed = async (kind: keyof typeof times, work: () => Promise<Response>): Promise<void> => {
    const from = performance.now();
    try {
      const response = await work();
      const text = await response.text();
      times[kind].push(performance.now() - from);
      if (!response.ok) errors.push(`${kind}: ${response.status}`);
      else if (kind === 'ask' && !text.includes('event: done')) errors.push('ask: it broke off');
    } catch (error) {
      errors.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const upload = (client: number): Promise<Response> => {
    const n = uploads++;
    const form = new FormData();
    form.append(
      'files',
      new Blob([`Note ${n} of client ${client}: parcel ${n * 7919} left the depot.`]),
      `note-${n}.txt`,
    );
    return fetch(`${url}/api/documents`, { method: 'POST', body: form });
  };
  const watch = setInterval(() => memory.push(process.memoryUsage().rss), 1_000);
  const until = performance.now() + seconds * 1_000;
  const one = async (client: number): Promise<void> => {
    for (let n = client; performance.now() < until; n++) {
      const share = n % 10;
      if (share < 5) await timed('search', () => post(`${url}/api/search`, { text: question(n), k: 8 }));
      else if (share < 7) await timed('ask', () => post(`${url}/api/ask`, { text: question(n) }));
      else if (share < 9) await timed('picture', () => fetch(`${url}${pictures[n % pictures.length]}?side=256`));
      else await timed('upload', () => upload(client));
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => one(client)));
  clearInterval(watch);
  return { times, errors, uploads, memory };
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

  const { inProcess, http } = await overhead(engine, server.url);
  const added = median(http) - median(inProcess);
  const { times, errors, uploads, memory } = await load(server.url);
  const failedJobs = await jobsDone(server.url);
  const after = (await engine.documents()).length;
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
      `A search over HTTP takes ${ms(median(http))} (p50), in process ${ms(median(inProcess))}: **${added.toFixed(2)} ms** more; ${verdict(added < target.overheadMs, `under ${target.overheadMs} ms`)}.`,
      '',
      `${clients} clients for ${seconds} s, client and server in one process on the same cores: ${Object.values(times).flat().length} requests.`,
      '',
      '| request | count | p50 | p95 |',
      '|---|---|---|---|',
      ...Object.entries(times).map(
        ([kind, all]) => `| ${kind} | ${all.length} | ${ms(percentile(all, 0.5))} | ${ms(percentile(all, 0.95))} |`,
      ),
      '',
      `Errors: ${errors.length}${errors.length > 0 ? ` (${[...new Set(errors)].slice(0, 5).join('; ')})` : ''}; ${verdict(errors.length === 0, 'none')}. Jobs that failed: ${failedJobs}.`,
      `Uploads: ${uploads}; documents in the index: ${before} before, ${after} after; ${verdict(after === before + uploads, 'none lost')}.`,
      `Memory: ${megabytes(median(settled.slice(0, quarter)))} at first, ${megabytes(median(settled.slice(-quarter)))} at the end, ${growth.toFixed(2)} times; ${verdict(growth <= target.memory, `at most ${target.memory} times`)}.`,
    ],
    seconds >= full.seconds && clients >= full.clients,
  );
});
