import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { propagation, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeGenerator } from '../src/generate/fake-generator.ts';
import { open, type Reranker, type Sightline } from '../src/index.ts';
import { type FakeServer, fakeServer, formOf } from '../src/server/fake-server.ts';
import { fakePropagator, type RecordedSpans, recordSpans } from '../src/support/fake-tracing.ts';

const passage = 'The hut stands above the lake.';
const question = 'Where does the zebrafish hut stand?';
/** Words of the question, the documents and their names, none of which may be seen in a span. */
const secrets = ['zebrafish', 'stands', 'lake', 'refuge', 'pier'];

let spans: RecordedSpans;
let folder = '';
beforeAll(async () => {
  spans = recordSpans();
  folder = await mkdtemp(join(tmpdir(), 'sightline-tracing-'));
  await writeFile(join(folder, 'refuge.txt'), passage);
  await writeFile(join(folder, 'pier.txt'), 'Two boats lie at the pier.');
});
afterEach(() => spans.forget());
afterAll(async () => {
  await spans.close();
  await rm(folder, { recursive: true, force: true });
});

const seen = (): string =>
  JSON.stringify(
    spans.all().map(({ name, attributes, events, status, links }) => [name, attributes, events, status, links]),
  );
const noSecrets = (): void => expect(secrets.filter((secret) => seen().includes(secret))).toEqual([]);

describe('traces of the engine', () => {
  let engine: Sightline;
  beforeAll(async () => {
    const ownGenerator = fakeGenerator(() => 'It stands above the lake [S1].');
    engine = await open({ index: 'memory:', ocr: 'off', ownGenerator });
    await engine.add(folder).finished();
    spans.forget();
  });
  afterAll(() => engine.close());

  it('show a search with its parts', async () => {
    await engine.search(question);
    expect(spans.tree()).toEqual([
      ['search', 'embeddings builtin', 'prepare query', 'search image', 'search keyword', 'search text'],
    ]);
    expect(spans.named('search')?.attributes).toEqual({
      'gen_ai.operation.name': 'retrieval',
      'sightline.strategy': 'late',
      'sightline.hits': 2,
    });
    expect(spans.named('embeddings builtin')?.attributes).toMatchObject({
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.provider.name': 'builtin',
    });
    noSecrets();
  });

  it('show the second stage of a search', async () => {
    const words = { text: true, picture: false };
    const ownReranker: Reranker = {
      name: 'fake:judge',
      accepts: { query: words, candidate: words },
      maxTextChars: 1_000,
      rerank: async (_, candidates) => candidates.map((_, i) => i),
      close: async () => undefined,
    };
    const reranked = await open({ index: 'memory:', ocr: 'off', ownReranker });
    await reranked.add(folder).finished();
    spans.forget();
    await reranked.search(question);
    expect(spans.isWithin('rerank', 'search')).toBe(true);
    expect(spans.named('rerank')?.attributes['gen_ai.request.model']).toBe('fake:judge');
    await reranked.close();
  });

  it('show an answer with its search and the tokens it took', async () => {
    const answer = await engine.ask(question);
    expect(answer.status).toBe('answered');
    expect(spans.tree()).toEqual([
      [
        'ask',
        'chat writer',
        ['search', 'embeddings builtin', 'prepare query', 'search image', 'search keyword', 'search text'],
      ],
    ]);
    const chat = spans.named('chat writer');
    expect(chat?.kind).toBe(SpanKind.CLIENT);
    expect(chat?.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'fake',
      'gen_ai.request.model': 'writer',
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 8,
    });
    expect(spans.named('ask')?.attributes).toEqual({
      'sightline.answer.status': 'answered',
      'sightline.answer.citations': 1,
    });
    noSecrets();
  });

  it('show an indexing run with its documents and commits, and one span a part however long a document is', async () => {
    const place = await mkdtemp(join(tmpdir(), 'sightline-tracing-run-'));
    const paragraphs = Array.from({ length: 40 }, (_, i) => `Paragraph ${i} of the pier. ${'It is long. '.repeat(60)}`);
    await writeFile(join(place, 'pier.md'), paragraphs.join('\n\n'));
    await engine.add(place).finished();
    expect(spans.tree()).toEqual([['index', 'commit', ['index document', 'embed', 'enrich', 'read']]]);
    const { attributes = {} } = spans.named('index document') ?? {};
    expect(attributes['sightline.media_type']).toBe('text/markdown');
    expect(attributes['sightline.segments']).toBeGreaterThan(20);
    expect(spans.named('embed')?.attributes['sightline.pieces']).toBe(attributes['sightline.segments']);
    expect(spans.named('commit')?.attributes).toMatchObject({ 'sightline.documents': 1 });
    expect(spans.named('index')?.attributes).toMatchObject({ 'sightline.documents.indexed': 1 });
    noSecrets();
    spans.forget();
    // What is unchanged is no work, and no span.
    await engine.add(place).finished();
    expect(spans.tree()).toEqual(['index']);
    await rm(place, { recursive: true });
  });

  it('show what failed, by its code alone', async () => {
    await expect(engine.search({ text: question, filter: 'zebrafish ~ 3' })).rejects.toThrow();
    expect(spans.named('search')?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(spans.named('search')?.attributes['error.type']).toBe('bad-filter');
    const broken = await open({
      index: 'memory:',
      ocr: 'off',
      ownGenerator: fakeGenerator(() => Promise.reject(new Error('no answer about the zebrafish'))),
    });
    await broken.add(folder).finished();
    await expect(broken.ask(question)).rejects.toThrow();
    expect([spans.named('ask')?.status.code, spans.named('chat writer')?.status.code]).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
    ]);
    await broken.close();
    noSecrets();
  });
});

describe('traces of the server', () => {
  let server: FakeServer;
  beforeAll(async () => {
    server = await fakeServer();
  });
  afterAll(() => server.close());

  it('hold what a request leads to, and go on from who called', async () => {
    propagation.setGlobalPropagator(fakePropagator);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    const response = await server.send('/api/search', { headers, json: { text: question } });
    expect(response.status).toBe(200);
    const request = spans.named('POST /api/search');
    expect(request?.kind).toBe(SpanKind.SERVER);
    expect([request?.spanContext().traceId, request?.parentSpanContext?.spanId]).toEqual([traceId, 'b7ad6b7169203331']);
    expect(request?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/search',
      'http.response.status_code': 200,
    });
    expect(spans.isWithin('search keyword', 'POST /api/search')).toBe(true);
    noSecrets();
  });

  it('reach through a streamed answer', async () => {
    const response = await server.send('/api/ask', { json: { text: question } });
    await response.text();
    expect(spans.isWithin('search keyword', 'ask')).toBe(true);
    expect(spans.isWithin('ask', 'POST /api/ask')).toBe(true);
    noSecrets();
  });

  it('show the job that an upload begins', async () => {
    const body = formOf({ 'pier.txt': 'Two boats lie at the pier of the zebrafish.' });
    const added = await server.send('/api/documents', { method: 'POST', body });
    expect(await server.ended(added)).toMatchObject({ state: 'done' });
    expect(spans.isWithin('read', 'index document')).toBe(true);
    expect([spans.isWithin('index document', 'index'), spans.isWithin('commit', 'index')]).toEqual([true, true]);
    noSecrets();
  });

  it('begin anew where the header is not one', async () => {
    await server.send('/api/status', { headers: { traceparent: '00-zz-zz-01' } });
    expect(spans.named('GET /api/status')?.parentSpanContext).toBeUndefined();
  });
});
