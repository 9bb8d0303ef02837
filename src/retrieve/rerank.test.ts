import { describe, expect, it } from 'vitest';
import type { Hit } from '../data/hit.ts';
import type { Words } from '../data/segment.ts';
import { rerank } from './rerank.ts';
import type { Reranker, RerankItem } from './reranker.ts';

function hit(id: string, words: Words): Hit {
  const segment = {
    id,
    documentId: id,
    documentName: id,
    source: `/${id}`,
    kind: 'text',
    locator: {},
    words,
    metadata: {},
    views: ['keyword'],
  } as const;
  return { segment, reference: id, source: `/${id}`, score: 1, views: {}, missing: [], duplicates: [] };
}

/** Scores a candidate by how long it is. */
function longest(): Reranker & { readonly seen: (readonly RerankItem[])[] } {
  const seen: (readonly RerankItem[])[] = [];
  return {
    name: 'fake:longest',
    accepts: { query: { text: true, picture: false }, candidate: { text: true, picture: false } },
    maxTextChars: 20,
    seen,
    async rerank(_query, candidates) {
      seen.push(candidates);
      return candidates.map((candidate) => candidate.text?.length ?? 0);
    },
    close: async () => undefined,
  };
}

const hits = [
  hit('a', { body: 'short' }),
  hit('bare photo', { name: 'photo', colour: 'red' }),
  hit('b', { body: 'rather longer' }),
  hit('c', { body: 'the longest of them, but cut' }),
  hit('d', { body: 'beyond the depth, and much longer' }),
];
const pixels = async (): Promise<undefined> => undefined;

describe('rerank', () => {
  it('reorders what can be judged; what cannot keeps its place', async () => {
    const reranker = longest();
    const reordered = await rerank({ text: 'q' }, hits, { reranker, depth: 4, pixels });
    expect(reordered.map(({ segment }) => segment.id)).toEqual(['c', 'bare photo', 'b', 'a', 'd']);
    expect(reordered[0]?.reranked).toEqual({ by: 'fake:longest', from: 4, score: 20 });
    expect(reordered[1]?.reranked).toBeUndefined();
    expect(reranker.seen[0]?.map(({ text }) => text)).toEqual(['short', 'rather longer', 'the longest of them,']);
  });

  it('leaves all as it is when the query cannot be judged', async () => {
    const reranker = longest();
    const picture = { data: new Uint8Array(3), width: 1, height: 1 };
    expect(await rerank({ picture }, hits, { reranker, depth: 4, pixels })).toEqual(hits);
    expect(reranker.seen).toEqual([]);
  });
});
