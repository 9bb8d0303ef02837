import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FakeServer, fakeServer } from './fake-server.ts';

let server: FakeServer;
let document: z.infer<typeof openApi>;
/** What OpenAPI 3.1 asks of a document, as far as it is used here (https://spec.openapis.org/oas/v3.1.0). */
const reference = z.strictObject({ $ref: z.string().startsWith('#/components/schemas/') });
const media = z.record(
  z.string().regex(/^[\w.+-]+\/[\w.+*-]+$/),
  z.looseObject({ schema: z.looseObject({}).or(reference) }),
);
const operation = z.looseObject({
  summary: z.string().min(5),
  tags: z.array(z.string()).min(1),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']), schema: z.looseObject({}) }))
    .optional(),
  requestBody: z.looseObject({ content: media }).optional(),
  responses: z.record(
    z.string().regex(/^(?:[1-5]\d\d|default)$/),
    z.looseObject({ description: z.string().min(2), content: media.optional() }),
  ),
});
const openApi = z.looseObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operation),
  ),
  components: z.looseObject({
    schemas: z.record(z.string().regex(/^[\w.-]+$/), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })),
  }),
});

beforeAll(async () => {
  server = await fakeServer();
  document = openApi.parse(await (await server.send('/openapi.json')).json());
});
afterAll(() => server.close());

describe('the OpenAPI document', () => {
  it('is valid by the published schema of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect({ valid, errors }).toMatchObject({ valid: true });
  });

  it('holds every route there is', async () => {
    const routes = server.app.routes.filter(({ path, method }) => !path.endsWith('*') && method !== 'ALL');
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const own = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    for (const one of ['GET /openapi.json', 'GET /docs']) own.delete(one);
    // Names with slashes in them are more than OpenAPI can say of a path.
    for (const one of own) if (one.includes('{')) own.delete(one);
    expect(own.size).toBeGreaterThan(15);
    expect([...own].sort()).toEqual(described.sort());
  });

  it('refers only to types it has, and to none in vain', () => {
    const text = JSON.stringify(document);
    const used = new Set([...text.matchAll(/"#\/components\/schemas\/([\w.-]+)"/g)].map(([, name]) => name));
    const there = Object.keys(document.components.schemas);
    expect([...used].filter((name) => !there.includes(name ?? ''))).toEqual([]);
    expect(there).toEqual(expect.arrayContaining(['SearchReply', 'HitView', 'Answer', 'JobEvent', 'Problem']));
  });

  it('names each parameter of a path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const one of Object.values(methods)) {
        const given = (one?.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
        expect([path, given]).toEqual([path, wanted]);
      }
    }
  });

  it('describes what the server really answers', async () => {
    const { schemas } = document.components;
    const checked = async (path: string, name: string, init?: Parameters<FakeServer['send']>[1]): Promise<void> => {
      const answer = (await (await server.send(path, init)).json()) as Record<string, unknown>;
      const { required = [], properties = {} } = schemas[name] as { required?: string[]; properties?: object };
      expect(Object.keys(answer)).toEqual(expect.arrayContaining(required));
      expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(answer)));
    };
    await checked('/api/status', 'Status');
    await checked('/api/search', 'SearchReply', { json: { text: 'zipper' } });
    await checked('/api/documents', 'DocumentList');
    await checked('/api/documents/none', 'Problem');
  });

  it('is there as a page to read, without scripts', async () => {
    const response = await server.send('/docs');
    const page = await response.text();
    expect(page).toContain('/api/segments/{id}/picture');
    expect(page).not.toMatch(/<script|onclick|https?:\/\/(?!example|intranet)/);
  });
});
