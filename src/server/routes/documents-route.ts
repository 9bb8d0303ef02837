import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { DocumentRecord } from '../../data/document.ts';
import type { Locator } from '../../data/locator.ts';
import { tooLarge } from '../../support/too-large.ts';
import { documentDetailSchema, documentListSchema, removedSchema } from '../document-schemas.ts';
import { documentView } from '../document-view.ts';
import { HttpProblem } from '../http-problem.ts';
import { originalLink } from '../original-link.ts';
import { refuseRedactedOriginals } from '../redacted-originals.ts';
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

const originalParams = z.object({
  id: documentParams.shape.id.openapi({
    param: { name: 'id', in: 'path' },
    description: "A document's id; with ~ and the version that its link has, the answer may be kept for ever.",
  }),
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
  summary: 'The document as it was indexed, or a range of it; of pictures a copy without their metadata',
  description:
    'From its file while that is as it was, else from the copy that was kept: documents from the web, from e-mails and archives ' +
    'have one, the others where the setting keepOriginals is on.',
  request: { params: originalParams },
  responses: {
    200: {
      description: 'The file',
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    206: { description: 'The range that was asked for' },
    304: { description: 'As it was' },
    ...problems(401, 403, 404, 416),
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
  const link = originalLink(options.settings);

  const publicCopy = async (record: DocumentRecord, signal: AbortSignal): Promise<{ readonly copy?: string }> => {
    if (options.settings.blobsUrl === undefined) return {};
    const found = async (): Promise<string | undefined> => {
      const looked = await engine.original(record, { signal });
      return 'original' in looked ? looked.original.copyUrl({ signal }) : undefined;
    };
    // The document is shown all the same while its storage does not answer.
    const copy = await found().catch(() => undefined);
    return copy === undefined ? {} : { copy };
  };

  app.openapi(listDocuments, async (context) => {
    const { offset, limit, text } = context.req.valid('query');
    const wanted = text?.trim().toLowerCase() ?? '';
    const all = (await documents.all()).filter(({ name }) => name.toLowerCase().includes(wanted));
    const shown = await Promise.all(
      all.slice(offset, offset + limit).map((record) => documentView(record, uploads, link)),
    );
    return context.json({ total: all.length, documents: shown }, 200);
  });

  app.openapi(getDocument, async (context) => {
    const record = await recordOf(parts, context.req.valid('param').id);
    const filter = `document = ${JSON.stringify(record.name)}`;
    const segments = (await engine.list(filter, listedSegments)).filter(({ documentId }) => documentId === record.id);
    const inOrder = segments.sort((a, b) => placeOf(a) - placeOf(b));
    const shown = await Promise.all(inOrder.map((segment) => views.segment(segment)));
    const view = await documentView(record, uploads, link);
    const listed = shown.map(({ id, kind, place, snippet, picture }) => ({
      id,
      kind,
      place,
      snippet,
      ...(picture ? { picture } : {}),
    }));
    const { original } = view;
    const copy = original ? await publicCopy(record, context.req.raw.signal) : {};
    return context.json({ ...view, ...(original ? { original: { ...original, ...copy } } : {}), parts: listed }, 200);
  });

  app.openapi(getOriginal, async (context) => {
    const [id = '', version] = context.req.valid('param').id.split('~', 2);
    const record = await recordOf(parts, id);
    refuseRedactedOriginals(options.settings);
    const { signal } = context.req.raw;
    const found = await engine.original(record, { signal });
    if ('missing' in found) throw new HttpProblem('not-found', found.missing, { remedy: found.remedy });
    const { original } = found;
    const { mediaType, contentHash } = record;
    const name = record.name.split('/').at(-1) || 'document';
    const header = (key: string): string | undefined => context.req.header(key);
    const asked = { range: header('range'), ifNoneMatch: header('if-none-match'), ifRange: header('if-range'), signal };
    const isVersioned = version !== undefined && version !== '' && contentHash.startsWith(version);
    const { maxPixels, maxFileBytes, keepGps } = options.settings;
    if (keepGps || !withPosition.test(mediaType)) {
      const etag = `"${contentHash.slice(0, 32)}"`;
      return fileResponse(original, { ...asked, isVersioned, mediaType, name, etag });
    }
    if (original.sizeBytes > maxFileBytes) throw tooLarge(record.name, maxFileBytes);
    const picture = await withoutMetadata(await original.bytes({ signal }), mediaType, { maxPixels, signal });
    const etag = `"${contentHash.slice(0, 30)}-s"`;
    const shownName = picture.mediaType === mediaType ? name : `${name.replace(/\.\w+$/, '')}.jpg`;
    const { bytes } = picture;
    return fileResponse({ bytes }, { ...asked, isVersioned, mediaType: picture.mediaType, name: shownName, etag });
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
