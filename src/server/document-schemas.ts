import { z } from '@hono/zod-openapi';
import { kind, list, pictureLinkSchema } from './schema-parts.ts';

/** What the HTTP API takes and gives for documents and indexing. */

export const originalLinkSchema = z
  .object({
    url: z.string(),
    copy: z
      .string()
      .optional()
      .openapi({ description: 'The public address of the copy, where one is kept and has one; with its metadata.' }),
  })
  .openapi('OriginalLink', {
    description: 'Where the document itself is had, as it was indexed; missing where this server redacts.',
  });

export const documentViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    mediaType: z.string(),
    segments: z.number().int(),
    bytes: z.number().optional(),
    warnings: list(z.object({ message: z.string(), at: z.string().optional() })),
    indexedAt: z.string(),
    uploaded: z.boolean(),
    original: originalLinkSchema.optional(),
  })
  .openapi('Document');
export type DocumentView = z.infer<typeof documentViewSchema>;

export const documentListSchema = z
  .object({ total: z.number().int(), documents: list(documentViewSchema) })
  .openapi('DocumentList');

export const documentDetailSchema = documentViewSchema
  .extend({
    parts: list(
      z.object({ id: z.string(), kind, place: z.string(), snippet: z.string(), picture: pictureLinkSchema.optional() }),
    ).openapi({ description: 'Its segments, the first 500.' }),
  })
  .openapi('DocumentDetail');

export const addUrlsSchema = z
  .strictObject({
    urls: z
      .array(z.url({ protocol: /^https?$/ }).max(4_000))
      .min(1)
      .max(100),
  })
  .openapi('AddUrls', { example: { urls: ['https://example.org/manual.pdf'] } });
export const startedJobSchema = z.object({ job: z.string() }).openapi('StartedJob');

export const jobSchema = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    createdAt: z.string(),
    found: z.number().int(),
    indexed: z.number().int(),
    unchanged: z.number().int(),
    failed: list(z.object({ name: z.string(), reason: z.string() })),
    segments: z.number().int(),
    reason: z.string().optional().openapi({ description: 'Why the job as a whole could not go on.' }),
  })
  .openapi('Job');
export type JobView = z.infer<typeof jobSchema>;
export const jobListSchema = z.object({ jobs: list(jobSchema) }).openapi('JobList');

/** What happens in a job, as its events say it. */
export const jobEventSchema = z
  .object({
    type: z.enum(['discovered', 'indexed', 'unchanged', 'failed', 'removed', 'note', 'optimizing', 'finished']),
    name: z.string().optional(),
    reason: z.string().optional(),
    message: z.string().optional(),
    found: z.number().int().optional(),
    segments: z.number().int().optional(),
    warnings: list(z.string()).optional(),
    state: z.enum(['done', 'failed', 'cancelled']).optional().openapi({ description: 'With finished.' }),
  })
  .openapi('JobEvent');
export type JobEvent = z.infer<typeof jobEventSchema>;

export const removedSchema = z.object({ removed: list(z.string()) }).openapi('Removed');
