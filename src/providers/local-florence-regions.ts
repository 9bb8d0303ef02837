import type { Florence2Processor } from '@huggingface/transformers';
import { z } from 'zod';
import type { Box } from '../data/locator.ts';

/** Something Florence-2 found, and where, in pixels of the picture. */
export interface FlorenceRegion {
  /** The object's name, a phrase about the region, or a line of text. */
  readonly label: string;
  readonly box: Box;
}

const labels = z.array(z.string());
const regionAnswer = z.union([
  z
    .object({ labels, bboxes: z.array(z.array(z.number()).length(4)) })
    .transform((found) => ({ labels: found.labels, places: found.bboxes })),
  // The corners of a line of text, which may be slanted.
  z
    .object({ labels, quad_boxes: z.array(z.array(z.number()).length(8)) })
    .transform((found) => ({ labels: found.labels, places: found.quad_boxes })),
]);

/** The regions in an answer; none where there is no place in it. Boxes lie inside the picture and are at least a pixel wide. */
export function readRegions(
  processor: Florence2Processor,
  text: string,
  task: string,
  { width, height }: { readonly width: number; readonly height: number },
): FlorenceRegion[] {
  // Its documentation asks for height and width; its code multiplies x by the first and y by the second.
  const processed: unknown = processor.post_process_generation(text.replaceAll('<pad>', ''), task, [width, height]);
  const found = z.record(z.string(), z.unknown()).safeParse(processed).data?.[task];
  const answer = regionAnswer.safeParse(found);
  if (!answer.success) return [];
  return answer.data.places.flatMap((places, i): FlorenceRegion[] => {
    const label = answer.data.labels[i]?.trim() ?? '';
    return label === '' ? [] : [{ label, box: boxAround(places, width, height) }];
  });
}

function boxAround(places: readonly number[], width: number, height: number): Box {
  const xs = places.filter((_, i) => i % 2 === 0).map((x) => Math.min(width, Math.max(0, x)));
  const ys = places.filter((_, i) => i % 2 === 1).map((y) => Math.min(height, Math.max(0, y)));
  const x = Math.min(...xs, Math.max(0, width - 1));
  const y = Math.min(...ys, Math.max(0, height - 1));
  return { x, y, width: Math.max(1, Math.max(...xs) - x), height: Math.max(1, Math.max(...ys) - y) };
}

export function withoutDuplicates(names: readonly string[]): string[] {
  return [...new Set(names)];
}
