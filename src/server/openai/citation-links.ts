import type { Answer, Citation } from '../../data/answer.ts';
import { formatLocator } from '../../data/locator.ts';
import { placeName } from '../../data/place-name.ts';
import type { Segment } from '../../data/segment.ts';
import { linkTitle } from './plain-markdown.ts';

/** A citation as clients get it: without where its file lies on this machine. */
export interface LinkedCitation extends Omit<Citation, 'source'> {
  /** As people say it: `manual.pdf p.12 · Figure 3`. */
  readonly place: string;
  /** The page, slide or picture with the evidence on it; of what has no looks, its words. */
  readonly url: string;
}

export interface UrlAnnotation {
  readonly type: 'url_citation';
  readonly url_citation: {
    readonly url: string;
    readonly title: string;
    /** Of the mark in the message's content, in UTF-16 units, end exclusive. */
    readonly start_index: number;
    readonly end_index: number;
  };
}

/** @param origin Of this server, as the client reached it: `http://host:8080`. */
export function linkedCitations({ citations, hits }: Answer, origin: string): LinkedCitation[] {
  const looks = new Set(hits.filter(({ segment }) => hasLooks(segment)).map(({ segment }) => segment.id));
  return citations.map(({ source: _, ...citation }) => {
    const { segmentId, document, locator, label } = citation;
    return {
      ...citation,
      reference: `${document}${formatLocator(locator)}`,
      place: placeName({ documentName: document, locator, metadata: label === undefined ? {} : { label } }),
      url: `${origin}/api/segments/${encodeURIComponent(segmentId)}${looks.has(segmentId) ? '/page' : ''}`,
    };
  });
}

function hasLooks({ picture, locator }: Segment): boolean {
  return picture !== undefined || locator.page !== undefined || locator.slide !== undefined;
}

/**
 * What makes links of the marks `[1]` in a Markdown text: definitions, to be put after it. In clients that show plain text they
 * read as a list of sources.
 */
export function linkDefinitions(citations: readonly LinkedCitation[]): string {
  if (citations.length === 0) return '';
  return `\n\n${citations.map(({ number, url, place }) => `[${number}]: ${url} "${linkTitle(place)}"`).join('\n')}`;
}

/** One annotation for each mark of the text. */
export function urlAnnotations(content: string, citations: readonly LinkedCitation[]): UrlAnnotation[] {
  const known = new Map(citations.map((citation) => [citation.number, citation]));
  return [...content.matchAll(/\[(\d{1,4})\](?!:)/g)].flatMap((mark) => {
    const citation = known.get(Number(mark[1]));
    if (!citation) return [];
    const { url, place } = citation;
    const end_index = mark.index + mark[0].length;
    return [
      {
        type: 'url_citation' as const,
        url_citation: { url, title: linkTitle(place), start_index: mark.index, end_index },
      },
    ];
  });
}
