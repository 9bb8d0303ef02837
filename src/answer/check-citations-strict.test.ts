import { describe, expect, it } from 'vitest';
import type { Answer } from '../data/answer.ts';
import { checkCitations } from './check-citations.ts';
import { applyStrict } from './check-citations-strict.ts';
import { citationOf } from './citation.ts';
import { fakeHit, fakeStoredPicture } from './fake-hit.ts';

const axe = fakeHit({ body: 'Grind the axe at 25 degrees on a wet stone. Oil the haft each autumn.' });
const tent = fakeHit({ body: 'Tents are stored dry. Mildew begins after about 36 hours.' });
const photo = fakeHit({}, 'image', { picture: fakeStoredPicture });
const hits = [axe, tent, photo];

async function strict(text: string, more: Partial<Answer> = {}): Promise<Answer> {
  const citations = hits.map((hit, i) => citationOf(hit, i + 1));
  const answer: Answer = { status: 'answered', text, citations, hits, by: 'fake:writer', ...more };
  const find = (id: string) => hits.find(({ segment }) => segment.id === id)?.segment;
  return applyStrict(answer, await checkCitations(answer, find));
}

describe('applyStrict', () => {
  it('removes what is unsupported or cites nothing, and says so', async () => {
    const answer = await strict(
      'Grind the axe at 45 degrees [1]. Oil the haft each autumn [1]. Foxes like it. Mildew begins after 36 hours [2].',
      { notes: ['Before.'] },
    );
    expect(answer.text).toBe('Oil the haft each autumn [1]. Mildew begins after 36 hours [2].');
    expect(answer.citations.map(({ number }) => number)).toEqual([1, 2]);
    expect(answer.notes).toEqual([
      'Before.',
      'Removed: “Grind the axe at 45 degrees.” (says 45 degrees, the evidence says 25 degrees).',
      'Removed: “Foxes like it.” (cites nothing).',
    ]);
  });

  it('keeps numbers as they are and drops the sources that nothing rests on any more', async () => {
    const answer = await strict(
      'Grind the axe at 45 degrees [1].\n- Mildew begins after 36 hours [2].\n- It is old.\n\nIt is red [3].',
    );
    expect(answer.text).toBe('- Mildew begins after 36 hours [2].\n\nIt is red [3].');
    expect(answer.citations.map(({ number }) => number)).toEqual([2, 3]);
  });

  it('has no answer when no claim is left', async () => {
    const answer = await strict('Sure! The axe is blue [2]. It is old. Anything else?');
    expect(answer).toMatchObject({ status: 'no-evidence', text: 'Nothing here answers that.', citations: [] });
    expect(answer.hits).toBe(hits);
    expect(answer.notes).toHaveLength(2);
  });

  it('leaves a good answer alone, and names only the first of many removals', async () => {
    const good = 'Oil the haft each autumn [1].';
    expect((await strict(good)).text).toBe(good);
    expect((await strict(good)).notes).toBeUndefined();
    const { notes, text } = await strict(`${good} ${'Foxes like it. '.repeat(9)}`);
    expect(text).toBe(good);
    expect(notes).toHaveLength(6);
    expect(notes?.at(-1)).toBe('Removed: 4 more sentences.');
  });
});
