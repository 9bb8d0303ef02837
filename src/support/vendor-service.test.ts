import { describe, expect, it } from 'vitest';
import { fakeHttpServer, sendJson } from './fake-http-server.ts';
import { type VendorOptions, vendorOptions } from './vendor-options.ts';
import { type VendorDefaults, vendorService } from './vendor-service.ts';

const defaults: VendorDefaults = {
  vendor: 'acme',
  baseUrl: 'https://api.acme.example/v1',
  keyNames: ['ACME_API_KEY', 'ACME_TOKEN'],
  baseUrlNames: ['ACME_BASE_URL'],
};
const serviceOf = (
  vendor: VendorOptions = {},
  environment: Record<string, string | undefined> = {},
  given: Partial<VendorDefaults> = {},
) => vendorService({ ...defaults, ...given }, { vendor, environment, offline: false }).service;

describe('vendorService', () => {
  it('names the option and the variables when there is no key', () => {
    expect(() => serviceOf()).toThrowError(
      expect.objectContaining({
        code: 'bad-option',
        message: expect.stringMatching(/ACME_API_KEY or ACME_TOKEN.*providers\.acme\.apiKey/),
      }),
    );
    expect(() => serviceOf({ apiKey: '  ' }, { ACME_API_KEY: '' })).toThrowError(/needs a key/);
  });

  it('takes the key from the settings before the environment, and there the first one found', () => {
    const authorization = (vendor: VendorOptions, environment: Record<string, string>) =>
      serviceOf(vendor, environment).headers.authorization;
    expect(authorization({ apiKey: 'mine' }, { ACME_API_KEY: 'theirs' })).toBe('Bearer mine');
    expect(authorization({}, { ACME_TOKEN: 'second', ACME_API_KEY: 'first' })).toBe('Bearer first');
    expect(authorization({}, { ACME_TOKEN: ' second \n', ACME_API_KEY: ' ' })).toBe('Bearer second');
  });

  it('sends the key as the vendor wants it, with the headers of the settings over its own', () => {
    const service = serviceOf(
      { apiKey: 'mine', headers: { 'x-version': '2' } },
      {},
      {
        keyHeaders: (key) => ({ 'x-api-key': key }),
        headers: { 'x-version': '1', 'x-other': 'a' },
      },
    );
    expect(service.headers).toEqual({ 'x-api-key': 'mine', 'x-version': '2', 'x-other': 'a' });
  });

  it.each(['two words', 'line\nbreak', 'schlüssel'])('refuses a key such as %j without showing it', (apiKey) => {
    let error: unknown;
    try {
      serviceOf({ apiKey });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'bad-option' });
    expect(String(error)).not.toContain(apiKey);
  });

  it('does without a key elsewhere where the vendor says so, and wants one where it does not', () => {
    const elsewhere = { baseUrl: 'http://localhost:8000/v1/' };
    expect(serviceOf(elsewhere, {}, { keyOptionalElsewhere: true })).toMatchObject({
      baseUrl: 'http://localhost:8000/v1',
      headers: {},
    });
    expect(serviceOf({}, { ACME_BASE_URL: 'http://localhost:9' }, { keyOptionalElsewhere: true }).baseUrl).toBe(
      'http://localhost:9',
    );
    expect(() => serviceOf(elsewhere)).toThrowError(/needs a key/);
    expect(serviceOf({}, {}, { keyNames: [] }).headers).toEqual({});
  });

  it('keeps its limits unless told otherwise', () => {
    const key = { apiKey: 'mine' };
    expect(serviceOf(key)).toMatchObject({ timeoutMs: 120_000, retries: 4, concurrency: 4 });
    expect(serviceOf(key, {}, { timeoutMs: 7, concurrency: 2 })).toMatchObject({ timeoutMs: 7, concurrency: 2 });
    expect(serviceOf({ ...key, timeoutMs: 8, concurrency: 9, retries: 0 }, {}, { timeoutMs: 7 })).toMatchObject({
      timeoutMs: 8,
      concurrency: 9,
      retries: 0,
    });
  });

  it('shows neither keys nor headers of the settings in an error', async () => {
    const server = await fakeHttpServer((request, response) =>
      sendJson(
        response,
        { error: `no entry for ${request.headers.authorization} and ${request.headers['x-secret']}` },
        403,
      ),
    );
    const client = vendorService(defaults, {
      vendor: { baseUrl: server.url, apiKey: 'key-of-the-test', headers: { 'x-secret': 'hush-hush' } },
      environment: {},
      offline: true,
    });
    const error = await client.json('/x', { json: {} }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad-option', message: expect.stringContaining('no entry') });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/key-of-the-test|hush-hush/);
    await server.close();
  });
});

it('vendorOptions knows its fields', () => {
  expect(
    vendorOptions.parse({ baseUrl: 'http://x', body: { input_type: { query: 'q', passage: 'p' } } }),
  ).toBeDefined();
  expect(vendorOptions.safeParse({ apikey: 'mine' }).success).toBe(false);
  expect(vendorOptions.safeParse({ dimensions: 0 }).success).toBe(false);
});
