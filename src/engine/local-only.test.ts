import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings, type SettingsInput } from '../config.ts';
import { fakeProviderContext } from '../providers/fake-provider-context.ts';
import type { ModelRole, Provider } from '../providers/provider.ts';
import { providers } from '../registry.ts';
import { type FakeHttpServer, fakeHttpServer, sendJson } from '../support/fake-http-server.ts';
import { isThisMachine } from '../support/this-machine.ts';
import { vendorService } from '../support/vendor-service.ts';
import { refuseRemoteModels } from './local-only.ts';
import { open } from './open.ts';
import { providerContexts } from './provider-context.ts';
import { resolveModel } from './resolve-model.ts';

const roles = ['embedder', 'captioner', 'reranker', 'generator'] as const satisfies readonly ModelRole[];
const loaded = await Promise.all(
  Object.entries(providers).map(async ([vendor, load]) => ({ vendor, provider: (await load()) as Provider })),
);
/** What runs in this program, and services that are on this machine unless they are told another address. */
const inProgram = ['builtin', 'local'];
const usuallyHere = ['ollama'];
const services = loaded.filter(({ vendor }) => !inProgram.includes(vendor));

const check = (given: SettingsInput, environment: Record<string, string> = {}) => {
  const settings = resolveSettings({ ...given, localOnly: true });
  return refuseRemoteModels(settings, providerContexts(settings, { environment }));
};

describe.each(loaded)('$vendor says where it runs', ({ vendor, provider }) => {
  const modelOf = (name: string): string => name.slice(vendor.length + 1);

  it('as it is by itself', () => {
    for (const example of provider.examples) {
      const place = provider.runsAt(modelOf(example), { vendor: {}, environment: {} });
      if (inProgram.includes(vendor)) expect(place).toBe('program');
      else {
        const { hostname, protocol } = new URL(place === 'program' ? '' : place.url);
        expect([isThisMachine(hostname), protocol]).toEqual(
          usuallyHere.includes(vendor) ? [true, 'http:'] : [false, 'https:'],
        );
      }
    }
  });

  it('as it is told', () => {
    const [example = ''] = provider.examples;
    for (const [baseUrl, here] of [
      ['http://127.0.0.1:8000/v1', true],
      ['http://localhost:1234', true],
      ['http://[::1]:8000/v1', true],
      ['http://192.168.1.5:8000/v1', false],
      ['http://localhost.example/v1', false],
      ['https://gpu.example/v1', false],
    ] as const) {
      const place = provider.runsAt(modelOf(example), { vendor: { baseUrl }, environment: {} });
      if (place !== 'program') expect([baseUrl, isThisMachine(new URL(place.url).hostname)]).toEqual([baseUrl, here]);
    }
  });
});

describe('what is asked is what was said', () => {
  let server: FakeHttpServer;
  beforeAll(async () => {
    server = await fakeHttpServer((_, response) => sendJson(response, { error: 'no' }, 400));
  });
  afterAll(() => server.close());

  const opened = services.flatMap(({ vendor, provider }) =>
    roles.filter((role) => provider[role]).map((role) => ({ vendor, provider, role })),
  );

  it.each(opened)('$vendor as $role', async ({ vendor, provider, role }) => {
    const before = server.requests.length;
    const context = fakeProviderContext({
      vendor: { baseUrl: `${server.url}/v1`, apiKey: 'k-123456', dimensions: 8, retries: 0 },
      localOnly: true,
    });
    const place = provider.runsAt('some-model', context);
    expect(place === 'program' ? place : new URL(place.url).origin).toBe(server.url);
    const model = await resolveModel(role, `${vendor}:some-model`, () => context).catch(() => undefined);
    if (model && 'embed' in model) await model.embed([{ text: 'x' }], 'query').catch(() => undefined);
    if (model && 'generate' in model) {
      const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'x' }] }];
      await expect(model.generate({ messages })[Symbol.asyncIterator]().next()).rejects.toThrow();
    }
    if (role === 'embedder' || role === 'generator') expect(server.requests.length).toBeGreaterThan(before);
    await model?.close();
  });
});

describe('localOnly', () => {
  it.each([
    ['what runs in this program', { embedder: 'builtin', generator: 'local:HuggingFaceTB/SmolVLM' }, {}],
    ['what runs on this machine', { generator: 'ollama:llava' }, {}],
    [
      'what is told to be on this machine',
      { generator: 'openai:x', providers: { openai: { baseUrl: 'http://localhost:1234/v1' } } },
      {},
    ],
    ['the same from the environment', { generator: 'openai:x' }, { OPENAI_BASE_URL: 'http://127.0.0.1:1234' }],
    ['a NIM of this machine', { embedder: 'nvidia:x' }, { NVIDIA_BASE_URL: 'http://localhost:8000/v1' }],
    ['another port of this machine', { generator: 'ollama:llava' }, { OLLAMA_HOST: '127.0.0.1:9999' }],
    ['the generator as a judge', { generator: 'ollama:llava', reranker: 'judge' }, {}],
  ] as const)('allows %s', async (_, given, environment) => {
    await expect(check(given, environment)).resolves.toBeUndefined();
  });

  it.each([
    ['a vendor', { generator: 'openai:gpt-4o' }, {}, 'openai:gpt-4o'],
    ['a reranker', { reranker: 'jina:jina-reranker-m0' }, {}, 'jina:jina-reranker-m0'],
    ['a server elsewhere', { captioner: 'ollama:llava' }, { OLLAMA_HOST: 'gpu.example:11434' }, 'gpu.example:11434'],
    ['a private network', { generator: 'ollama:llava' }, { OLLAMA_HOST: '192.168.1.5' }, '192.168.1.5:11434'],
    ['what a server of this machine hands on', { generator: 'ollama:gpt-oss:120b-cloud' }, {}, 'ollama.com'],
    ['what is no address', { generator: 'openai:x', providers: { openai: { baseUrl: 'nim' } } }, {}, 'openai:x'],
    ['a vendor there is not', { reranker: 'nobody:x' }, {}, 'no model vendor called "nobody"'],
  ] as const)('refuses %s by name', async (_, given, environment, said) => {
    await expect(check(given, environment)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(said),
    });
  });

  it('is seen to when an index is opened, before anything is asked', async () => {
    const options = { index: 'memory:', localOnly: true, generator: 'openai:gpt-4o', environment: {} };
    await expect(open(options)).rejects.toThrow(/openai:gpt-4o.*api\.openai\.com/);
    const index = await open({ ...options, generator: 'ollama:llava' });
    await index.close();
  });

  it('is seen to for names that no setting holds, such as those an index was made with', async () => {
    const settings = resolveSettings({ localOnly: true });
    const contextFor = providerContexts(settings, { environment: { OPENAI_API_KEY: 'k-123456' } });
    await expect(resolveModel('embedder', 'openai:text-embedding-3-small', contextFor)).rejects.toMatchObject({
      code: 'bad-option',
    });
  });

  it('holds on the wire, whatever a vendor says of itself', async () => {
    const defaults = { vendor: 'openai', baseUrl: 'https://api.openai.com/v1', keyNames: [] };
    const client = vendorService(defaults, { vendor: {}, environment: {}, offline: false, localOnly: true });
    await expect(client.json('/models', { method: 'GET' })).rejects.toMatchObject({ code: 'network-refused' });
    await expect(client.fetch('https://api.openai.com/v1/models')).rejects.toMatchObject({ code: 'network-refused' });
  });

  it('refuses an Ollama model that its server runs elsewhere under a name of its own', async () => {
    const shows = await fakeHttpServer((request, response) =>
      request.path === '/api/show'
        ? sendJson(response, { capabilities: ['completion'], remote_host: 'https://ollama.com:443' })
        : sendJson(response, { models: [] }),
    );
    const contextFor = (localOnly: boolean) => () => fakeProviderContext({ vendor: { baseUrl: shows.url }, localOnly });
    try {
      await expect(resolveModel('generator', 'ollama:mine', contextFor(true))).rejects.toThrow(/another server/);
      const allowed = await resolveModel('generator', 'ollama:mine', contextFor(false));
      expect(allowed.name).toBe('ollama:mine');
    } finally {
      await shows.close();
    }
  });
});
