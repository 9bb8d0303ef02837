/**
 * What the MCP door's results hold and how large they may become. Clients give models the text, the pictures and often the
 * structured content as well, and cut off what is longer than some 25,000 tokens:
 * https://github.com/anthropics/claude-code/issues/9152, https://github.com/anthropics/claude-code/issues/45766
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import sharp from 'sharp';
import { type OpenOptions, open, type Sightline } from 'sightline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakeGenerator } from '../src/generate/fake-generator.ts';
import { createMcpServer } from '../src/mcp/create-mcp-server.ts';
import { estimateTokens } from '../src/support/estimate-tokens.ts';
import { writeFiles } from './cli-process.ts';

let root: string;
let engine: Sightline;
const toClose: (() => Promise<unknown>)[] = [];
const notes = 70;
/** Pieces of the long document: more than one page of `show`. */
const parts = 60;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-mcp-results-'));
  const long = Array.from({ length: parts }, (_, i) => {
    const words = `Chapter ${i} tells of the harbour, its boats and whoever mends them by lamplight. `;
    return `## Chapter ${i}\n\n${words.repeat(20)}`;
  });
  const noise = async (seed: number): Promise<Buffer> => {
    const data = Buffer.from(Array.from({ length: 1_000 * 1_000 * 3 }, (_, i) => (i * seed * 2_654_435_761) >>> 13));
    return sharp(data, { raw: { width: 1_000, height: 1_000, channels: 3 } })
      .png()
      .toBuffer();
  };
  const catalogue = Array.from({ length: 50 }, (_, i) => ({ id: `oak${i}`, name: `Oak chair ${i}`, ...facts(40) }));
  await writeFiles(root, {
    'long.md': `# The harbour\n\n${long.join('\n\n')}`,
    'catalogue.jsonl': catalogue.map((one) => JSON.stringify(one)).join('\n'),
    ...Object.fromEntries(Array.from({ length: notes }, (_, i) => [`notes/${i}.txt`, `Harbour note number ${i}.`])),
    'harbour-1.png': await noise(3),
    'harbour-2.png': await noise(5),
    'harbour-3.png': await noise(7),
    'tent.md': 'The orange tent weighs 2.4 kg.',
  });
  engine = await openIndex();
}, 120_000);
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
afterAll(async () => {
  await engine.close();
  await rm(root, { recursive: true, force: true });
});

function facts(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`fact${i}`, 'a fact '.repeat(100)]));
}
async function openIndex(options: OpenOptions = {}): Promise<Sightline> {
  const one = await open({ index: 'memory:', ocr: 'off', ...options });
  await one.add(root).finished();
  return one;
}
async function connect(served: Sightline = engine): Promise<Client> {
  const server = createMcpServer(served, { version: '1.2.3' });
  const client = new Client({ name: 'test', version: '1' });
  const [a, b] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(a), client.connect(b)]);
  toClose.push(
    () => server.close(),
    () => client.close(),
  );
  return client;
}
async function withWriter(answer: string): Promise<Client> {
  const one = await open({ index: 'memory:', ocr: 'off', ownGenerator: fakeGenerator(() => answer) });
  toClose.push(() => one.close());
  await one.add(join(root, 'tent.md')).finished();
  return connect(one);
}

const result = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional(), data: z.string().optional() })),
  structuredContent: z.record(z.string(), z.unknown()).default({}),
  isError: z.boolean().default(false),
});
async function call(client: Client, name: string, args: Record<string, unknown> = {}) {
  const { content, structuredContent, isError } = result.parse(await client.callTool({ name, arguments: args }));
  const text = content.map((one) => one.text ?? '').join('\n');
  const pictures = content.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const tokens = estimateTokens(text) + estimateTokens(JSON.stringify(structuredContent));
  return { content, text, pictures, structured: structuredContent, isError, tokens };
}

describe('a result', () => {
  it('of any search stays well below what clients take, with text and structured content together', async () => {
    const client = await connect();
    for (const [args, most] of [
      [{ text: 'the harbour', k: 10 }, 9_000],
      [{ text: 'the harbour', k: 50 }, 24_000],
    ] as const) {
      const { tokens, structured, pictures } = await call(client, 'search', args);
      expect(z.array(z.unknown()).parse(structured.hits).length).toBeGreaterThanOrEqual(args.k / 2);
      expect(tokens).toBeLessThan(most);
      expect(JSON.stringify(structured)).not.toContain(pictures[0]?.slice(0, 100) ?? '?');
    }
  });

  it('holds few of many facts, however many hits have them', async () => {
    const client = await connect();
    const hits = z.array(z.looseObject({ document: z.string(), metadata: z.record(z.string(), z.unknown()) }));
    for (const k of [1, 50]) {
      const { structured, tokens } = await call(client, 'search', { text: 'oak chair', kinds: ['record'], k });
      const found = hits.parse(structured.hits);
      expect(found.every(({ metadata }) => Object.keys(metadata).length < 20)).toBe(true);
      expect(tokens).toBeLessThan(24_000);
    }
    expect((await call(client, 'show', { reference: 'catalogue.jsonl' })).tokens).toBeLessThan(20_000);
  });

  it('holds pictures only up to what clients take, however large they are asked for', async () => {
    const client = await connect();
    for (const name of ['harbour-1.png', 'harbour-2.png']) {
      const { pictures } = await call(client, 'show', { reference: name, pictureSide: 1_600 });
      expect(pictures.join('').length).toBeLessThan(1_000_000);
    }
    const found = await call(client, 'search', { text: 'harbour', kinds: ['image'], k: 3 });
    expect(found.pictures.join('').length).toBeLessThan(1_000_000);
    expect(
      (await call(client, 'search', { text: 'harbour', kinds: ['image'], includePictures: false })).pictures,
    ).toEqual([]);
  });
});

describe('a long document', () => {
  it('is read page after page, each piece once', async () => {
    const client = await connect();
    const seen: string[] = [];
    let offset: number | undefined = 0;
    let pages = 0;
    while (offset !== undefined && pages < 50) {
      const { structured, text, tokens } = await call(client, 'show', { reference: 'long.md', offset });
      const { segments, nextOffset, found } = z
        .object({
          found: z.int(),
          segments: z.array(z.looseObject({ id: z.string() })),
          nextOffset: z.int().optional(),
        })
        .parse(structured);
      seen.push(...segments.map(({ id }) => id));
      expect(tokens).toBeLessThan(20_000);
      if (nextOffset !== undefined) expect(text).toContain(`go on with offset ${nextOffset}`);
      else expect(seen.length).toBe(found);
      offset = nextOffset;
      pages++;
    }
    expect(pages).toBeGreaterThan(1);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await call(client, 'show', { reference: 'long.md', offset: 10_000 })).text).toContain('smaller offset');
  });
});

describe('the list of documents', () => {
  const listing = z.object({
    total: z.int(),
    documents: z.array(z.object({ name: z.string(), uri: z.string(), segments: z.int() })),
    nextOffset: z.int().optional(),
  });

  it('comes page after page, and can be narrowed by name', async () => {
    const client = await connect();
    const names: string[] = [];
    let offset: number | undefined = 0;
    while (offset !== undefined) {
      const page = listing.parse((await call(client, 'documents', { offset, limit: 30 })).structured);
      names.push(...page.documents.map(({ name }) => name));
      offset = page.nextOffset;
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith('notes/'))).toHaveLength(notes);
    const { structured, text } = await call(client, 'documents', { containing: 'HARBOUR-' });
    expect(listing.parse(structured).documents.map(({ name }) => name)).toEqual([
      'harbour-1.png',
      'harbour-2.png',
      'harbour-3.png',
    ]);
    expect(text).toContain('- harbour-2.png (1 piece)');
    const none = await call(client, 'documents', { containing: 'there is none' });
    expect(listing.parse(none.structured)).toEqual({ total: 0, documents: [] });
    const past = listing.parse((await call(client, 'documents', { offset: 5_000 })).structured);
    expect([past.documents, past.nextOffset]).toEqual([[], undefined]);
  });

  it('is empty where nothing was indexed, without an error', async () => {
    const empty = await open({ index: 'memory:', ocr: 'off' });
    toClose.push(() => empty.close());
    const { structured, isError } = await call(await connect(empty), 'documents');
    expect([isError, listing.parse(structured).total]).toEqual([false, 0]);
  });
});

describe('resources', () => {
  it('are completed by name and read by it', async () => {
    const client = await connect();
    expect(client.getServerCapabilities()).toHaveProperty('completions');
    const { resourceTemplates } = await client.listResourceTemplates();
    const template = resourceTemplates.find(({ uriTemplate }) => uriTemplate.includes('{name}'))?.uriTemplate ?? '';
    const complete = (value: string, uri = template) =>
      client.complete({ ref: { type: 'ref/resource', uri }, argument: { name: 'name', value } });
    expect((await complete('har')).completion).toEqual({
      values: ['harbour-1.png', 'harbour-2.png', 'harbour-3.png'],
      total: 3,
      hasMore: false,
    });
    // Inside of a name as well, after those that begin with it.
    expect((await complete('7.txt')).completion.values).toContain('notes/7.txt');
    const every = (await complete('')).completion;
    expect([every.values.length, every.total]).toEqual([notes + 6, notes + 6]);
    expect((await complete('x', 'sightline://nothing/{x}')).completion.values).toEqual([]);
    const uri = template.replace('{name}', encodeURIComponent('notes/7.txt'));
    const { contents } = await client.readResource({ uri });
    expect(contents[0]).toMatchObject({ text: expect.stringContaining('Harbour note number 7') });
  });

  it('are linked from an answer that cites them', async () => {
    const client = await connect();
    const { content } = await call(client, 'ask', { text: 'What does the orange tent weigh?' });
    const link = content.find(({ type }) => type === 'resource_link');
    expect(link).toMatchObject({ name: 'tent.md', uri: expect.stringMatching(/^sightline:\/\/documents\//) });
    const { contents } = await client.readResource({ uri: String(link?.uri) });
    expect(contents[0]).toMatchObject({ text: expect.stringContaining('2.4 kg') });
  });
});

describe('options', () => {
  it('that do not exist are refused by name, and not passed over', async () => {
    const client = await connect();
    for (const [tool, args] of [
      ['search', { text: 'x', top_k: 3 }],
      ['ask', { text: 'x', Agentic: true }],
      ['show', { reference: 'tent.md', page: 2 }],
      ['documents', { cursor: 'x' }],
      ['status', { verbose: true }],
    ] as const) {
      const { isError, text } = await call(client, tool, args);
      expect([tool, isError]).toEqual([tool, true]);
      expect(text).toContain(Object.keys(args).at(-1));
    }
    for (const { name, inputSchema } of (await client.listTools()).tools) {
      expect([name, inputSchema.additionalProperties]).toEqual([name, false]);
      for (const [option, described] of Object.entries(inputSchema.properties ?? {})) {
        expect([name, option, described]).toEqual([
          name,
          option,
          expect.objectContaining({ description: expect.any(String) }),
        ]);
      }
    }
  });

  it('of a search shape what is found: each document once, and what does not repeat', async () => {
    const client = await connect();
    const documents = async (args: object): Promise<string[]> => {
      const { structured } = await call(client, 'search', { text: 'harbour boats by lamplight', k: 8, ...args });
      return z
        .array(z.looseObject({ document: z.string() }))
        .parse(structured.hits)
        .map(({ document }) => document);
    };
    expect((await documents({})).filter((name) => name === 'long.md').length).toBeGreaterThan(1);
    expect((await documents({ groupByDocument: true })).filter((name) => name === 'long.md')).toHaveLength(1);
    expect((await documents({ diversity: 0.7 })).length).toBe(8);
    expect((await call(client, 'search', { text: 'x', diversity: 2 })).isError).toBe(true);
  });

  it('of a question reach its answer: style, further rounds, and only what is borne out', async () => {
    const written = await withWriter('The tent weighs 2.4 kg [S1]. The tent weighs 900 kg [S1].');
    const loose = await call(written, 'ask', { text: 'What does the orange tent weigh?' });
    expect(loose.text).toContain('900 kg');
    expect(loose.structured.doubts).toEqual([expect.stringContaining('900')]);
    const strict = await call(written, 'ask', { text: 'What does the orange tent weigh?', strict: true });
    expect(strict.structured.text).not.toContain('900 kg');
    expect(strict.structured.text).toContain('2.4 kg [1]');
    expect(strict.text).toContain('Removed:');
    expect(strict.structured.doubts).toEqual([]);
    const rounds = await call(written, 'ask', { text: 'What does the orange tent weigh?', agentic: true });
    expect([rounds.isError, rounds.structured.rounds]).toEqual([false, []]);
    // Without a model there is nobody to search on, and that is said.
    const quoted = await call(await connect(), 'ask', { text: 'What does the orange tent weigh?', agentic: true });
    expect([quoted.isError, quoted.text]).toEqual([true, expect.stringContaining('generator')]);
  });

  it('of style are passed to the model', async () => {
    const generator = fakeGenerator(() => 'It weighs 2.4 kg [S1].');
    const one = await open({ index: 'memory:', ocr: 'off', ownGenerator: generator });
    toClose.push(() => one.close());
    await one.add(join(root, 'tent.md')).finished();
    await call(await connect(one), 'ask', { text: 'What does the tent weigh?', style: 'in French' });
    expect(JSON.stringify(generator.requests)).toContain('> in French');
  });
});
