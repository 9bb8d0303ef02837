import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Segment } from '../../data/segment.ts';
import { segmentRegion } from '../../data/segment-region.ts';
import { contentHash } from '../../support/hashing.ts';
import { HttpProblem } from '../http-problem.ts';
import { drawnPage } from '../page-drawing.ts';
import { pageSizeOfPng } from '../page-units.ts';
import { problems } from '../route-answers.ts';
import { segmentDetailSchema } from '../schemas.ts';
import { type ServedPicture, servedPicture } from '../served-picture.ts';
import type { ServerContext, ServerEnv, ServerParts } from '../server-parts.ts';

const id = z
  .string()
  .min(1)
  .max(100)
  .openapi({
    param: { name: 'id', in: 'path' },
    description: "A segment's id; with ~ and the version that its link has, the answer may be kept for ever.",
  });
const side = (usual: number) =>
  z.coerce
    .number()
    .int()
    .min(16)
    .max(4096)
    .default(usual)
    .openapi({ param: { name: 'side', in: 'query' }, description: 'Longer side in pixels at most.' });
const picture = {
  description: 'The picture; without its metadata',
  content: {
    'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) },
    'image/webp': { schema: z.string().openapi({ format: 'binary' }) },
    'image/png': { schema: z.string().openapi({ format: 'binary' }) },
  },
};

const segment = createRoute({
  method: 'get',
  path: '/api/segments/{id}',
  tags: ['Evidence'],
  summary: 'All that is known of one segment',
  request: { params: z.object({ id }) },
  responses: {
    200: { description: 'The segment', content: { 'application/json': { schema: segmentDetailSchema } } },
    ...problems(401, 404),
  },
});
const segmentPicture = createRoute({
  method: 'get',
  path: '/api/segments/{id}/picture',
  tags: ['Evidence'],
  summary: 'What a segment shows, cut to it',
  request: { params: z.object({ id }), query: z.object({ side: side(512) }) },
  responses: { 200: picture, 304: { description: 'As it was' }, ...problems(401, 404, 413, 422) },
});
const segmentPage = createRoute({
  method: 'get',
  path: '/api/segments/{id}/page',
  tags: ['Evidence'],
  summary: 'The whole page, slide or picture that a segment lies on',
  description:
    'The headers `x-sightline-page-width` and `x-sightline-page-height` tell its size in the units of its boxes, where it is known.',
  request: { params: z.object({ id }), query: z.object({ side: side(1600) }) },
  responses: { 200: picture, 304: { description: 'As it was' }, ...problems(401, 404, 413, 422) },
});

/** Changes when pictures are made in another way, so that browsers ask for them again. */
const howMade = '1';

export function segmentsRoute(
  app: OpenAPIHono<ServerEnv>,
  { engine, options, views, documents, pictures }: ServerParts,
): void {
  const { maxPixels, redact } = options.settings;
  const making = redact ? `${howMade}, redacted` : howMade;

  const found = async (given: string): Promise<{ readonly segment: Segment; readonly version?: string }> => {
    const [, name = '', version] = /^([^~]*)(?:~(.*))?$/.exec(given) ?? [];
    const [one] = name === '' ? [] : await engine.segments([name]);
    if (!one) {
      throw new HttpProblem('not-found', 'There is no such segment.', {
        remedy: 'Its document was perhaps removed or changed; search again.',
      });
    }
    return { segment: one, ...(version ? { version } : {}) };
  };

  app.openapi(segment, async (context) => {
    const { segment: one } = await found(context.req.valid('param').id);
    const lines = one.lines ? { lines: one.lines.map(({ box }) => ({ box })) } : {};
    return context.json({ ...(await views.segment(one)), ...lines }, 200);
  });

  app.openapi(segmentPicture, async (context) => {
    const { segment: one, version } = await found(context.req.valid('param').id);
    const { side: longest } = context.req.valid('query');
    const { signal } = context.req.raw;
    if (!one.picture) {
      throw new HttpProblem('not-found', 'This segment has no picture of its own.', {
        remedy: 'The page it lies on may be had: /page in place of /picture.',
      });
    }
    const key = contentHash(making, 'picture', one.id, one.picture.contentHash, String(longest));
    return send(context, key, one.picture.contentHash, version, async () => {
      const [shown] = await engine.show(one.id);
      const bytes = await shown?.picture({ side: Math.max(longest, 64), signal });
      return bytes && servedPicture(bytes, { region: segmentRegion(one), side: longest, maxPixels, signal });
    });
  });

  app.openapi(segmentPage, async (context) => {
    const { segment: one, version } = await found(context.req.valid('param').id);
    const { side: longest } = context.req.valid('query');
    const { signal } = context.req.raw;
    const isOnPage = one.locator.page !== undefined || one.locator.slide !== undefined;
    const record = isOnPage ? await documents.get(one.documentId) : undefined;
    const hash = isOnPage ? record?.contentHash : one.picture?.contentHash;
    if (hash === undefined) {
      throw new HttpProblem('not-found', 'This segment lies on no page and has no picture.', {
        remedy: 'Its words are all there is to it.',
      });
    }
    const { page, slide } = one.locator;
    // All segments of one page share its drawing.
    const place = isOnPage ? [one.documentId, String(page), String(slide)] : [one.id];
    const key = contentHash(making, 'page', ...place, hash, String(longest));
    return send(context, key, hash, version, async () => {
      if (isOnPage) {
        const png = await drawnPage(engine, one, { side: longest, signal });
        const size = png && (pageSizeOfPng(png) ?? metadataSize(one));
        return png && { bytes: png, mediaType: 'image/png', headers: sizeHeaders(size) };
      }
      const [shown] = await engine.show(one.id);
      const bytes = await shown?.picture({ signal });
      const made = bytes && (await servedPicture(bytes, { side: longest, maxPixels, signal }));
      return made && { ...made, headers: sizeHeaders(one.picture) };
    });
  });

  async function send(
    context: ServerContext,
    key: string,
    hash: string,
    version: string | undefined,
    make: () => Promise<ServedPicture | undefined>,
  ): Promise<Response> {
    const etag = `"${key.slice(0, 32)}"`;
    const isVersioned = version !== undefined && hash.startsWith(version);
    const headers = {
      etag,
      'cache-control': isVersioned ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    };
    if (
      context.req
        .header('if-none-match')
        ?.split(/\s*,\s*/)
        .includes(etag)
    ) {
      return new Response(null, { status: 304, headers });
    }
    const made = await pictures.get(key, make, context.req.raw.signal);
    if (!made) {
      throw new HttpProblem('not-found', 'The picture cannot be had any more.', {
        remedy: 'Its file was moved or changed, or cannot be drawn here: index it again.',
      });
    }
    return new Response(Uint8Array.from(made.bytes), {
      headers: { ...headers, ...made.headers, 'content-type': made.mediaType },
    });
  }
}

function metadataSize({ kind, metadata }: Segment): { readonly width: number; readonly height: number } | undefined {
  const { pageWidth: width, pageHeight: height } = metadata;
  return kind === 'page' && typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined;
}

function sizeHeaders(size: { readonly width: number; readonly height: number } | undefined): Record<string, string> {
  return size ? { 'x-sightline-page-width': String(size.width), 'x-sightline-page-height': String(size.height) } : {};
}
