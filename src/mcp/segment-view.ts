import { z } from 'zod';
import { placeName } from '../data/place-name.ts';
import { type Segment, segmentKinds, wordsSources } from '../data/segment.ts';
import { documentUri, segmentUri } from './document-uri.ts';
import { cleanLine, cleanText } from './quoted-text.ts';

export const metadataView = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));

/** A segment as clients get it: all that is known of it but where its file lies on this machine. */
export const segmentView = z.object({
  id: z.string().describe('stands for this piece wherever a reference is asked for'),
  reference: z.string().describe('document and place in it, as a URL fragment: manual.pdf#page=12'),
  document: z.string(),
  place: z.string().describe('the same as people say it: manual.pdf p.12 · Figure 3'),
  kind: z.enum(segmentKinds),
  words: z
    .record(z.string(), z.string())
    .describe('its words, by where they come from: body, caption, ocr, description, …'),
  metadata: metadataView,
  hasPicture: z.boolean(),
  uri: z.string().describe('the resource with all of it'),
  documentUri: z.string().describe('the resource with the whole document'),
});
export type SegmentView = z.infer<typeof segmentView>;

/** Longest value of metadata, in characters and elements. */
const longestFact = { chars: 300, elements: 20 };

export interface ViewSize {
  /** Characters of all its words together. */
  readonly words: number;
  /** Characters of its metadata, which catalogues may have any amount of. */
  readonly facts: number;
}

export function viewSegment(segment: Segment, reference: string, most: ViewSize): SegmentView {
  const words: Record<string, string> = {};
  let left = most.words;
  for (const source of wordsSources) {
    const text = cleanText(segment.words[source] ?? '').trim();
    if (text === '' || left <= 0) continue;
    words[source] = text.length <= left ? text : `${cleanText(text.slice(0, left))}…`;
    left -= text.length;
  }
  const metadata: Record<string, string | number | boolean | string[]> = {};
  let room = most.facts;
  for (const [name, value] of Object.entries(segment.metadata)) {
    const fact = shortFact(value);
    room -= name.length + JSON.stringify(fact).length;
    if (room >= 0) metadata[name] = fact;
  }
  return {
    id: segment.id,
    reference,
    document: segment.documentName,
    place: cleanLine(placeName(segment)),
    kind: segment.kind,
    words,
    metadata,
    hasPicture: hasLooks(segment),
    uri: segmentUri(segment.id),
    documentUri: documentUri(segment.documentId),
  };
}

function shortFact(value: Segment['metadata'][string]): string | number | boolean | string[] {
  const short = (text: string): string => cleanLine(text, longestFact.chars);
  if (typeof value === 'object') return value.slice(0, longestFact.elements).map(short);
  return typeof value === 'string' ? short(value) : value;
}

/** Whether there is something to look at: a picture, or a page or slide that can be drawn. */
export function hasLooks({ picture, locator }: Pick<Segment, 'picture' | 'locator'>): boolean {
  return picture !== undefined || locator.page !== undefined || locator.slide !== undefined;
}
