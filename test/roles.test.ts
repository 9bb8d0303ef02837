import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bagOfWordsVector } from '../src/embed/fake-embeddings.ts';
import { type OpenOptions, open } from '../src/index.ts';
import { type FakeHttpServer, fakeHttpServer, sendJson } from '../src/support/fake-http-server.ts';

const passageText = 'The hut stands above the lake.';
const queryText = 'where is the hut?';

let folder = '';
let server: FakeHttpServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-roles-'));
  await writeFile(join(folder, 'hut.txt'), passageText);
  server = await fakeHttpServer((request, response) => sendJson(response, vectorsFor(request.path, request.json)));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** What each vendor answers with, in the shape of its embedding endpoint. */
function vectorsFor(path: string, json: unknown): unknown {
  const { input, inputs, model } = z
    .looseObject({ input: z.unknown().optional(), inputs: z.unknown().optional(), model: z.string().default('') })
    .parse(json ?? {});
  if (path === '/api/show') return { capabilities: ['embedding'], model_info: {} };
  if (path === '/api/tags') return { models: [] };
  const items = [input ?? inputs].flat();
  const dimensions = model.includes('nv-embedqa-1b') ? 2048 : 64;
  const vectors = items.map((item) => bagOfWordsVector(JSON.stringify(item), dimensions));
  if (path === '/api/embed') return { embeddings: vectors };
  if (path.includes('feature-extraction')) return vectors;
  return {
    object: 'list',
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    model,
  };
}

interface Asymmetric {
  readonly embedder: string;
  readonly providers: (url: string) => NonNullable<OpenOptions['providers']>;
  /** What must stand in the body of the request for a passage, and for a query. */
  readonly passage: string;
  readonly query: string;
}

const cases: readonly Asymmetric[] = [
  {
    embedder: 'nvidia:nvidia/llama-3.2-nv-embedqa-1b-v2',
    providers: (baseUrl) => ({ nvidia: { baseUrl: `${baseUrl}/v1` } }),
    passage: '"input_type":"passage"',
    query: '"input_type":"query"',
  },
  {
    embedder: 'openai:some-asymmetric-model',
    providers: (baseUrl) => ({
      openai: {
        baseUrl: `${baseUrl}/v1`,
        dimensions: 64,
        body: { dimensions: null, input_type: { query: 'query', passage: 'passage' } },
      },
    }),
    passage: '"input_type":"passage"',
    query: '"input_type":"query"',
  },
  {
    embedder: 'ollama:nomic-embed-text',
    providers: (baseUrl) => ({ ollama: { baseUrl } }),
    passage: `"search_document: ${passageText}`,
    query: `"search_query: ${queryText}`,
  },
  {
    embedder: 'jina:jina-embeddings-v3',
    providers: (baseUrl) => ({ jina: { baseUrl: `${baseUrl}/v1`, apiKey: 'k-123456', dimensions: 64 } }),
    passage: '"task":"retrieval.passage"',
    query: '"task":"retrieval.query"',
  },
  {
    embedder: 'voyage:voyage-unknown',
    providers: (baseUrl) => ({ voyage: { baseUrl: `${baseUrl}/v1`, apiKey: 'k-123456' } }),
    passage: '"input_type":"document"',
    query: '"input_type":"query"',
  },
  {
    embedder: 'huggingface:intfloat/e5-small-v2',
    providers: (baseUrl) => ({
      huggingface: { baseUrl: `${baseUrl}/hf-inference`, apiKey: 'k-123456', dimensions: 64 },
    }),
    passage: `"passage: ${passageText}`,
    query: `"query: ${queryText}`,
  },
];

describe.each(cases)('$embedder', ({ embedder, providers, passage, query }) => {
  it('is told what is a passage and what is a query, and its index refuses others', async () => {
    const index = join(folder, `index-${embedder.split(':', 1)[0]}`);
    const settings = { index, ocr: 'off', embedder, environment: {}, providers: providers(server.url) } as const;
    const from = server.requests.length;
    const seen = (text: string): string[] =>
      server.requests.slice(from).flatMap((request) => (request.text.includes(text) ? [request.text] : []));
    const first = await open(settings);
    expect(await first.add(join(folder, 'hut.txt')).finished()).toMatchObject({ indexed: 1, failed: 0, embedded: 1 });
    const passages = seen('above the lake');
    expect(passages.length).toBeGreaterThan(0);
    for (const text of passages) expect(text).toContain(passage);

    const { hits } = await first.search({ text: queryText, k: 1 }, { views: ['text'] });
    expect(hits[0]?.segment.documentName).toBe('hut.txt');
    const queries = seen('where is the hut');
    expect(queries.length).toBeGreaterThan(0);
    for (const text of queries) expect(text).toContain(query);
    expect((await first.status()).spaces.text.roles).toBeDefined();
    await first.close();

    await expect(open({ index, ocr: 'off', embedder: 'builtin' })).rejects.toMatchObject({
      code: 'index-mismatch',
      message: expect.stringMatching(/cannot be compared.*sightline reembed/s),
    });
    // Opened by what the index remembers, it needs no probing and finds the same.
    const { embedder: _, ...remembered } = settings;
    const again = await open(remembered);
    expect((await again.search({ text: queryText, k: 1 }, { views: ['text'] })).hits).toHaveLength(1);
    await again.close();
  });
});

it('a local model gets its prefixes, and a copy with other prefixes is another space', async () => {
  const e5 = fileURLToPath(new URL('fixtures/models/e5', import.meta.url));
  const index = join(folder, 'index-local');
  const first = await open({ index, ocr: 'off', textEmbedder: `local:${e5}` });
  await first.add(join(folder, 'hut.txt')).finished();
  const { text, image } = (await first.status()).spaces;
  expect(text.roles).toEqual({ by: 'prefix', query: 'query: ', passage: 'passage: ' });
  expect(image.model).toBe('builtin');
  await first.close();
  const minilm = fileURLToPath(new URL('fixtures/models/minilm', import.meta.url));
  await expect(open({ index, ocr: 'off', embedder: 'builtin', textEmbedder: `local:${minilm}` })).rejects.toMatchObject(
    {
      code: 'index-mismatch',
    },
  );
});
