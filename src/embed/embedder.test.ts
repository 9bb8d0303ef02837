import { expect, it } from 'vitest';
import { type EmbeddingSpace, sameSpace } from './embedder.ts';

const space: EmbeddingSpace = {
  model: 'local:e5',
  dimensions: 8,
  normalised: true,
  revision: 'abc',
  roles: { by: 'prefix', query: 'query: ', passage: 'passage: ' },
};

it('spaces are the same only when everything that decides their vectors is', () => {
  expect(sameSpace(space, structuredClone(space))).toBe(true);
  const { roles: _, ...symmetric } = space;
  const others: EmbeddingSpace[] = [
    { ...space, model: 'local:bge' },
    { ...space, dimensions: 16 },
    { ...space, revision: 'abd' },
    { ...space, roles: { by: 'prefix', query: 'query: ', passage: '' } },
    { ...space, roles: { by: 'input_type', query: 'query: ', passage: 'passage: ' } },
    symmetric,
  ];
  for (const other of others) expect([other, sameSpace(space, other)]).toEqual([other, false]);
});
