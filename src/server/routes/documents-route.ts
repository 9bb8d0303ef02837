import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { DocumentRecord } from '../../data/document.ts';
import type { Locator } from '../../data/locator.ts';
import { readBytes } from '../../read/sources/read-bytes.ts';
import { documentDetailSchema, documentListSchema, removedSchema } from '../document-schemas.ts';
import { documentView } from '../document-view.ts';
import { HttpProblem } from '../http-problem.ts';
import { originalFile } from '../original-file.ts';
import { problems } from '../route-answers.ts';
import { fileResponse } from '../served-file.ts';
import { withoutMetadata } from '../served-picture.ts';
import type { ServerEnv, ServerParts } from '../server-parts.ts';

export const documentParams = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' } }),
});

const listDocuments = createRoute({
  method: 'get',
  path: '/api/documents',
  tags: ['Documents'],
  summary: 'The documents of the index, in the order of their names',
  request: {
    query: z.object({
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(50),
      text: z.string().max(200).optional().openapi({ description: 'Only those with this in their names.' }),
    }),
  },
  responses: {
    200: { description: 'The documents', content: { 'application/json': { schema: documentListSchema } } },
    ...problems(400, 401),
  },
});
const getDocument = createRoute({
  method: 'get',
  path: '/api/documents/{id}',
  tags: ['Documents'],
  summary: 'A document with its segments',
  request: { params: documentParams },
  responses: {
    200: { description: 'The document', content: { 'application/json': { schema: documentDetailSchema } } },
    ...problems(401, 404),
  },
});
const getOriginal = createRoute({
  method: 'get',
  path: '/api/documents/{id}/original',
  tags: ['Evidence'],
  summary: 'The file itself, or a range of it; of pictures a copy without their metadata',
  request: { params: documentParams },
  responses: {
    200: {
      description: 'The file',
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    206: { description: 'The range that was asked for' },
    304: { description: 'As it was' },
    ...problems(401, 404, 416),
  },
});
const removeDocument = createRoute({
  method: 'delete',
  path: '/api/documents/{id}',
  tags: ['Documents'],
  summary: 'Take a document out of the index; files that were not uploaded are not touched',
  request: { params: documentParams },
  responses: {
    200: { description: 'The names of what was removed', content: { 'application/json': { schema: removedSchema } } },
    ...problems(401, 403, 404, 409),
  },
});

/** How long a document waits to be removed while a job is running. */
const longestWaitMs = 60_000;
/** Segments of one document that are listed. */
const listedSegments = 500;
/** Pictures that may hold a position; SVG and GIF have none, and are sent as they are. */
const withPosition = /^image\/(?:jpeg|png|webp|tiff|avif|heic|heif)$/;

export function documentsRoute(app: OpenAPIHono<ServerEnv>, parts: ServerParts): void {
  const { engine, options, documents, uploads, views, jobs } = parts;

  app.openapi(listDocuments, async (context) => {
    const { offset, limit, text } = context.req.valid('query');
    const wanted = text?.trim().toLowerCase() ?? '';
    const all = (await documents.all()).filter(({ name }) => name.toLowerCase().includes(wanted));
    const shown = await Promise.all(all.slice(offset, offset + limit).map((record) => documentView(record, uploads)));
    return context.json({ total: all.length, documents: shown }, 200);
  });

  app.openapi(getDocument, async (context) => {
    const record = await recordOf(parts, context.req.valid('param').id);
    const filter = `document = ${JSON.stringify(record.name)}`;
    const segments = (await engine.list(filter, listedSegments)).filter(({ documentId }) => documentId === record.id);
    const inOrder = segments.sort((a, b) => placeOf(a) - placeOf(b));
    const shown = await Promise.all(inOrder.map((segment) => views.segment(segment)));
    const view = await documentView(record, uploads);
    const listed = shown.map(({ id, kind, place, snippet, picture }) => ({
      id,
      kind,
      place,
      snippet,
      ...(picture ? { picture } : {}),
    }));
    return context.json({ ...view, parts: listed }, 200);
  });

  app.openapi(getOriginal, async (context) => {
    const record = await recordOf(parts, context.req.valid('param').id);
    const path = await originalFile(record);
    if (path === undefined) {
      throw new HttpProblem('not-found', `The file of ${record.name} cannot be had any more.`, {
        remedy: 'It was moved or deleted, lies in another file, or came from the web. What was indexed of it is there.',
      });
    }
    const name = record.name.split('/').at(-1) || 'document';
    const header = (key: string): string | undefined => context.req.header(key);
    const asked = { range: header('range'), ifNoneMatch: header('if-none-match'), ifRange: header('if-range') };
    const { maxPixels, maxFileBytes, keepGps } = options.settings;
    if (keepGps || !withPosition.test(record.mediaType)) {
      const etag = `"${record.contentHash.slice(0, 32)}"`;
      return fileResponse({ path }, { ...asked, mediaType: record.mediaType, name, etag });
    }
    const bytes = await readBytes(path, { maxBytes: maxFileBytes });
    const picture = await withoutMetadata(bytes, record.mediaType, { maxPixels, signal: context.req.raw.signal });
    const etag = `"${record.contentHash.slice(0, 30)}-s"`;
    const shownName = picture.mediaType === record.mediaType ? name : `${name.replace(/\.\w+$/, '')}.jpg`;
    return fileResponse({ bytes: picture.bytes }, { ...asked, mediaType: picture.mediaType, name: shownName, etag });
  });

  app.openapi(removeDocument, async (context) => {
    const record = await recordOf(parts, context.req.valid('param').id);
    const { signal } = context.req.raw;
    const patience = AbortSignal.timeout(longestWaitMs);
    const turn = AbortSignal.any([signal, patience]);
    const removed = await jobs
      .exclusively(() => engine.remove(record.source), turn)
      .catch((error: unknown) => {
        if (!patience.aborted || signal.aborted) throw error;
        throw new HttpProblem('conflict', 'Something else is being indexed, and it takes long.', {
          remedy: 'Remove the document when that is done, or cancel its job first.',
        });
      });
    documents.forget();
    await uploads.discard(record.source);
    return context.json({ removed }, 200);
  });
}

/** The record of a document; throws where there is none. */
export async function recordOf({ documents }: Pick<ServerParts, 'documents'>, id: string): Promise<DocumentRecord> {
  const record = await documents.get(id);
  if (record) return record;
  throw new HttpProblem('not-found', 'There is no such document.', {
    remedy: 'It was perhaps removed; see the list of documents.',
  });
}

/** Pages and slides in their order, then by height. */
function placeOf({ locator: { page, slide, char, box, time } }: { readonly locator: Locator }): number {
  const within = char?.start ?? time?.startSeconds ?? box?.y ?? 0;
  return (page ?? slide ?? 0) * 1e9 + within;
}
