import { describe, expect, it } from 'vitest';
import type { Segment } from '../data/segment.ts';
import { store as memory } from '../store/memory.ts';
import { redactedStore } from './redacted-store.ts';

const raw = 'from liv@example.org/claim.md';
const shown = `from ${'█'.repeat(15)}/claim.md`;

function segment(id: string, documentName: string, body: string): Segment {
  return {
    id,
    documentId: `d${id}`,
    documentName,
    source: `/files/${documentName}`,
    kind: 'text',
    locator: {},
    words: { body },
    metadata: {},
    views: ['keyword'],
  };
}

async function filled() {
  const store = await memory.open('memory:', { dimensions: { text: 2, image: 2 } });
  const all = [segment('1', raw, 'Call (555) 234-5678 about the tent'), segment('2', 'tent.md', 'A tent for two')];
  for (const one of all) {
    const { documentId: id, documentName: name, source } = one;
    const warnings = [{ message: `${name} has no pictures.` }];
    const times = { stamp: '', settings: '', indexedAt: '2026-01-01T00:00:00Z' };
    const record = { id, name, source, mediaType: 'text/markdown', contentHash: id, segments: 1, warnings, ...times };
    await store.put([{ record, segments: [{ segment: one, vectors: {} }] }]);
  }
  return redactedStore(store);
}

describe('redactedStore', () => {
  it('blacks out words, names and warnings of what was indexed without that', async () => {
    const store = await filled();
    const [one, two] = await store.get(['1', '2']);
    expect(one).toMatchObject({ documentName: shown, words: { body: `Call ${'█'.repeat(14)} about the tent` } });
    expect(one?.metadata).toEqual({ redacted: true });
    expect(two).toMatchObject({ documentName: 'tent.md', words: { body: 'A tent for two' }, metadata: {} });
    const records = await store.documents();
    expect(JSON.stringify(records.map(({ name, warnings }) => [name, warnings]))).not.toContain('@');
  });

  it('blacks out the words of a name, which have lost their dots', async () => {
    const store = await memory.open('memory:', { dimensions: { text: 2, image: 2 } });
    const one = segment('1', raw, 'A tent');
    const words = { ...one.words, name: 'from liv example org claim' };
    const record = { id: 'd1', name: raw, source: raw, mediaType: '', contentHash: '', stamp: '', settings: '' };
    const write = { record: { ...record, segments: 1, warnings: [], indexedAt: '' }, segments: [] };
    await store.put([{ ...write, segments: [{ segment: { ...one, words }, vectors: {} }] }]);
    const [found] = await redactedStore(store).get(['1']);
    expect(found?.words.name).toBe(`from ${'█'.repeat(15)} claim`);
  });

  it('understands the names it gives', async () => {
    const store = await filled();
    const named = { op: 'compare', field: 'document', test: '=', value: shown } as const;
    expect((await store.list(9, named)).map(({ id }) => id)).toEqual(['1']);
    expect((await store.list(9, { op: 'not', of: named })).map(({ id }) => id)).toEqual(['2']);
    expect((await store.keyword('tent', 9, { op: 'and', all: [named] })).map(({ id }) => id)).toEqual(['1']);
    const other = { op: 'in', field: 'document', values: ['█@█', 'tent.md'] } as const;
    expect((await store.list(9, other)).map(({ id }) => id)).toEqual(['2']);
  });

  it('finds what is marked, also where the mark is its own', async () => {
    const store = await filled();
    const named = { op: 'compare', field: 'document', test: '=', value: shown } as const;
    const marked = { op: 'compare', field: 'redacted', test: '=', value: true } as const;
    expect((await store.list(9, { op: 'and', all: [named, marked] })).map(({ id }) => id)).toEqual(['1']);
    const clean = { op: 'compare', field: 'document', test: '=', value: 'tent.md' } as const;
    expect(await store.list(9, { op: 'and', all: [clean, marked] })).toEqual([]);
  });

  it('is one for each store, by which what is known of it is kept', async () => {
    const store = await memory.open('memory:', { dimensions: { text: 2, image: 2 } });
    expect(redactedStore(store)).toBe(redactedStore(store));
  });
});
