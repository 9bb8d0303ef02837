import { describe, expect, it } from 'vitest';
import { redactWords } from './redact-words.ts';

const context = { signal: new AbortController().signal, warn: () => undefined };

describe('redactWords', () => {
  it('blacks out words of every source, and facts, and leaves the rest in its place', async () => {
    const body = 'Write to liv@example.org about the tent.';
    const draft = await redactWords.enrich(
      {
        kind: 'record',
        locator: {},
        words: { name: 'Claim', body, ocr: 'Call (555) 234-5678' },
        metadata: { contact: 'liv@example.org', price: 19, tags: ['a@b.example', 'tent'] },
        lines: [{ source: 'body', start: 26, end: 40, box: { x: 0, y: 0, width: 1, height: 1 } }],
      },
      context,
    );
    expect(draft.words.body).toBe(`Write to ${'█'.repeat(15)} about the tent.`);
    expect(draft.words.body?.slice(25)).toBe(body.slice(25));
    expect(draft.words.ocr).toBe(`Call ${'█'.repeat(14)}`);
    expect(draft.metadata).toEqual({ contact: '█'.repeat(15), price: 19, tags: ['█'.repeat(11), 'tent'] });
    expect(draft.lines).toHaveLength(1);
  });
});
