import { Agent, request } from 'node:http';
import { z } from 'zod';

// The clients of bench/server.ts, in a process of their own as clients are: forked, told by messages what to do.

export type ClientTask =
  | { readonly type: 'exchange'; readonly url: string; readonly body: string }
  | { readonly type: 'load'; readonly url: string; readonly seconds: number; readonly clients: number };

export const requestKinds = ['search', 'ask', 'picture', 'upload'] as const;

/** What came of a load: milliseconds of each request by its kind, and what went wrong. */
export interface Load {
  readonly times: Readonly<Record<(typeof requestKinds)[number], number[]>>;
  readonly errors: string[];
  readonly uploads: number;
}

export const questions = [
  'a red jacket',
  'how long is the warranty?',
  'dark brown wooden chair',
  'why does the zipper keep catching?',
  'error PX-4471',
  'which slide covers pricing?',
  'canoe on the beach at sunset',
  'how heavy is the dome tent?',
];

const found = z.object({ hits: z.array(z.object({ picture: z.object({ url: z.string() }).optional() })) });
const question = (n: number): string => questions[n % questions.length] ?? '';
const kept = new Agent({ keepAlive: true });

/** Milliseconds of one request by a client that does no more than it must, over a connection that stays open. */
function exchange(url: string, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: kept, method: 'POST', headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        JSON.parse(Buffer.concat(parts).toString());
        resolve(performance.now() - from);
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** Clients that search, ask, look at pictures and upload, each one request after the other, for so many seconds. */
async function load(url: string, seconds: number, clients: number): Promise<Load> {
  const times: Load['times'] = { search: [], ask: [], picture: [], upload: [] };
  const errors: string[] = [];
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
    const note = `Note ${n} of client ${client}: parcel ${n * 7919} left the depot.`;
    form.append('files', new Blob([note]), `note-${n}.txt`);
    return fetch(`${url}/api/documents`, { method: 'POST', body: form });
  };
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
  return { times, errors, uploads };
}

process.on('message', (task: ClientTask) => {
  const work = task.type === 'exchange' ? exchange(task.url, task.body) : load(task.url, task.seconds, task.clients);
  work.then((result) => process.send?.(result));
});
