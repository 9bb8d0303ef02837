import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeHttpServer } from '../support/fake-http-server.ts';
import type { DocumentView, JobEvent } from './document-schemas.ts';
import { type FakeServer, fakeServer, formOf, jsonOf, picture } from './fake-server.ts';

let server: FakeServer;
let shelf: string;
const open: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  server = await fakeServer({ settings: { allowPrivateAddresses: true } });
  open.push(server);
  shelf = join(server.files, '..', 'shelf');
});
afterAll(async () => {
  for (const one of open.reverse()) await one.close();
});

const documents = async (text = ''): Promise<DocumentView[]> => {
  server.app.parts.documents.forget();
  const response = await server.send(`/api/documents?limit=500&text=${encodeURIComponent(text)}`);
  return (await jsonOf<{ documents: DocumentView[] }>(response)).documents;
};
const idOf = async (name: string): Promise<string> =>
  (await documents(name)).find((one) => one.name === name)?.id ?? `no ${name}`;
const put = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(shelf, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
};
/** Asks for a document to be read again, and gives what the job said. */
async function again(id: string): Promise<JobEvent[]> {
  const started = await server.send(`/api/documents/${id}/reindex`, { method: 'POST' });
  expect(started.status).toBe(202);
  const { job } = await jsonOf<{ job: string }>(started);
  const stream = await (await server.send(`/api/jobs/${job}/events`)).text();
  return [...stream.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? '') as JobEvent);
}
const told = (events: readonly JobEvent[]): string[] =>
  events.flatMap(({ type, name }) => (name === undefined ? [] : [`${type} ${name}`])).sort();

describe('reading one document again', () => {
  it('works for a file of a folder that somebody else indexed, and touches nothing else of it', async () => {
    const moss = await put('low/moss.md', 'Moss grows on the north side.\n');
    await put('high/fern.md', 'Fern grows in the shade.\n');
    await server.engine.add(shelf).finished();
    await put('high/fern.md', 'Fern grows by the brook.\n');
    await put('low/new.md', 'Nobody asked for this.\n');
    await writeFile(moss, 'Moss grows on the west side, too.\n');
    const before = (await documents()).map(({ id, name }) => `${id} ${name}`);
    expect(told(await again(await idOf('low/moss.md')))).toEqual(['indexed low/moss.md']);
    expect((await documents()).map(({ id, name }) => `${id} ${name}`)).toEqual(before);
    const found = await server.send('/api/search', { json: { text: 'moss west' } });
    expect(await found.text()).toContain('west side');
  });

  it('reads what is unchanged, too, and says so', async () => {
    const events = await again(await idOf('low/moss.md'));
    expect(told(events)).toEqual(['indexed low/moss.md']);
    expect(events).toContainEqual({ type: 'note', message: expect.stringContaining('had not changed') });
    expect(events.at(-1)).toMatchObject({ type: 'finished', state: 'done' });
  });

  it('takes a picture with the text beside it, in a folder and in an upload', async () => {
    await put('walk/quay.jpg', await picture('#406080'));
    const text = await put('walk/quay.txt', 'Gulls over the quay.');
    await server.engine.add(shelf).finished();
    await writeFile(text, 'Cormorants over the quay.');
    expect(told(await again(await idOf('walk/quay.jpg')))).toEqual(['indexed walk/quay.jpg']);
    const form = formOf({ 'pier.jpg': await picture('#204060'), 'pier.txt': 'A pier in the rain.' });
    await server.ended(await server.send('/api/documents', { method: 'POST', body: form }));
    const count = (await documents()).length;
    expect(told(await again(await idOf('pier.jpg')))).toEqual(['indexed pier.jpg']);
    expect(await documents()).toHaveLength(count);
    const found = await jsonOf<{ hits: { document: { name: string } }[] }>(
      await server.send('/api/search', { json: { text: 'cormorants' } }),
    );
    expect(JSON.stringify(found.hits[0])).toContain('walk/quay.jpg');
  });

  it('takes a document inside another with the outermost one', async () => {
    const inner = zipSync({ 'note.md': strToU8('# Note\n\nIn a box in a box.') });
    await put('boxes/outer.zip', zipSync({ 'inner.zip': inner, 'side.md': strToU8('# Side\n\nBeside it.') }));
    await server.engine.add(shelf).finished();
    const events = told(await again(await idOf('boxes/outer.zip/inner.zip/note.md')));
    expect(events).toEqual([
      'indexed boxes/outer.zip',
      'indexed boxes/outer.zip/inner.zip',
      'indexed boxes/outer.zip/inner.zip/note.md',
      'indexed boxes/outer.zip/side.md',
    ]);
  });

  it('fetches a document of the web again', async () => {
    let words = 'The first edition.';
    const web = await fakeHttpServer((_, response) => {
      response.setHeader('content-type', 'text/markdown').end(`# Edition\n\n${words}\n`);
    });
    open.push(web);
    const url = `${web.url}/edition.md`;
    await server.ended(await server.send('/api/documents', { json: { urls: [url] } }));
    words = 'The second edition.';
    expect(told(await again(await idOf(url)))).toEqual([`indexed ${url}`]);
    expect(await (await server.send('/api/search', { json: { text: 'second edition' } })).text()).toContain('second');
  });

  it('removes one whose file is gone, and says so', async () => {
    await rm(join(shelf, 'high/fern.md'));
    const id = await idOf('high/fern.md');
    const events = await again(id);
    expect(told(events)).toEqual(['removed high/fern.md']);
    expect(events.at(-1)).toMatchObject({ type: 'finished', state: 'done' });
    expect((await server.send(`/api/documents/${id}`)).status).toBe(404);
    expect((await server.send(`/api/documents/${id}/reindex`, { method: 'POST' })).status).toBe(404);
  });

  it('keeps one whose whole folder is gone, and says what to do without a path of this machine', async () => {
    for (const name of await readdir(shelf)) await rm(join(shelf, name), { recursive: true });
    const events = await again(await idOf('low/moss.md'));
    expect(events).toContainEqual({
      type: 'failed',
      name: 'moss.md',
      reason: expect.stringContaining('Connect the disk'),
    });
    expect(JSON.stringify(events)).not.toContain(shelf);
    expect((await documents('low/moss')).map(({ name }) => name)).toEqual(['low/moss.md']);
  });
});
