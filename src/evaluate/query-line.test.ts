import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQueryLine } from './query-line.ts';

describe('parseQueryLine', () => {
  it('takes the id of BEIR, prefers our own, and hands on what else there is', async () => {
    expect(await parseQueryLine('{"_id":7,"text":" tent ","kind":"shop"}', [])).toEqual({
      query: { id: '7', text: 'tent' },
      json: { _id: 7, text: ' tent ', kind: 'shop' },
    });
    expect(await parseQueryLine('{"_id":"x","id":"y","text":"tent"}', [])).toMatchObject({ query: { id: 'y' } });
  });

  it('gives a query or a problem for any line, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => JSON.stringify(value)),
        ),
        async (content) => {
          const parsed = await parseQueryLine(content, []);
          expect(typeof parsed === 'string' ? parsed : parsed.query.id).not.toBe('');
        },
      ),
    );
  });
});
