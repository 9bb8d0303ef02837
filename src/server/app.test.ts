import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentView, JobEvent } from './document-schemas.ts';
import { type FakeServer, fakeServer, formOf, jsonOf, picture } from './fake-server.ts';
import type { AnswerView, HitView, SearchReply } from './schemas.ts';

let server: FakeServer;
beforeAll(async () => {
  server = await fakeServer();
});
afterAll(() => server.close());

const search = async (body: object): Promise<SearchReply> => {
  const response = await server.send('/api/search', { json: body });
  expect(response.status).toBe(200);
  return (await response.json()) as SearchReply;
};
const documents = async (query = ''): Promise<{ total: number; documents: DocumentView[] }> =>
  (await (await server.send(`/api/documents${query}`)).json()) as never;
const documentNamed = async (name: string): Promise<DocumentView> => {
  const found = (await documents('?limit=500')).documents.find((one) => one.name === name);
  expect(found).toBeDefined();
  return found as DocumentView;
};
/** Server-sent events as [name, data]. */
const eventsOf = (text: string): [string, unknown][] =>
  text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [name = '', data = ''] = block.split('\n');
      return [name.slice('event: '.length), JSON.parse(data.slice('data: '.length))];
    });

describe('search', () => {
  it('finds by words, with places for people and addresses of pictures, and no paths', async () => {
    const reply = await search({ text: 'why does the zipper catch?', k: 3 });
    expect(reply.hits[0]).toMatchObject({ document: { name: 'zipper.md', mediaType: 'text/markdown' }, kind: 'text' });
    expect(reply.hits[0]?.snippet).toContain('the lining is cut too wide');
    expect(JSON.stringify(reply)).not.toContain(server.files);
  });

  it('finds a picture by itself, given as data and as a segment', async () => {
    const data = `data:image/jpeg;base64,${Buffer.from(await picture('#c01818')).toString('base64')}`;
    const [byData] = (await search({ pictures: [{ data }] })).hits;
    expect(byData?.document.name).toBe('red-chair.jpg');
    const [bySegment] = (await search({ pictures: [{ segment: byData?.id }] })).hits;
    expect(bySegment?.id).toBe(byData?.id);
    const region = { x: 0, y: 0, width: 20, height: 20 };
    expect((await search({ pictures: [{ segment: byData?.id, region }] })).hits[0]?.id).toBe(byData?.id);
  });

  it('says of a page where on it a hit lies', async () => {
    const hit = (await search({ text: 'how long does the kettle take to boil?' })).hits.find(
      ({ document }) => document.name === 'kettle.pdf',
    );
    expect(hit).toMatchObject({ place: 'page 1', page: { box: { x: expect.any(Number) } } });
    const page = await server.send(`${hit?.page?.url}?side=800`);
    expect(page.headers.get('content-type')).toBe('image/png');
    const { width, height } = await sharp(await page.arrayBuffer()).metadata();
    expect([width, height]).toEqual([800, 600]);
  });

  it.each([
    ['nothing to look for', {}, 'bad-request'],
    ['an unknown field', { text: 'a', path: '/etc/passwd' }, 'bad-request'],
    ['a picture that is a path', { pictures: [{ data: '/etc/passwd' }] }, 'bad-request'],
    ['a file URL', { pictures: [{ url: 'file:///etc/passwd' }] }, 'bad-request'],
    ['two sources of one picture', { pictures: [{ segment: 'a', url: 'https://a.example/b.png' }] }, 'bad-request'],
    ['a filter that cannot be read', { text: 'a', filter: 'price <' }, 'bad-filter'],
  ])('refuses %s with a remedy', async (_, json, code) => {
    const response = await server.send('/api/search', { json });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 400, code, requestId: response.headers.get('x-request-id') });
  });

  it('stops when the client goes away', async () => {
    const gone = AbortSignal.abort();
    const response = await server.send('/api/search', { json: { text: 'zipper' }, signal: gone });
    expect(response.status).toBe(499);
  });
});

describe('ask', () => {
  it('streams hits, text, the answer with its citations, and the end', async () => {
    const response = await server.send('/api/ask', { json: { text: 'Why does the zipper catch?' } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = eventsOf(await response.text());
    const names = events.map(([name]) => name);
    expect(names[0]).toBe('hits');
    expect(names.at(-1)).toBe('done');
    const answer = events.find(([name]) => name === 'answer')?.[1] as AnswerView;
    expect(answer.status).toBe('answered');
    expect(answer.citations[0]).toMatchObject({ number: 1, document: 'zipper.md' });
  });

  it('answers what is wrong with the question before the stream begins as a problem', async () => {
    const response = await server.send('/api/ask', { json: { text: 'a', filter: '(((' } });
    expect([response.status, (await jsonOf(response)).code]).toEqual([400, 'bad-filter']);
  });
});

describe('evidence', () => {
  let hit: HitView;
  beforeAll(async () => {
    const found = (await search({ text: 'red chair' })).hits.find(({ document }) => document.name === 'red-chair.jpg');
    hit = found as HitView;
  });

  it('serves a picture small, without what the camera wrote into it, to be kept for ever', async () => {
    const response = await server.send(`${hit.picture?.url}?side=48`);
    expect(response.headers.get('cache-control')).toContain('immutable');
    const { width, exif } = await sharp(await response.arrayBuffer()).metadata();
    expect([width, exif]).toEqual([48, undefined]);
  });

  it('says that nothing changed where the client has it, and lets nothing be kept under an address without a version', async () => {
    const first = await server.send(`/api/segments/${hit.id}/picture`);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const etag = first.headers.get('etag') ?? '';
    const second = await server.send(`/api/segments/${hit.id}/picture`, { headers: { 'if-none-match': etag } });
    expect(second.status).toBe(304);
  });

  it('serves the original of a picture without its position, and of other files as they are', async () => {
    const original = await server.send(`/api/documents/${hit.document.id}/original`);
    const { width, exif } = await sharp(await original.arrayBuffer()).metadata();
    expect([width, exif]).toEqual([96, undefined]);
    const text = await documentNamed('zipper.md');
    const response = await server.send(`/api/documents/${text.id}/original`);
    expect(await response.text()).toContain('# Zippers');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="zipper.md"; filename*=UTF-8''zipper.md`,
    );
  });

  it('serves ranges, for players', async () => {
    const { id } = await documentNamed('zipper.md');
    const part = await server.send(`/api/documents/${id}/original`, { headers: { range: 'bytes=2-8' } });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
      206,
      'Zippers',
      expect.stringMatching(/^bytes 2-8\/\d+$/),
    ]);
    const last = await server.send(`/api/documents/${id}/original`, { headers: { range: 'bytes=-7' } });
    expect(await last.text()).toBe(' while.\n'.slice(-7));
    const beyond = await server.send(`/api/documents/${id}/original`, { headers: { range: 'bytes=99999-' } });
    expect(beyond.status).toBe(416);
  });

  it('knows a segment by its id, and says so of one that is not there', async () => {
    expect(await (await server.send(`/api/segments/${hit.id}`)).json()).toMatchObject({ id: hit.id, kind: 'image' });
    expect((await server.send('/api/segments/nothing/picture')).status).toBe(404);
  });
});

describe('documents and jobs', () => {
  it('lists, filters by name, and shows the parts of one', async () => {
    expect((await documents('?text=CHAIR')).documents.map(({ name }) => name)).toEqual(['red-chair.jpg']);
    const { id } = await documentNamed('kettle.pdf');
    const detail = await (await server.send(`/api/documents/${id}`)).json();
    expect(detail).toMatchObject({ name: 'kettle.pdf', uploaded: false, parts: [{ kind: 'text', place: 'page 1' }] });
  });

  it('takes uploads, one bad file among them, tells what happens, and removes them again', async () => {
    const cut = (
      await sharp(await picture('#101010'))
        .png()
        .toBuffer()
    ).subarray(0, 60);
    const response = await server.send('/api/documents', {
      method: 'POST',
      body: formOf({ 'green door.jpg': await picture('#18a018'), 'broken.png': cut, 'empty.txt': '' }),
    });
    expect(response.status).toBe(202);
    const { job } = await jsonOf<{ job: string }>(response);
    const events = eventsOf(await (await server.send(`/api/jobs/${job}/events`)).text()).map(
      ([, data]) => data as JobEvent,
    );
    expect(events.filter(({ type }) => type === 'failed').map(({ name }) => name)).toEqual(['empty.txt', 'broken.png']);
    expect(events.at(-1)).toMatchObject({ type: 'finished', state: 'done' });
    const { id, uploaded } = await documentNamed('green door.jpg');
    expect(uploaded).toBe(true);
    const removed = await server.send(`/api/documents/${id}`, { method: 'DELETE' });
    expect(await removed.json()).toEqual({ removed: ['green door.jpg'] });
    expect((await server.send(`/api/documents/${id}`)).status).toBe(404);
  });

  it('gives a second file of the same name a number, and takes the very same file for the one it has', async () => {
    const upload = (text: string): Promise<Response> =>
      server.send('/api/documents', { method: 'POST', body: formOf({ 'notes.txt': text }) });
    await server.ended(await upload('Kites fly in the wind of March.'));
    await server.ended(await upload('Boats lie in the harbour.'));
    await server.ended(await upload('Kites fly in the wind of March.'));
    const names = (await documents('?text=notes')).documents.map(({ name }) => name);
    expect(names).toEqual(['notes (2).txt', 'notes.txt']);
  });

  it('keeps a picture and the text beside it together', async () => {
    const body = formOf({ 'harbour.jpg': await picture('#888888'), 'harbour.txt': 'Fishermen mend their nets.' });
    await server.ended(await server.send('/api/documents', { method: 'POST', body }));
    const [hit] = (await search({ text: 'fishermen mending nets' })).hits;
    expect(hit).toMatchObject({
      document: { name: 'harbour.jpg' },
      words: { caption: expect.stringContaining('nets') },
    });
  });

  it('brings a changed document up to date', async () => {
    const { id } = await documentNamed('zipper.md');
    await writeFile(join(server.files, 'zipper.md'), '# Zippers\n\nThe slider wore out after two winters of use.\n');
    const job = await server.ended(await server.send(`/api/documents/${id}/reindex`, { method: 'POST' }));
    expect(job.state).toBe('done');
    expect((await search({ text: 'slider wore out' })).hits[0]?.snippet).toContain('two winters');
  });

  it('answers what is not there with a problem', async () => {
    for (const path of ['/api/jobs/none', '/api/documents/none', '/api/nothing', '/api/evaluations/..%2f..%2fetc']) {
      const response = await server.send(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect((await jsonOf(response)).code).toBe('not-found');
    }
  });
});

describe('the server itself', () => {
  it('tells its status and counts for Prometheus', async () => {
    expect(await (await server.send('/api/status')).json()).toMatchObject({
      index: 'memory:',
      models: { embedder: 'builtin' },
      readOnly: false,
    });
    const text = await (await server.send('/metrics')).text();
    expect(text).toMatch(/sightline_searches_total\{kind="search",strategy="\w+"\} [1-9]/);
    expect(text).toMatch(
      /sightline_http_requests_total\{method="GET",route="\/api\/segments\/:id\/picture",status="304"\} 1/,
    );
    expect(text).toMatch(/sightline_documents [1-9]/);
  });

  it('says what to do where the page is not built', async () => {
    const response = await server.send('/');
    expect(await response.text()).toContain('npm run build');
  });
});
