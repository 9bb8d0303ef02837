import type { Answer, Citation } from '../data/answer.ts';
import type { Hit, SearchResult } from '../data/hit.ts';
import { formatLocator, type Locator } from '../data/locator.ts';
import type { Segment } from '../data/segment.ts';
import { segmentRegion } from '../data/segment-region.ts';
import type { DocumentCatalogue } from './document-catalogue.ts';
import type { OriginalLink } from './original-link.ts';
import { placeWords } from './place-words.ts';
import type { AnswerView, CitationView, HitView, SearchReply, SegmentView } from './schemas.ts';
import { wordsAround } from './words-around.ts';

/** Segments, hits and answers as the API shows them: no paths, and addresses where their pictures are had. */
export interface Views {
  segment(segment: Segment, query?: string): Promise<SegmentView>;
  hit(hit: Hit, query: string): Promise<HitView>;
  result(result: Pick<SearchResult, 'hits'> & Partial<SearchResult>, query: string): Promise<SearchReply>;
  answer(answer: Answer): Promise<AnswerView>;
}

export function segmentViews(documents: Pick<DocumentCatalogue, 'get'>, originalLink: OriginalLink): Views {
  const segmentView = async (segment: Segment, snippet: (segment: Segment) => string): Promise<SegmentView> => {
    const { id, kind, locator, words, metadata, documentId, documentName } = segment;
    const record = await documents.get(documentId);
    const label = typeof metadata.label === 'string' ? metadata.label : undefined;
    return {
      id,
      reference: documentName + formatLocator(locator),
      document: { id: documentId, name: documentName, mediaType: record?.mediaType ?? 'application/octet-stream' },
      kind,
      locator,
      ...(label === undefined ? {} : { label }),
      place: placeWords(locator, label, words.heading),
      words,
      snippet: snippet(segment),
      metadata,
      ...links(segment, record?.contentHash, locator),
      ...originalLink(documentId, record?.contentHash),
    };
  };
  const hitView = async (hit: Hit, snippet: (segment: Segment) => string): Promise<HitView> => {
    const { segment, score, views, missing, reranked, duplicates, others } = hit;
    return {
      ...(await segmentView(segment, snippet)),
      score,
      views,
      missing,
      duplicates,
      ...(reranked ? { reranked } : {}),
      ...(others ? { others } : {}),
    };
  };
  const citationView = async (citation: Citation, segment: Segment | undefined): Promise<CitationView> => {
    const { number, reference, segmentId, document, locator, label, quote, from } = citation;
    const record = segment && (await documents.get(segment.documentId));
    return {
      number,
      reference,
      segmentId,
      document,
      locator,
      ...(label === undefined ? {} : { label }),
      ...(quote === undefined ? {} : { quote }),
      ...(from === undefined ? {} : { from }),
      place: placeWords(locator, label, segment?.words.heading),
      ...(segment
        ? {
            ...links(segment, record?.contentHash, locator),
            ...originalLink(segment.documentId, record?.contentHash),
          }
        : {}),
    };
  };

  return {
    segment: (segment, query = '') => segmentView(segment, wordsAround(query)),
    hit: (hit, query) => hitView(hit, wordsAround(query)),
    async result({ hits, match, strategy, constraints = [], notes = [], timings = {} }, query) {
      const snippet = wordsAround(query);
      return {
        hits: await Promise.all(hits.map((hit) => hitView(hit, snippet))),
        ...(match ? { match } : {}),
        ...(strategy ? { strategy } : {}),
        constraints,
        notes,
        timings,
      };
    },
    async answer({ status, text, by, citations, hits, checks, notes, rounds, usage, cutBy, pictureAsWords }) {
      const segments = new Map(hits.map(({ segment }) => [segment.id, segment]));
      return {
        status,
        text,
        by,
        citations: await Promise.all(citations.map((one) => citationView(one, segments.get(one.segmentId)))),
        ...(checks
          ? {
              checks: checks.map(({ text: sentence, start, end, verdict, reasons }) => ({
                text: sentence,
                start,
                end,
                verdict,
                reasons,
              })),
            }
          : {}),
        ...(notes ? { notes } : {}),
        ...(rounds ? { rounds } : {}),
        ...(usage ? { usage } : {}),
        ...(cutBy ? { cutBy } : {}),
        ...(pictureAsWords === undefined ? {} : { pictureAsWords }),
      };
    },
  };
}

/**
 * Where a segment's picture and its page are had. The address holds a version (the beginning of a content's hash), so that a
 * browser may keep what it got for ever.
 */
function links(
  segment: Segment,
  documentHash: string | undefined,
  locator: Locator,
): Pick<SegmentView, 'picture' | 'page'> {
  const { id, picture, locator: own } = segment;
  const isOnPage = own.page !== undefined || own.slide !== undefined;
  if (!picture && !isOnPage) return {};
  const address = (hash: string | undefined, what: string): string =>
    `/api/segments/${encodeURIComponent(id)}${hash ? `~${hash.slice(0, 12)}` : ''}/${what}`;
  const region = segmentRegion(segment);
  const box = locator.box ?? own.box;
  return {
    ...(picture
      ? {
          picture: {
            url: address(picture.contentHash, 'picture'),
            width: region?.width ?? picture.width,
            height: region?.height ?? picture.height,
          },
        }
      : {}),
    page: { url: address(isOnPage ? documentHash : picture?.contentHash, 'page'), ...(box ? { box } : {}) },
  };
}
