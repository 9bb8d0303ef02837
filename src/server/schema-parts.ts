import { z } from '@hono/zod-openapi';
import { segmentKinds } from '../data/segment.ts';

/** A list that is not changed. */
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
export const kind = z.enum(segmentKinds).openapi('SegmentKind');

export const pictureLinkSchema = z
  .object({ url: z.string(), width: z.number().optional(), height: z.number().optional() })
  .openapi('PictureLink', { description: 'What the segment shows, cut to it.' });
