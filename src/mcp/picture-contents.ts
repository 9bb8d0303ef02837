import type { ContentBlock } from '@modelcontextprotocol/sdk/types.js';
import type { Sightline } from '../engine/engine.ts';
import type { McpSetting } from './mcp-options.ts';
import { PictureBudget } from './picture-budget.ts';
import { segmentPicture } from './segment-picture.ts';
import { hasLooks } from './segment-view.ts';

/** A segment to show, and how the text before its picture names it. */
export interface Pictured {
  readonly segmentId: string;
  readonly label: string;
}

/** The pictures of the first few segments that have one, each after a line that says whose it is. */
export async function pictureContents(
  engine: Sightline,
  wanted: readonly Pictured[],
  { maxPictures, pictureSide: side, maxPixels }: McpSetting,
  signal: AbortSignal,
): Promise<ContentBlock[]> {
  const contents: ContentBlock[] = [];
  const budget = new PictureBudget();
  let count = 0;
  for (const { segmentId, label } of wanted) {
    if (count >= maxPictures) break;
    const [shown] = await engine.show(segmentId);
    if (!shown || !hasLooks(shown.segment)) continue;
    const picture = await segmentPicture(shown, { side, maxPixels, signal });
    if (!picture || !budget.take(picture.bytes.length)) continue;
    count++;
    contents.push({ type: 'text', text: label }, pictureContent(picture));
  }
  return contents;
}

export function pictureContent({
  bytes,
  mediaType,
}: {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}): ContentBlock {
  return { type: 'image', data: Buffer.from(bytes).toString('base64'), mimeType: mediaType };
}
