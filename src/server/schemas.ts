import { z } from '@hono/zod-openapi';
import { viewNames } from '../data/segment.ts';
import { fusionNames, strategyChoices, strategyNames } from '../data/strategy.ts';
import { originalLinkSchema } from './document-schemas.ts';
import { kind, list, pictureLinkSchema } from './schema-parts.ts';

/** What the HTTP API takes and gives for searching, asking and looking, in zod. The OpenAPI document is generated from it. */

export const boxSchema = z
  .object({ x: z.number(), y: z.number(), width: z.number().nonnegative(), height: z.number().nonnegative() })
  .openapi('Box', { description: 'In the units of the page (points) or the picture (pixels), origin top left.' });

export const locatorSchema = z
  .object({
    page: z.number().int().optional(),
    slide: z.number().int().optional(),
    id: z.string().optional(),
    char: z.object({ start: z.number().int(), end: z.number().int() }).optional(),
    time: z.object({ startSeconds: z.number(), endSeconds: z.number() }).optional(),
    box: boxSchema.optional(),
  })
  .openapi('Locator', { description: 'Where inside its document a segment lies; empty for the whole document.' });

/** Pictures in one query, and characters of what is asked. */
const mostPictures = 8;
const mostWords = 20_000;

export const queryPictureSchema = z
  .strictObject({
    data: z
      .string()
      .startsWith('data:image/', 'A picture is given as a data: URL of an image.')
      .optional()
      .openapi({ description: 'The picture itself, as a data: URL.', example: 'data:image/png;base64,iVBORw0…' }),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .openapi({ description: 'Fetched by the server, from public addresses only.' }),
    segment: z.string().min(1).max(200).optional().openapi({ description: 'The id of a segment that has a picture.' }),
    region: boxSchema.optional().openapi({ description: 'Only this part of it, in pixels of the upright picture.' }),
  })
  .refine((one) => [one.data, one.url, one.segment].filter((part) => part !== undefined).length === 1, {
    message: 'A picture is given by exactly one of data, url and segment.',
  })
  .openapi('QueryPicture');

export const searchBodySchema = z
  .strictObject({
    text: z.string().max(mostWords).optional(),
    pictures: list(queryPictureSchema)
      .refine((all) => all.length <= mostPictures, `At most ${mostPictures} pictures.`)
      .optional(),
    k: z.number().int().min(1).max(200).optional().openapi({ description: 'How many hits at most.' }),
    kinds: list(kind).optional(),
    nText: z.number().int().min(0).max(200).optional().openapi({ description: 'At most this many hits to read.' }),
    nImages: z.number().int().min(0).max(200).optional().openapi({ description: 'At most this many hits to look at.' }),
    filter: z
      .string()
      .max(4_000)
      .optional()
      .openapi({ description: 'In the filter language.', example: 'price < 200 and kind = "record"' }),
    strategy: z.enum(strategyChoices).optional(),
    fusion: z.enum(fusionNames).optional(),
    diversity: z.number().min(0).max(1).optional(),
    groupByDocument: z.boolean().optional(),
    constraints: z
      .boolean()
      .optional()
      .openapi({ description: 'false takes the words literally: "under $200" does not narrow the search.' }),
    rerank: z.boolean().optional().openapi({ description: 'false leaves out the reranker that is set.' }),
    budgetMs: z
      .number()
      .int()
      .min(1)
      .max(600_000)
      .optional()
      .openapi({ description: 'Milliseconds that the search may take.' }),
  })
  .openapi('SearchBody', { example: { text: 'a red jacket under $100', k: 12 } });
export type SearchBody = z.infer<typeof searchBodySchema>;

export const askBodySchema = searchBodySchema
  .extend({
    agentic: z
      .boolean()
      .optional()
      .openapi({ description: 'The generator may search again where what was found is not enough.' }),
  })
  .openapi('AskBody', { example: { text: 'Why does the zipper catch?' } });

const pageLinkSchema = z
  .object({ url: z.string(), box: boxSchema.optional() })
  .openapi('PageLink', { description: 'The whole page, slide or picture, with where on it the segment lies.' });

const documentLinkSchema = z
  .object({ id: z.string(), name: z.string(), mediaType: z.string() })
  .openapi('DocumentLink');

const wordsSchema = z
  .object({
    name: z.string(),
    heading: z.string(),
    body: z.string(),
    caption: z.string(),
    alt: z.string(),
    description: z.string(),
    ocr: z.string(),
    transcript: z.string(),
    colour: z.string(),
  })
  .partial()
  .openapi('Words', { description: 'The words of a segment, kept apart by where they came from.' });

const metadataSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), list(z.string())]))
  .openapi('Metadata');

export const segmentViewSchema = z
  .object({
    id: z.string(),
    reference: z.string().openapi({ example: 'manual.pdf#page=12&xywh=72,90,300,180' }),
    document: documentLinkSchema,
    kind,
    locator: locatorSchema,
    label: z.string().optional().openapi({ example: 'Figure 3' }),
    place: z.string().openapi({ description: 'For people; empty for the whole document.', example: 'page 3' }),
    words: wordsSchema,
    snippet: z.string(),
    metadata: metadataSchema,
    picture: pictureLinkSchema.optional(),
    page: pageLinkSchema.optional(),
    original: originalLinkSchema.optional(),
  })
  .openapi('SegmentView');
export type SegmentView = z.infer<typeof segmentViewSchema>;

export const segmentDetailSchema = segmentViewSchema
  .extend({ lines: list(z.object({ box: boxSchema })).optional() })
  .openapi('SegmentDetail');

const evidenceSchema = z
  .object({
    rank: z.number().int().openapi({ description: 'Counted from 1.' }),
    score: z.number().openapi({ description: 'BM25, or cosine similarity.' }),
    share: z.number().openapi({ description: 'The part of the fused score that came from this view.' }),
  })
  .openapi('ViewEvidence');
const otherHitSchema = z.object({ id: z.string(), reference: z.string() });

export const hitViewSchema = segmentViewSchema
  .extend({
    score: z.number(),
    views: z.object({ keyword: evidenceSchema, text: evidenceSchema, image: evidenceSchema }).partial(),
    missing: list(z.enum(viewNames)).openapi({ description: 'Views that it could not be found by; they are neutral.' }),
    reranked: z.object({ by: z.string(), from: z.number().int(), score: z.number() }).optional(),
    duplicates: list(otherHitSchema),
    others: list(otherHitSchema.extend({ score: z.number() })).optional(),
  })
  .openapi('HitView');
export type HitView = z.infer<typeof hitViewSchema>;

const constraintSchema = z
  .object({ text: z.string(), filter: z.string(), explanation: z.string() })
  .openapi('Constraint', { description: 'A condition that the question states itself and that was applied.' });

export const searchReplySchema = z
  .object({
    hits: list(hitViewSchema),
    match: z
      .object({ confidence: z.number(), isMatch: z.boolean() })
      .optional()
      .openapi({ description: 'Whether anything found is likely to be what was asked for.' }),
    strategy: z.enum(strategyNames).optional(),
    constraints: list(constraintSchema),
    notes: list(z.string()),
    timings: z.record(z.string(), z.number()).openapi({ description: 'Milliseconds.' }),
  })
  .openapi('SearchReply');
export type SearchReply = z.infer<typeof searchReplySchema>;

export const citationViewSchema = z
  .object({
    number: z.number().int().openapi({ description: 'As the text cites it: [1].' }),
    reference: z.string(),
    segmentId: z.string(),
    document: z.string(),
    locator: locatorSchema,
    label: z.string().optional(),
    quote: z.string().optional(),
    from: z.string().optional(),
    place: z.string(),
    picture: pictureLinkSchema.optional(),
    page: pageLinkSchema.optional(),
    original: originalLinkSchema.optional(),
  })
  .openapi('CitationView');
export type CitationView = z.infer<typeof citationViewSchema>;

const roundSchema = z
  .object({
    round: z.number().int(),
    query: z.string(),
    filter: z.string().optional(),
    kinds: list(kind).optional(),
    why: z.string().optional(),
    found: z.number().int(),
    new: z.number().int(),
    problem: z.string().optional(),
  })
  .openapi('Round', { description: "A further search of the generator's." });

export const answerViewSchema = z
  .object({
    status: z.enum(['answered', 'no-evidence']),
    text: z.string().openapi({ description: 'Plain text with [n] after every claim.' }),
    by: z.string(),
    citations: list(citationViewSchema),
    checks: list(
      z.object({
        text: z.string(),
        start: z.number().int(),
        end: z.number().int(),
        verdict: z.enum(['supported', 'unsupported', 'uncited', 'unchecked', 'not-a-claim']),
        reasons: list(z.string()),
      }),
    ).optional(),
    notes: list(z.string()).optional(),
    rounds: list(roundSchema).optional(),
    usage: z.object({ inputTokens: z.number().optional(), outputTokens: z.number().optional() }).optional(),
    cutBy: z
      .enum(['length', 'content-filter'])
      .optional()
      .openapi({ description: 'Why the model stopped before it had said all.' }),
    pictureAsWords: z.string().optional(),
  })
  .openapi('Answer');
export type AnswerView = z.infer<typeof answerViewSchema>;

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().openapi({ description: 'What happened.' }),
    remedy: z.string().optional().openapi({ description: 'What to do now.' }),
    code: z.string().openapi({ description: 'For programs.', example: 'bad-query' }),
    requestId: z.string(),
  })
  .openapi('Problem', { description: 'RFC 9457.' });
export type Problem = z.infer<typeof problemSchema>;
