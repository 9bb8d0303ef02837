import { expect, it } from 'vitest';
import { lostPages } from './pdf-warnings.ts';

it('names pages that were lost in one warning, neighbours together', () => {
  const lost = [3, 7, 8, 9, 12].map((page) => ({ page, reason: page === 3 ? '' : 'Bad stream.' }));
  expect(lostPages('a.pdf', lost)).toEqual({
    message: 'a.pdf: pages 3, 7-9, 12 could not be read: Bad stream. The rest is read.',
    at: '#page=3',
  });
});

it('does not list a thousand pages', () => {
  const lost = Array.from({ length: 1000 }, (_, at) => ({ page: at * 2 + 1, reason: '' }));
  expect(lostPages('a.pdf', lost).message).toMatch(/, 39, and more could not be read\. The rest is read\.$/);
});
