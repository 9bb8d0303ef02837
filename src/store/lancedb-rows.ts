import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import type { DocumentRecord } from '../data/document.ts';
import { type Segment, segmentKinds, viewNames } from '../data/segment.ts';
import { allWords } from '../data/segment-words.ts';
import { loadCommonJs } from '../support/load-common-js.ts';
import { facetsOf } from './facets.ts';
import type { DocumentWrite, VectorView } from './store.ts';

/**
 * One table holds the segments and, as a row of its own kind, each document's record. One commit to one table is what
 * makes a document appear all at once: there is no moment between its segments and its commit mark.
 */
export interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly document: string;
  /** A segment kind, or `document` for the record. */
  readonly kind: string;
  /** What the keyword index reads; null for records and wordless pictures. */
  readonly words: string | null;
  readonly facets: string | null;
  readonly text: Float32Array | null;
  readonly image: Float32Array | null;
  /** The segment or the document record as JSON. */
  readonly payload: string;
}

export const recordKind = 'document';

export function tableSchema(dimensions: Readonly<Record<VectorView, number>>): Schema {
  const { Field, FixedSizeList, Float32, Schema, Utf8 } = loadCommonJs<typeof import('apache-arrow')>('apache-arrow');
  const vector = (size: number) => new FixedSizeList(size, new Field('item', new Float32(), true));
  return new Schema([
    new Field('id', new Utf8(), false),
    new Field('document', new Utf8(), false),
    new Field('kind', new Utf8(), false),
    new Field('words', new Utf8(), true),
    new Field('facets', new Utf8(), true),
    new Field('text', vector(dimensions.text), true),
    new Field('image', vector(dimensions.image), true),
    new Field('payload', new Utf8(), false),
  ]);
}

export function rowsOf({ record, segments }: DocumentWrite): Row[] {
  return [
    {
      id: `document:${record.id}`,
      document: record.id,
      kind: recordKind,
      words: null,
      facets: null,
      text: null,
      image: null,
      payload: JSON.stringify(record),
    },
    ...segments.map(({ segment, vectors }) => ({
      id: segment.id,
      document: segment.documentId,
      kind: segment.kind,
      words: allWords(segment.words) || null,
      facets: facetsOf(segment),
      text: vectors.text ?? null,
      image: vectors.image ?? null,
      payload: JSON.stringify(segment),
    })),
  ];
}

const words = z.object({
  name: z.string().optional(),
  heading: z.string().optional(),
  body: z.string().optional(),
  caption: z.string().optional(),
  alt: z.string().optional(),
  description: z.string().optional(),
  ocr: z.string().optional(),
  transcript: z.string().optional(),
  colour: z.string().optional(),
});

const segmentPayload = z.object({
  id: z.string(),
  documentId: z.string(),
  documentName: z.string(),
  source: z.string(),
  kind: z.enum(segmentKinds),
  locator: z.custom<Segment['locator']>((value) => typeof value === 'object' && value !== null),
  words,
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  lines: z.custom<Segment['lines']>(Array.isArray).optional(),
  picture: z
    .object({
      contentHash: z.string(),
      mediaType: z.string(),
      width: z.number(),
      height: z.number(),
      perceptualHash: z.string(),
      path: z.string().optional(),
      drawn: z.literal(true).optional(),
    })
    .optional(),
  views: z.array(z.enum(viewNames)),
});

/** What lies in the table was written by this program, perhaps by an older version: it is checked like any input. */
export function segmentFromPayload(payload: string): Segment {
  return segmentPayload.parse(JSON.parse(payload)) as Segment;
}

const recordPayload = z.object({
  id: z.string(),
  source: z.string(),
  name: z.string(),
  parent: z.string().optional(),
  mediaType: z.string(),
  contentHash: z.string(),
  stamp: z.string(),
  settings: z.string(),
  segments: z.number(),
  warnings: z.array(z.object({ message: z.string(), at: z.string().optional() })),
  indexedAt: z.string(),
});

export function recordFromPayload(payload: string): DocumentRecord {
  return recordPayload.parse(JSON.parse(payload)) as DocumentRecord;
}
