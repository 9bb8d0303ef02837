import { z } from '@hono/zod-openapi';
import { strategyChoices } from '../data/strategy.ts';
import { list } from './schema-parts.ts';

/** What the HTTP API tells of the server and of evaluations. */

export const statusSchema = z
  .object({
    version: z.string(),
    index: z.string().openapi({ description: 'The name of the index, not its path.' }),
    documents: z.number().int(),
    segments: z.number().int(),
    kinds: z.record(z.string(), z.number()),
    models: z.object({
      embedder: z.string(),
      textEmbedder: z.string().optional(),
      generator: z.string().optional(),
      reranker: z.string().optional(),
      captioner: z.string().optional(),
    }),
    strategies: list(z.enum(strategyChoices)),
    readOnly: z.boolean(),
    localOnly: z.boolean(),
    notices: list(z.string()),
    problems: list(z.object({ name: z.string(), reason: z.string() })),
    limits: z.object({ maxFileBytes: z.number(), maxPixels: z.number(), maxUploadFiles: z.number() }),
  })
  .openapi('Status');

/** Without an interval where there are too few queries. */
const estimateSchema = z.object({ mean: z.number(), low: z.number().optional(), high: z.number().optional() });
export const evaluationListSchema = z
  .object({
    reports: list(
      z.object({
        id: z.string(),
        name: z.string(),
        createdAt: z.string(),
        queries: z.number().int(),
        measures: z.record(z.string(), estimateSchema),
      }),
    ),
  })
  .openapi('EvaluationList');

export const healthSchema = z.object({ status: z.literal('ok') }).openapi('Health');
