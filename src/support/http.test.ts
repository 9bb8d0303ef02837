import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { SightlineError } from './errors.ts';
import { type FakeHttpServer, fakeHttpServer, type SeenRequest, sendEvents, sendJson } from './fake-http-server.ts';
import { type HttpService, httpClient, redacted, retryAfterMs } from './http.ts';

const key = 'sk-very-secret-key-0123456789';
const opened: FakeHttpServer[] = [];

afterAll(async () => {
  await Promise.all(opened.map((server) => server.close()));
});

/** A server that gives the answers one after the other, and the last one again and again. */
async function serve(...answers: ((response: ServerResponse, request: SeenRequest) => void)[]) {
  let count = 0;
  const server = await fakeHttpServer((request, response) => {
    const answer = answers[Math.min(count++, answers.length - 1)];
    answer?.(response, request);
  });
  opened.push(server);
  return server;
}

const service = (baseUrl: string, more: Partial<HttpService> = {}): HttpService => ({
  name: 'acme',
  baseUrl,
  headers: { authorization: `Bearer ${key}` },
  secrets: [key],
  timeoutMs: 5000,
  retries: 2,
  concurrency: 4,
  offline: false,
  keyRemedy: 'Set ACME_API_KEY in the environment.',
  ...more,
});

const good = (response: ServerResponse) => sendJson(response, { fine: true });
const status =
  (code: number, headers: Record<string, string> = {}, body: unknown = { error: { message: 'No.' } }) =>
  (response: ServerResponse) =>
    sendJson(response, body, code, headers);
/** A failure that may be repeated at once. */
const passing = (code: number) => status(code, { 'retry-after': '0' });
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function failureOf(promise: Promise<unknown>): Promise<SightlineError> {
  const error = await promise.then(
    () => undefined,
    (reason: SightlineError) => reason,
  );
  if (!error) throw new Error('It did not fail.');
  expect(error.name).toBe('SightlineError');
  return error;
}

/** Everything that anybody could print of an error. */
function allOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error), error.cause ? allOf(error.cause) : ''].join('\n');
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

describe('requests and answers', () => {
  it('sends JSON with the key, and gives back JSON', async () => {
    const server = await serve(good);
    const client = httpClient(service(`${server.url}/v1`));
    expect(await client.json('/things', { json: { a: 1 }, headers: { 'x-extra': 'yes' } })).toEqual({ fine: true });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/things', json: { a: 1 } });
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json',
      'x-extra': 'yes',
    });
  });

  it('sends bytes as they are, and asks with GET', async () => {
    const server = await serve(good);
    const client = httpClient(service(server.url));
    await client.json('/raw', { body: new Uint8Array([104, 105]), headers: { 'content-type': 'image/png' } });
    await client.json('/list?page=2', { method: 'GET' });
    expect(server.requests[0]).toMatchObject({ text: 'hi', headers: { 'content-type': 'image/png' } });
    expect(server.requests[1]).toMatchObject({ method: 'GET', path: '/list?page=2', text: '' });
  });

  it('keeps the query of a base URL', async () => {
    const server = await serve(good);
    await httpClient(service(`${server.url}/v1?version=3`)).json('/a?b=c', { json: {} });
    expect(server.requests[0]?.path).toBe('/v1/a?version=3&b=c');
  });

  it('unpacks what is packed, and reads letters that two pieces share', async () => {
    const server = await serve(
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync('{"packed":"ü"}'));
      },
      (response) => {
        const bytes = Buffer.from('{"packed":"ü"}');
        response.write(bytes.subarray(0, 12));
        setTimeout(() => response.end(bytes.subarray(12)), 20);
      },
    );
    const client = httpClient(service(server.url));
    expect(await client.json('/', {})).toEqual({ packed: 'ü' });
    expect(await client.json('/', {})).toEqual({ packed: 'ü' });
  });

  it('says so when the answer is not JSON, and does not ask again', async () => {
    const server = await serve((response) => response.end(`<html>Welcome ${key}`));
    const error = await failureOf(httpClient(service(server.url)).json('/v1', { json: {} }));
    expect(error).toMatchObject({ code: 'model-failed', remedy: expect.stringContaining('base URL') });
    expect(error.message).toContain('not JSON');
    expect(allOf(error)).not.toContain(key);
    expect(server.requests).toHaveLength(1);
  });

  it('bounds the size of an answer, also of one that unpacks to more', async () => {
    const text = JSON.stringify('x'.repeat(100_000));
    const server = await serve(
      (response) => response.end(text),
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(text));
      },
    );
    const client = httpClient(service(server.url, { maxAnswerBytes: 50_000, concurrency: 1 }));
    for (const _ of [1, 2]) {
      const error = await failureOf(client.json('/', {}));
      expect(error).toMatchObject({ code: 'limit-exceeded', message: expect.stringContaining('50000 bytes') });
    }
    expect(server.requests).toHaveLength(2);
  });

  it('refuses base URLs and headers that are none, without repeating what they hold', async () => {
    for (const baseUrl of ['', 'api.acme.com/v1', 'ftp://acme.com', `http://user:${key}@127.0.0.1:9`]) {
      const error = await failureOf(httpClient(service(baseUrl)).json('/x', {}));
      expect(error.code).toBe('bad-option');
      expect(allOf(error)).not.toContain(key);
    }
    const broken = service('http://127.0.0.1:9', { headers: { 'x-key': `${key}\nx: y` }, secrets: [] });
    const error = await failureOf(httpClient(broken).json('/x', {}));
    expect(error.code).toBe('bad-option');
    expect(allOf(error)).not.toContain(key);
  });
});

describe.concurrent('retries', () => {
  it.each([408, 409, 429, 500, 502, 503, 504])('asks again after %i', async (code) => {
    const server = await serve(passing(code), good);
    expect(await httpClient(service(server.url)).json('/', { json: { n: 1 } })).toEqual({ fine: true });
    expect(server.requests.map(({ json }) => json)).toEqual([{ n: 1 }, { n: 1 }]);
  });

  it.each([
    [301, 'network-failed'],
    [400, 'model-failed'],
    [401, 'bad-option'],
    [403, 'bad-option'],
    [404, 'model-missing'],
    [413, 'model-failed'],
    [422, 'model-failed'],
    [501, 'model-failed'],
  ])('does not ask again after %i', async (code, expected) => {
    const server = await serve(passing(code), good);
    const error = await failureOf(httpClient(service(server.url)).json('/v1/x', {}));
    expect(error).toMatchObject({ code: expected, message: expect.stringContaining(String(code)) });
    expect(error.message).toContain('No.');
    expect(error.remedy).toBeTruthy();
    expect(server.requests).toHaveLength(1);
  });

  it('names the option and the variable when a key is refused', async () => {
    const server = await serve(status(401));
    const error = await failureOf(httpClient(service(server.url)).json('/', {}));
    expect(error.message).toMatch(/HTTP status 401: No\. Set ACME_API_KEY/);
  });

  it('asks again when the connection breaks, before the head or within the body', async () => {
    const server = await serve(
      (response) => response.destroy(),
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"fine":');
        setTimeout(() => response.destroy(), 10);
      },
      good,
    );
    expect(await httpClient(service(server.url)).json('/', {})).toEqual({ fine: true });
    expect(server.requests).toHaveLength(3);
  });

  it('stops at the count and says what the last answer was', async () => {
    const server = await serve(passing(500), passing(502), passing(503), passing(500));
    const error = await failureOf(httpClient(service(server.url)).json('/', {}));
    expect(error).toMatchObject({ code: 'network-failed', message: expect.stringContaining('503') });
    expect(server.requests).toHaveLength(3);
  });

  it('says that nothing listens, and that a body broke off', async () => {
    const gone = await serve(good);
    await gone.close();
    // The name has several addresses, each of which fails.
    for (const url of [gone.url, gone.url.replace('127.0.0.1', 'localhost')]) {
      const error = await failureOf(httpClient(service(url, { retries: 0 })).json('/', {}));
      expect(error).toMatchObject({
        code: 'network-failed',
        message: expect.stringContaining('nothing listens there'),
      });
    }
    const cut = await serve((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"fine":');
      setTimeout(() => response.destroy(), 10);
    });
    const broken = await failureOf(httpClient(service(cut.url, { retries: 0 })).json('/', {}));
    expect(broken).toMatchObject({ code: 'network-failed', message: expect.stringContaining('broke off') });
  });

  it('sends once what must not be sent twice', async () => {
    const server = await serve(passing(500), good);
    const client = httpClient(service(server.url));
    expect(await failureOf(client.json('/', { idempotent: false }))).toMatchObject({ code: 'network-failed' });
    expect(server.requests).toHaveLength(1);
    const cut = await serve((response) => response.destroy());
    await failureOf(httpClient(service(cut.url)).json('/', { idempotent: false }));
    expect(cut.requests).toHaveLength(1);
  });

  it('waits about half a second, never the same, and about twice as long the next time', async () => {
    const waits = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const times: number[] = [];
        const server = await serve((response) => {
          times.push(performance.now());
          status(500)(response);
        });
        await failureOf(httpClient(service(server.url)).json('/', {}));
        return times.slice(1).map((time, i) => time - (times[i] ?? 0));
      }),
    );
    const [first, second] = [waits.map(([ms = 0]) => ms), waits.map(([, ms = 0]) => ms)];
    expect(Math.min(...first)).toBeGreaterThan(230);
    expect(Math.max(...first)).toBeLessThan(5000);
    expect(Math.min(...second)).toBeGreaterThan(480);
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(60);
  });

  it('waits as long as it is asked to, in seconds or until a date', async () => {
    const inSeconds = await serve(status(503, { 'retry-after': '1' }), good);
    const client = httpClient(service(inSeconds.url));
    const soon = new Date(Date.now() + 2000).toUTCString();
    const untilDate = await serve(status(503, { 'retry-after': soon }), good);
    const [seconds, date] = await Promise.all([
      elapsed(() => client.json('/', {})),
      elapsed(() => httpClient(service(untilDate.url)).json('/', {})),
    ]);
    expect(seconds).toBeGreaterThan(980);
    expect(date).toBeGreaterThan(900);
  });

  it('fails at once when the wait would be longer than a minute, and says how long', async () => {
    for (const code of [429, 503]) {
      const server = await serve(status(code, { 'retry-after': '90' }), good);
      const took = await elapsed(async () => {
        const error = await failureOf(httpClient(service(server.url)).json('/', {}));
        expect(error).toMatchObject({ code: 'network-failed', message: expect.stringContaining('90 s') });
      });
      expect(took).toBeLessThan(10_000);
      expect(server.requests).toHaveLength(1);
    }
  });

  it('waits while Hugging Face loads a model', async () => {
    const body = { error: 'Model x is currently loading', estimated_time: 0.7 };
    const server = await serve(status(503, {}, body), good);
    expect(await elapsed(() => httpClient(service(server.url)).json('/', {}))).toBeGreaterThan(680);
    const long = await serve(status(503, {}, { ...body, estimated_time: 200.4 }));
    const error = await failureOf(httpClient(service(long.url)).json('/', {}));
    expect(error.message).toMatch(/currently loading.*201 s/);
    expect(long.requests).toHaveLength(1);
  });

  it('lets a 429 pause the other requests of the same client, queued ones too', async () => {
    const times: number[] = [];
    let count = 0;
    const server = await fakeHttpServer((_, response) => {
      times.push(performance.now());
      if (count++ === 0) status(429, { 'retry-after': '1' })(response);
      else setTimeout(() => good(response), 5);
    });
    opened.push(server);
    const client = httpClient(service(server.url, { concurrency: 1 }));
    await Promise.all([1, 2, 3].map(() => client.json('/', {})));
    expect(server.requests).toHaveLength(4);
    const [first = 0, ...others] = times;
    for (const time of others) expect(time - first).toBeGreaterThan(980);
  });

  it('reads every form of the headers that ask to wait, and nothing into others', () => {
    const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers));
    expect(read({ 'retry-after': '7' })).toBe(7000);
    expect(read({ 'retry-after': '0.5' })).toBe(500);
    expect(read({ 'retry-after-ms': '250', 'retry-after': '7' })).toBe(250);
    expect(read({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })).toBe(0);
    expect(read({ 'retry-after': new Date(Date.now() + 30_000).toUTCString() })).toBeGreaterThan(28_000);
    for (const text of ['', '-1', 'soon', '1m30s', 'Infinity', '1e9']) {
      expect(read({ 'retry-after': text, 'retry-after-ms': text })).toBeUndefined();
    }
    expect(read({})).toBeUndefined();
  });
});

describe.concurrent('requests at once', () => {
  it('never has more than so many under way, whatever becomes of them, and uses them all', async () => {
    let running = 0;
    let most = 0;
    let count = 0;
    const server = await fakeHttpServer((_, response) => {
      most = Math.max(most, ++running);
      const n = count++;
      // A place is held until the last byte, not until the head.
      const finish = (end: () => void) =>
        setTimeout(() => {
          running--;
          end();
        }, 15);
      if (n % 4 === 0) finish(() => passing(500)(response));
      else if (n % 4 === 1) finish(() => response.destroy());
      else {
        response.writeHead(200);
        response.write('{"n":');
        finish(() => (n % 4 === 2 ? response.end('1}') : response.destroy()));
      }
    });
    opened.push(server);
    const client = httpClient(service(server.url, { concurrency: 3, retries: 0 }));
    const results = await Promise.allSettled(Array.from({ length: 24 }, () => client.json('/', {})));
    expect(most).toBe(3);
    expect(results.filter(({ status: outcome }) => outcome === 'fulfilled')).toHaveLength(6);
  });

  it('frees the place of a body that is cancelled, cut, or dropped unread', async () => {
    const endless = (response: ServerResponse) => {
      response.writeHead(200);
      response.write('a piece');
    };
    const server = await serve(
      endless,
      (response) => sendEvents(response, [{ data: 1 }], { cut: true }),
      endless,
      good,
    );
    const client = httpClient(service(server.url, { concurrency: 1, timeoutMs: 500 }));
    const cancelled = await client.fetch(`${server.url}/`);
    await cancelled.body?.cancel();
    const cut = await client.fetch(`${server.url}/`);
    expect(await failureOf(cut.text())).toMatchObject({ code: 'network-failed' });
    await client.fetch(`${server.url}/`);
    expect(await client.json('/', {})).toEqual({ fine: true });
  });
});

describe.concurrent('time', () => {
  it('gives up when no head comes, after one more try', async () => {
    const server = await serve(() => undefined);
    const client = httpClient(service(server.url, { timeoutMs: 100, retries: 4 }));
    const error = await failureOf(client.json('/', {}));
    expect(error).toMatchObject({ code: 'network-failed', message: expect.stringContaining('for 0.1 s') });
    expect(server.requests).toHaveLength(2);
  });

  it('gives up when a body falls silent', async () => {
    const server = await serve((response) => {
      response.writeHead(200);
      response.write('{"a":');
    });
    const client = httpClient(service(server.url, { timeoutMs: 150, retries: 0 }));
    const error = await failureOf(client.json('/', {}));
    expect(error).toMatchObject({ code: 'network-failed', message: expect.stringContaining('0.15 s') });
  });

  it('does not mind a slow body that goes on, or a slow reader', async () => {
    const slowly = (response: ServerResponse) => {
      response.writeHead(200);
      let n = 0;
      const timer = setInterval(() => {
        response.write('[1,');
        if (++n < 8) return;
        clearInterval(timer);
        response.end('2]]]]]]]]');
      }, 100);
    };
    const server = await serve(slowly, (response) => sendEvents(response, [{ data: 1 }, { data: 2 }]));
    const client = httpClient(service(server.url, { timeoutMs: 600, retries: 0 }));
    expect(await client.json('/', {})).toEqual([1, [1, [1, [1, [1, [1, [1, [1, 2]]]]]]]]);
    const response = await client.fetch(`${server.url}/`);
    await wait(900);
    expect(await response.text()).toBe('data: 1\n\ndata: 2\n\n');
  });

  it('ends an answer that drips in for ever', async () => {
    let timer: NodeJS.Timeout | undefined;
    const server = await serve((response) => {
      response.writeHead(200);
      timer = setInterval(() => response.write(' '), 10);
    });
    const client = httpClient(service(server.url, { timeoutMs: 300, retries: 0 }));
    const error = await failureOf(client.json('/', {}));
    expect(error).toMatchObject({ code: 'network-failed', message: expect.stringContaining('not whole after 3 s') });
    clearInterval(timer);
  });

  it('takes a time limit longer than timers can be', async () => {
    const server = await serve(good);
    const client = httpClient(service(server.url, { timeoutMs: 2 ** 40, retries: 0 }));
    expect(await client.json('/', {})).toEqual({ fine: true });
  });
});

describe.concurrent('cancelling', () => {
  it.each([
    ['before it begins', 0, () => good],
    ['while it waits for the head', 40, () => () => undefined],
    [
      'while the body comes',
      60,
      () => (response: ServerResponse) => {
        response.writeHead(200);
        response.write('{"a":');
      },
    ],
    ['while it waits to try again', 60, () => status(503, { 'retry-after': '30' })],
    ['while a limit pauses it', 60, () => status(429, { 'retry-after': '30' })],
    [
      'while a refusal is read',
      60,
      () => (response: ServerResponse) => {
        response.writeHead(500);
        response.write('{');
      },
    ],
  ])('takes effect %s', async (_, afterMs, answer) => {
    const controller = new AbortController();
    const server = await serve((response) => {
      // Once the answer has had the time to come.
      setTimeout(() => controller.abort(), afterMs);
      answer()(response);
    });
    const client = httpClient(service(server.url));
    if (afterMs === 0) controller.abort();
    const took = await elapsed(async () => {
      const error = await failureOf(client.json('/', { signal: controller.signal }));
      expect(error.code).toBe('cancelled');
    });
    expect(took).toBeLessThan(10_000);
    expect(server.requests.length).toBe(afterMs === 0 ? 0 : 1);
  });

  it('takes effect in the queue, and leaves the others their places', async () => {
    const server = await serve((response) => setTimeout(() => good(response), 100));
    const client = httpClient(service(server.url, { concurrency: 1 }));
    const controller = new AbortController();
    const first = client.json('/', {});
    const queued = failureOf(client.json('/', { signal: controller.signal }));
    const third = client.json('/', {});
    setTimeout(() => controller.abort(), 20);
    expect((await queued).code).toBe('cancelled');
    expect(await Promise.all([first, third])).toEqual([{ fine: true }, { fine: true }]);
    expect(server.requests).toHaveLength(2);
  });

  it('takes effect while a stream is read, and frees its place even when nobody reads', async () => {
    const server = await serve((response) => {
      response.writeHead(200);
      response.write('a piece');
    });
    const client = httpClient(service(server.url, { concurrency: 1, timeoutMs: 60_000 }));
    for (const isRead of [true, false]) {
      const controller = new AbortController();
      const response = await client.fetch(`${server.url}/`, { signal: controller.signal });
      setTimeout(() => controller.abort(), 30);
      if (isRead) expect((await failureOf(response.text())).code).toBe('cancelled');
      else await wait(60);
    }
    const last = await client.fetch(`${server.url}/`);
    await last.body?.cancel();
  });

  it('gives no warning when many requests share a signal', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const server = await serve(good);
    const client = httpClient(service(server.url, { concurrency: 20 }));
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 40 }, () => client.json('/', { signal })));
    await wait(5);
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('leaves no listener on a signal that lives long', async () => {
    const server = await serve(
      good,
      status(400),
      (response) => sendEvents(response, [{ data: 1 }], { cut: true }),
      good,
    );
    const client = httpClient(service(server.url));
    const { signal } = new AbortController();
    await client.json('/', { signal });
    await failureOf(client.json('/', { signal }));
    const cut = await client.fetch(`${server.url}/`, { signal });
    await failureOf(cut.text());
    const dropped = await client.fetch(new Request(`${server.url}/`, { method: 'POST', body: 'x' }), { signal });
    await dropped.body?.cancel();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('secrets', () => {
  it('are in no error, whatever the server repeats', async () => {
    const echoes = [
      status(401, {}, { error: { message: `Incorrect API key provided: ${key}.` } }),
      status(400, {}, { detail: `${'x'.repeat(290)} ${key}` }),
      status(400, {}, [{ msg: `authorization: Bearer ${key}` }]),
      status(422, {}, { error: encodeURIComponent(key) }),
      (response: ServerResponse) => {
        response.writeHead(403);
        response.end(`key ${key} is blocked`);
      },
    ];
    for (const echo of echoes) {
      const server = await serve(echo);
      const error = await failureOf(httpClient(service(`${server.url}/${key}`)).json('/v1', {}));
      expect(allOf(error)).not.toContain(key.slice(0, 12));
    }
    const gone = await failureOf(httpClient(service(`http://${key}.invalid/`, { retries: 0 })).json('/v1', {}));
    expect(allOf(gone)).not.toContain(key.slice(0, 12));
  });

  it('are blanked out in every form', () => {
    expect(redacted(`a ${key} b`, [key])).toBe('a *** b');
    expect(redacted('token abc/def+1, abc%2Fdef%2B1', ['Bearer abc/def+1'])).toBe('token ***, abc%2Fdef%2B1');
    expect(redacted('abc%2Fdef%2B1', ['abc/def+1'])).toBe('***');
    expect(redacted('a short word', ['a', ''])).toBe('a short word');
  });
});

describe('refusals', () => {
  it('leave out web pages and are cut when they are long', async () => {
    const page = await serve((response) => {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Bad gateway</title>');
    });
    const html = await failureOf(httpClient(service(page.url, { retries: 0 })).json('/v1', {}));
    expect(html.message).toMatch(/with HTTP status 502\. Try/);
    const wordy = await serve(status(400, {}, { message: `too\n\tlong ${'y'.repeat(5000)}` }));
    const long = await failureOf(httpClient(service(wordy.url)).json('/', {}));
    expect(long.message).toContain('too long yyy');
    expect(long.message.length).toBeLessThan(600);
  });

  it('are read only so far, however much comes', async () => {
    let written = 0;
    const server = await serve((response) => {
      response.writeHead(400);
      const piece = 'z'.repeat(64 * 1024);
      const more = () => {
        while (!response.destroyed && written < 500 * 2 ** 20) {
          written += piece.length;
          if (!response.write(piece)) return;
        }
      };
      response.on('drain', more);
      more();
    });
    const error = await failureOf(httpClient(service(server.url)).json('/', {}));
    expect(error).toMatchObject({ code: 'model-failed' });
    expect(written).toBeLessThan(50 * 2 ** 20);
  });

  it('survive a body that breaks off or is nested without end', async () => {
    const server = await serve(
      (response) => {
        response.writeHead(400, { 'content-length': '50' });
        response.write('{"error"');
        setTimeout(() => response.destroy(), 10);
      },
      (response) => {
        response.writeHead(400);
        response.end('['.repeat(30_000) + ']'.repeat(30_000));
      },
    );
    const client = httpClient(service(server.url));
    for (const _ of [1, 2]) expect((await failureOf(client.json('/', {}))).code).toBe('model-failed');
  });
});

describe('where requests go', () => {
  it('does not follow redirects, as the key would go along', async () => {
    const other = await serve(good);
    const server = await serve((response) => {
      response.writeHead(307, { location: `${other.url}/stolen` });
      response.end();
    });
    const error = await failureOf(httpClient(service(server.url)).json('/', {}));
    expect(error.message).toContain('leads elsewhere');
    expect(other.requests).toHaveLength(0);
  });

  it('stays on this machine when offline', async () => {
    const server = await serve(good);
    expect(await httpClient(service(server.url, { offline: true })).json('/', {})).toEqual({ fine: true });
    const local = server.url.replace('127.0.0.1', 'localhost');
    await httpClient(service(local, { offline: true })).json('/', {});
    for (const host of ['api.acme.com', '10.0.0.1', 'localhost.evil.com', '127.0.0.1.evil.com', '[::2]']) {
      const client = httpClient(service(`http://${host}`, { offline: true }));
      expect((await failureOf(client.json('/', {}))).code).toBe('network-refused');
      expect((await failureOf(client.fetch(`http://${host}/`))).code).toBe('network-refused');
    }
  });

  it('sends the key of a client library to no other host', async () => {
    const [own, other] = [await serve(good), await serve(good)];
    const error = await failureOf(httpClient(service(own.url)).fetch(`${other.url}/x`));
    expect(error.code).toBe('network-refused');
    expect(other.requests).toHaveLength(0);
  });
});

describe('fetch for client libraries', () => {
  it('takes an address, a URL and a request, and keeps their headers and bodies', async () => {
    const server = await serve(good);
    const client = httpClient(service(server.url, { concurrency: 1 }));
    const fetched = async (...request: Parameters<typeof fetch>) => (await client.fetch(...request)).json();
    const init = { method: 'POST', headers: { 'x-mine': '1' }, body: '{"a":1}' };
    await fetched(`${server.url}/a`, init);
    await fetched(new URL(`${server.url}/a`), { ...init, body: new TextEncoder().encode('{"a":1}') });
    await fetched(new Request(`${server.url}/a`, init));
    await fetched(new Request(`${server.url}/a`, { ...init, body: new Blob(['{"a":1}']).stream(), duplex: 'half' }));
    for (const request of server.requests) {
      expect(request).toMatchObject({ method: 'POST', path: '/a', json: { a: 1 } });
      expect(request.headers).toMatchObject({ 'x-mine': '1', authorization: `Bearer ${key}` });
    }
    expect(server.requests).toHaveLength(4);
    await fetched(`${server.url}/b`);
    expect(server.requests[4]).toMatchObject({ method: 'GET', text: '' });
  });

  it('sends forms with their boundary, and a stream again after a failure', async () => {
    const server = await serve(passing(500), good);
    const client = httpClient(service(server.url));
    const form = new FormData();
    form.set('field', 'value');
    const response = await client.fetch(`${server.url}/`, { method: 'POST', body: form });
    expect(await response.json()).toEqual({ fine: true });
    expect(server.requests[1]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(server.requests[1]?.text).toContain('value');
  });

  it('lets a stream through as it comes', async () => {
    let go: () => void = () => undefined;
    const server = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': '7' });
      response.write('data: 1\n\n');
      go = () => response.end('data: 2\n\n');
    });
    const response = await httpClient(service(server.url)).fetch(`${server.url}/`, { method: 'POST', body: '{}' });
    expect(response).toMatchObject({ ok: true, status: 200 });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-request-id')).toBe('7');
    const pieces: string[] = [];
    for await (const piece of response.body ?? []) {
      pieces.push(Buffer.from(piece).toString());
      go();
    }
    expect(pieces).toEqual(['data: 1\n\n', 'data: 2\n\n']);
  });

  it('asks again before the first byte, never after it, and throws refusals in its own words', async () => {
    const server = await serve(passing(503), (response) => sendEvents(response, [{ data: 1 }], { cut: true }));
    const client = httpClient(service(server.url));
    const response = await client.fetch(`${server.url}/`, { method: 'POST', body: '{}' });
    expect(await failureOf(response.text())).toMatchObject({ code: 'network-failed' });
    expect(server.requests).toHaveLength(2);
    const refused = await serve(status(401));
    const error = await failureOf(httpClient(service(refused.url)).fetch(`${refused.url}/`));
    expect(error).toMatchObject({ code: 'bad-option', remedy: expect.stringContaining('ACME_API_KEY') });
  });

  it('passes on answers without a body', async () => {
    const server = await serve((response) => response.writeHead(204).end());
    const response = await httpClient(service(server.url)).fetch(`${server.url}/`);
    expect([response.status, await response.text()]).toEqual([204, '']);
  });
});

describe.concurrent('the program', () => {
  it('can end as soon as its requests have, with nothing unhandled', async () => {
    const http = fileURLToPath(new URL('./http.ts', import.meta.url));
    const server = await serve(
      good,
      status(400),
      (response) => sendEvents(response, [{ data: 1 }], { cut: true }),
      (response) => {
        response.writeHead(200);
        response.write('unread');
      },
    );
    const script = `
      import { httpClient } from ${JSON.stringify(http)};
      const client = httpClient({ name: 'acme', baseUrl: ${JSON.stringify(server.url)}, headers: {}, secrets: [],
        timeoutMs: 60000, retries: 0, concurrency: 2, offline: true, keyRemedy: '' });
      const stop = new AbortController();
      await client.json('/', { signal: stop.signal });
      await client.json('/', {}).catch(() => 0);
      await (await client.fetch(client.service.baseUrl)).text().catch(() => 0);
      const last = await client.fetch(client.service.baseUrl, { signal: stop.signal });
      stop.abort();
      console.log('done');
    `;
    const tsx = fileURLToPath(new URL('../../node_modules/tsx/dist/cli.mjs', import.meta.url));
    const start = performance.now();
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [tsx, '--input-type=module', '--eval', script],
      { timeout: 30_000 },
    );
    expect([stdout.trim(), stderr]).toEqual(['done', '']);
    expect(performance.now() - start).toBeLessThan(25_000);
  });
});
