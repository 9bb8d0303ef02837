import { propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SightlineError } from './errors.ts';
import { type FakeHttpServer, fakeHttpServer, sendJson } from './fake-http-server.ts';
import { fakePropagator, type RecordedSpans, recordSpans } from './fake-tracing.ts';
import { httpClient } from './http.ts';
import { modelCall, stageSpan, streamWithSpan, traceHeaders, withSpan } from './tracing.ts';

describe('without an SDK', () => {
  it('only does the work', async () => {
    const spans: unknown[] = [];
    expect(
      await withSpan('a', {}, async (span) => {
        span.note({ x: 1 });
        span.fail('x');
        spans.push(trace.getActiveSpan());
        return 1;
      }),
    ).toBe(1);
    const failure = new Error('x');
    await expect(withSpan('a', {}, () => Promise.reject(failure))).rejects.toBe(failure);
    const stage = stageSpan('b');
    expect(await stage.run(async () => 2)).toBe(2);
    stage.end();
    stageSpan('never begun').end();
    const pieces: number[] = [];
    for await (const piece of streamWithSpan('c', {}, () => counting(3))) pieces.push(piece);
    expect([spans, pieces, traceHeaders()]).toEqual([[undefined], [0, 1, 2], {}]);
  });
});

async function* counting(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield i;
}

describe('with an SDK', () => {
  let spans: RecordedSpans;
  beforeAll(() => {
    spans = recordSpans();
  });
  afterEach(() => spans.forget());
  afterAll(() => spans.close());
  const span = (name: string) => spans.named(name);

  it('puts spans inside spans, across what waits', async () => {
    await withSpan('outer', { 'sightline.hits': 3 }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await Promise.all([withSpan('left', {}, async () => 1), withSpan('right', {}, async () => 2)]);
    });
    expect([spans.isWithin('left', 'outer'), spans.isWithin('right', 'outer')]).toEqual([true, true]);
    expect(span('outer')?.attributes).toEqual({ 'sightline.hits': 3 });
  });

  it('tells of an error its code, and nothing of its words', async () => {
    const error = new SightlineError('bad-filter', 'The filter name = "my secret" is not one.');
    await expect(withSpan('a', {}, () => Promise.reject(error))).rejects.toBe(error);
    await expect(withSpan('b', {}, () => Promise.reject(new TypeError('my secret')))).rejects.toThrow(TypeError);
    expect([span('a')?.attributes, span('b')?.attributes]).toEqual([
      { 'error.type': 'bad-filter' },
      { 'error.type': 'TypeError' },
    ]);
    expect([span('a')?.status, span('b')?.status]).toEqual([
      { code: SpanStatusCode.ERROR },
      { code: SpanStatusCode.ERROR },
    ]);
    expect(spans.all().flatMap(({ events }) => events)).toEqual([]);
  });

  it('is open while a stream is read, with what the stream does inside', async () => {
    const stream = streamWithSpan('stream', {}, async function* () {
      yield await withSpan('first', {}, async () => 1);
      yield await withSpan('second', {}, async () => 2);
    });
    await withSpan('reader', {}, async () => {
      for await (const piece of stream) {
        if (piece === 1) expect(span('stream')).toBeUndefined();
        await withSpan(`use ${piece}`, {}, async () => undefined);
      }
    });
    const inside = [spans.isWithin('first', 'stream'), spans.isWithin('second', 'stream')];
    expect([spans.isWithin('stream', 'reader'), ...inside, spans.isWithin('use 1', 'reader')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('ends with a reader that leaves early, and lets the stream clean up', async () => {
    let isClean = false;
    const stream = streamWithSpan('left', {}, async function* () {
      try {
        yield* counting(9);
      } finally {
        isClean = true;
      }
    });
    for await (const piece of stream) if (piece === 1) break;
    expect([isClean, span('left')?.ended, span('left')?.status.code]).toEqual([true, true, SpanStatusCode.UNSET]);
  });

  it('says that a stream failed', async () => {
    const stream = streamWithSpan('broken', {}, async function* () {
      yield 1;
      throw new SightlineError('network-failed', 'It broke off.');
    });
    const readAll = async (): Promise<void> => {
      for await (const _ of stream);
    };
    await expect(readAll()).rejects.toThrow('broke off');
    expect(span('broken')?.attributes['error.type']).toBe('network-failed');
  });

  it('counts the pieces of a stage, and the time that any was under way once', async () => {
    const wait = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 30));
    await withSpan('document', {}, async () => {
      const stage = stageSpan('enrich');
      await Promise.all([stage.run(wait), stage.run(() => withSpan('vendor', {}, wait)), stage.run(wait)]);
      await wait();
      stage.end();
    });
    const { attributes } = span('enrich') ?? {};
    expect(attributes?.['sightline.pieces']).toBe(3);
    expect(attributes?.['sightline.busy_ms']).toBeGreaterThanOrEqual(25);
    expect([spans.isWithin('enrich', 'document'), spans.isWithin('vendor', 'enrich')]).toEqual([true, true]);
    const [document, enrich] = [span('document'), span('enrich')].map(
      (one) => (one?.endTime[0] ?? 0) * 1e3 + (one?.endTime[1] ?? 0) / 1e6,
    );
    expect((document ?? 0) - (enrich ?? 0)).toBeGreaterThan(15);
  });

  it('names calls of models as the conventions do', () => {
    expect(modelCall('chat', 'ollama:llava:13b')).toEqual({
      name: 'chat llava:13b',
      notes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'ollama',
        'gen_ai.request.model': 'llava:13b',
      },
    });
    expect(modelCall('embeddings', 'builtin').name).toBe('embeddings builtin');
  });

  describe('requests to a vendor', () => {
    let server: FakeHttpServer;
    beforeAll(async () => {
      server = await fakeHttpServer(({ path }, response) =>
        sendJson(response, {}, path.startsWith('/bad') ? 400 : server.requests.length === 1 ? 503 : 200),
      );
    });
    afterAll(() => server.close());
    const ask = (path: string) =>
      httpClient({
        name: 'vendor',
        baseUrl: `${server.url}?key=my-secret`,
        headers: {},
        secrets: ['my-secret'],
        timeoutMs: 5_000,
        retries: 1,
        concurrency: 1,
        offline: false,
        keyRemedy: '',
      }).json(path, { json: { input: 'my secret' } });

    it('are spans, one each time they are sent, without the query', async () => {
      await withSpan('embed', {}, () => ask('/embeddings'));
      const posts = spans.all().filter(({ name }) => name === 'POST');
      expect(posts.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([503, 200]);
      expect(posts[1]?.attributes).toMatchObject({
        'url.full': `${server.url}/embeddings`,
        'server.address': '127.0.0.1',
        'http.request.resend_count': 1,
      });
      expect(JSON.stringify(posts.map(({ attributes }) => attributes))).not.toContain('secret');
      await expect(ask('/bad')).rejects.toThrow();
      expect(spans.all().at(-1)?.attributes['error.type']).toBe('400');
    });

    it('carry the trace on where a propagator is registered, and only there', async () => {
      await withSpan('plain', {}, () => ask('/embeddings'));
      expect(server.requests.at(-1)?.headers.traceparent).toBeUndefined();
      propagation.setGlobalPropagator(fakePropagator);
      await withSpan('carried', {}, () => ask('/embeddings'));
      expect(server.requests.at(-1)?.headers.baggage).toBeUndefined();
      const { traceId } = span('carried')?.spanContext() ?? {};
      const sent = spans
        .all()
        .filter(({ name }) => name === 'POST')
        .at(-1);
      expect(server.requests.at(-1)?.headers.traceparent).toBe(`00-${traceId}-${sent?.spanContext().spanId}-01`);
    });
  });
});
