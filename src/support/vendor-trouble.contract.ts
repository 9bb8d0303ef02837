import { afterEach, describe, expect, it } from 'vitest';
import type { SightlineError } from './errors.ts';
import { type FakeHttpServer, fakeHttpServer, type SeenRequest, sendJson } from './fake-http-server.ts';
import type { LocalModelContext } from './local-model-context.ts';
import type { VendorOptions } from './vendor-options.ts';

/** The key that tests give, which must be seen in no error. */
export const testKey = 'test-key-0123456789abcdef';

/** What a provider is given in tests of hosted models. Offline, as a server on this machine is asked all the same. */
export function vendorContext(
  baseUrl: string,
  vendor: VendorOptions = {},
): LocalModelContext & {
  readonly vendor: VendorOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
} {
  return {
    modelsDirs: [],
    offline: true,
    threads: 1,
    precision: 'auto',
    device: 'cpu',
    vendor: { apiKey: testKey, baseUrl, retries: 1, ...vendor },
    environment: {},
  };
}

export interface VendorTrouble {
  /** Of the environment variable to be named when the key is refused. */
  readonly keyName: string;
  /** What the server answers when all is well. */
  good(request: SeenRequest): unknown;
  /** Asks the model once. */
  ask(baseUrl: string, vendor: VendorOptions, signal?: AbortSignal): Promise<unknown>;
  /** Answers that are JSON and of another shape. */
  readonly strange?: readonly unknown[];
}

/** What every model behind HTTP makes of a server in trouble. */
export function vendorTroubleContract(name: string, { keyName, good, ask, strange = [] }: VendorTrouble): void {
  describe(`${name} before a server in trouble`, () => {
    const opened: FakeHttpServer[] = [];
    afterEach(async () => {
      for (const server of opened.splice(0)) await server.close();
    });
    const serve = async (answer: Parameters<typeof fakeHttpServer>[0]): Promise<FakeHttpServer> => {
      const server = await fakeHttpServer(answer);
      opened.push(server);
      return server;
    };
    const failureOf = async (work: Promise<unknown>): Promise<SightlineError> => {
      const error = await work.then(
        () => new Error('It did not fail.'),
        (reason: Error) => reason,
      );
      expect(error).toMatchObject({ name: 'SightlineError' });
      expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain(testKey);
      return error as SightlineError;
    };

    it('names the option and the variable when the key is refused, and keeps the key to itself', async () => {
      const server = await serve((_, response) => sendJson(response, { detail: `Invalid key ${testKey}` }, 401));
      const error = await failureOf(ask(server.url, {}));
      expect(error).toMatchObject({ code: 'bad-option', message: expect.stringContaining(keyName) });
      expect(error.message).toContain('apiKey');
      expect(server.requests).toHaveLength(1);
    });

    it('asks again after 429 and 500', async () => {
      for (const status of [429, 500]) {
        const server = await serve((request, response) => {
          if (server.requests.length === 1) sendJson(response, { error: 'Later.' }, status, { 'retry-after': '0' });
          else sendJson(response, good(request));
        });
        await ask(server.url, {});
        expect(server.requests.length).toBeGreaterThan(1);
        expect(server.requests[1]?.text).toBe(server.requests[0]?.text);
      }
    });

    it('gives up after 500 again and again, and at once when it should wait for long', async () => {
      const broken = await serve((_, response) => sendJson(response, {}, 500, { 'retry-after': '0' }));
      expect(await failureOf(ask(broken.url, {}))).toMatchObject({ code: 'network-failed' });
      expect(broken.requests).toHaveLength(2);
      const busy = await serve((_, response) => sendJson(response, {}, 429, { 'retry-after': '300' }));
      expect((await failureOf(ask(busy.url, {}))).message).toContain('300 s');
      expect(busy.requests).toHaveLength(1);
    });

    it('names the model when it is not there', async () => {
      const server = await serve((_, response) => sendJson(response, { error: 'No such model.' }, 404));
      expect(await failureOf(ask(server.url, {}))).toMatchObject({ code: 'model-missing' });
    });

    it('does not take anything for an answer', async () => {
      for (const text of ['<html>', '', '{"data": [', 'null', '{}', '[]', '"text"', '7', ...strange.map(toJson)]) {
        const server = await serve((_, response) => {
          response.writeHead(200).end(text);
        });
        expect(await failureOf(ask(server.url, {})), text).toMatchObject({ code: 'model-failed' });
      }
    });

    it('says so when an answer is cut, and when none comes', async () => {
      const cut = await serve((request, response) => {
        const text = JSON.stringify(good(request));
        response.writeHead(200, { 'content-length': String(text.length) });
        response.write(text.slice(0, text.length / 2));
        setTimeout(() => response.destroy(), 10);
      });
      expect(await failureOf(ask(cut.url, { retries: 0 }))).toMatchObject({ code: 'network-failed' });
      const silent = await serve(() => undefined);
      const error = await failureOf(ask(silent.url, { retries: 0, timeoutMs: 100 }));
      expect(error).toMatchObject({ code: 'network-failed', message: expect.stringContaining('0.1 s') });
    });

    it('stops when told', async () => {
      const silent = await serve(() => {
        controller.abort();
      });
      const controller = new AbortController();
      const error = await failureOf(ask(silent.url, {}, controller.signal));
      expect(error.code).toBe('cancelled');
    });
  });
}

function toJson(value: unknown): string {
  return JSON.stringify(value);
}
