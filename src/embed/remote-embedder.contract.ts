import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeHttpServer, fakeHttpServer, type SeenRequest, sendJson } from '../support/fake-http-server.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import type { Embedder } from './embedder.ts';
import { bagOfWordsVector } from './fake-embeddings.ts';

export interface RemoteEmbedderCase {
  /** Where embeddings are asked for. */
  readonly path: string;
  /** Opens the embedder at a server. */
  open(vendor: VendorOptions): Promise<Embedder>;
  /** The texts in a request's body. */
  texts(body: unknown): readonly string[];
  /** What the vendor answers when these are the vectors, good ones and others. */
  answer(vectors: readonly unknown[]): unknown;
  /** Answers what is asked while it is opened, for vendors of whom more is asked. */
  other?(request: SeenRequest, response: ServerResponse): void;
}

type Respond = (request: SeenRequest, response: ServerResponse, nth: number) => void;

/** What every embedder behind HTTP does when its vendor does not do as it should. */
export function remoteEmbedderContract(name: string, given: RemoteEmbedderCase): void {
  const key = 'secret-key-of-the-test';

  describe(`${name} behind a server that does not do as it should`, () => {
    let server: FakeHttpServer;
    let respond: Respond = () => undefined;
    let asked = 0;
    beforeAll(async () => {
      server = await fakeHttpServer((request, response) => {
        if (request.path === given.path) respond(request, response, ++asked);
        else if (given.other) given.other(request, response);
        else sendJson(response, { error: 'not found' }, 404);
      });
    });
    afterAll(() => server.close());

    let dimensions = 8;
    const tampered =
      (tamper: (vectors: unknown[][]) => unknown): Respond =>
      (request, response) => {
        const vectors: unknown[][] = given.texts(request.json).map((text) => bagOfWordsVector(text, dimensions));
        tamper(vectors);
        sendJson(response, given.answer(vectors));
      };
    const good = tampered(() => undefined);
    const embed = async (answers: Respond, options: VendorOptions = {}, signal?: AbortSignal): Promise<unknown> => {
      respond = good;
      const embedder = await given.open({ baseUrl: server.url, apiKey: key, retries: 0, ...options });
      dimensions = embedder.space.dimensions;
      [respond, asked] = [answers, 0];
      return embedder.embed([{ text: 'a red tent' }, { text: 'two dogs' }], 'passage', signal);
    };
    it('says that a key was refused, asks once, and does not show the key', async () => {
      const failed = embed((_, response) => sendJson(response, { error: `bad key ${key}` }, 401), { retries: 3 });
      const error = await failed.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'bad-option', message: expect.stringContaining('401') });
      expect(String(error)).not.toContain(key);
      expect(asked).toBe(1);
    });

    it('waits as long as it is asked to when there were too many requests', async () => {
      const started = Date.now();
      const vectors = await embed(
        (request, response, nth) =>
          nth > 1
            ? good(request, response, nth)
            : sendJson(response, { error: 'slow down' }, 429, { 'retry-after': '1' }),
        { retries: 1 },
      );
      expect(vectors).toHaveLength(2);
      expect(Date.now() - started).toBeGreaterThanOrEqual(950);
    });

    it('does not wait for an hour', async () => {
      const failed = embed((_, response) => sendJson(response, {}, 429, { 'retry-after': '3600' }), { retries: 3 });
      await expect(failed).rejects.toMatchObject({
        code: 'network-failed',
        message: expect.stringContaining('3600 s'),
      });
      expect(asked).toBe(1);
    });

    it('tries again after an error of the server', async () => {
      const vectors = await embed(
        (request, response, nth) =>
          nth > 1 ? good(request, response, nth) : sendJson(response, { error: 'oops' }, 500, { 'retry-after': '0' }),
        { retries: 1 },
      );
      expect(vectors).toHaveLength(2);
      await expect(embed((_, response) => sendJson(response, { error: 'oops' }, 500))).rejects.toMatchObject({
        code: 'network-failed',
        message: expect.stringContaining('oops'),
      });
    });

    it.each<[string, Respond]>([
      ['no JSON', (_, response) => response.end('{"data": [')],
      ['a web page', (_, response) => response.end('<html></html>')],
      ['JSON of another shape', (_, response) => sendJson(response, { result: [1, 2] })],
      ['null', (_, response) => sendJson(response, null)],
      ['a vector too few', tampered((vectors) => vectors.pop())],
      ['a vector too many', tampered((vectors) => vectors.push([...(vectors[0] ?? [])]))],
      ['vectors of other dimensions', tampered((vectors) => vectors[0]?.pop())],
      ['a hole in a vector', tampered((vectors) => vectors[0]?.splice(3, 1, Number.NaN))],
      ['words in a vector', tampered((vectors) => Object.assign(vectors[0] ?? [], { 3: 'x' }))],
    ])('refuses %s', async (_, answers) => {
      await expect(embed(answers)).rejects.toMatchObject({ code: 'model-failed' });
    });

    it('says that an answer broke off', async () => {
      const cut: Respond = (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
        response.write('{"data": [');
        setTimeout(() => response.destroy(), 20);
      };
      await expect(embed(cut)).rejects.toMatchObject({ code: 'network-failed' });
    });

    it('does not wait for a server that says nothing', async () => {
      await expect(embed(() => undefined, { timeoutMs: 150 })).rejects.toMatchObject({ code: 'network-failed' });
    });

    it('stops waiting when told', async () => {
      const controller = new AbortController();
      const stop: Respond = () => controller.abort();
      await expect(embed(stop, { retries: 3 }, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    });
  });
}
