import { expect, it } from 'vitest';
import { memoryStore } from '../store/memory.ts';
import { sampleDocument } from '../store/store.contract.ts';
import { mayStateConstraint, sampleFields } from './constraint-sample.ts';
import { judgedConstraints } from './question-constraints-judged.ts';

it('knows the fields of a kind that others outnumber', async () => {
  const store = memoryStore({ dimensions: { text: 4, image: 4 } });
  const passages = Array.from({ length: 1000 }, (_, i) => ({ id: `p${i}`, body: 'words', metadata: { firstLine: i } }));
  await store.put([
    sampleDocument('book', passages),
    sampleDocument('photos', [{ id: 'photo', kind: 'image', metadata: { 'exif.takenAt': '2024-05-01T10:00:00' } }]),
  ]);
  const fields = await sampleFields(store);
  expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
    ['kind', 'text'],
    ['firstLine', 'number'],
    ['exif.takenAt', 'date'],
  ]);
  expect(fields[0]?.values).toEqual(['text', 'image']);
});

it('holds no question with a constraint for one without', () => {
  for (const { question, filters } of judgedConstraints)
    if (filters.length > 0) expect(mayStateConstraint(question), question).toBe(true);
  for (const question of ['red leather jacket', 'a swordfish', 'what does the warranty cover?', ''])
    expect(mayStateConstraint(question), question).toBe(false);
});
