import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../support/estimate-tokens.ts';
import { evidenceText, shortened } from './evidence-text.ts';
import { fakeHit } from './fake-hit.ts';

const filler = Array.from({ length: 60 }, (_, i) => `Sentence ${i} says nothing that matters here.`);

describe('evidenceText', () => {
  it('says where words come from, so that a reading is not taken for the document', () => {
    const hit = fakeHit({ name: 'screen', caption: 'The till.', ocr: 'Total 12.50', description: 'A till.' }, 'image');
    expect(evidenceText(hit, 'total', 500)).toBe(
      'screen\nCaption: The till.\nWhat it shows, by a model: A till.\nText read in the picture: Total 12.50',
    );
  });

  it('gives the fields of a record', () => {
    const hit = fakeHit({ name: 'Oak', body: 'A chair.' }, 'record', {
      metadata: { price: 349, tags: ['oak', 'dark'] },
    });
    expect(evidenceText(hit, 'price', 500)).toBe('Oak\nprice: 349; tags: oak, dark\nA chair.');
  });

  it('keeps what the question is about out of a long passage', () => {
    const body = [...filler.slice(0, 30), 'The hut costs 1,249 dollars in winter.', ...filler.slice(30)].join(' ');
    const text = evidenceText(fakeHit({ heading: 'Huts', body }), 'what does the hut cost in winter?', 80);
    expect(text).toContain('The hut costs 1,249 dollars in winter.');
    expect(text).toContain('…');
    expect(estimateTokens(text)).toBeLessThan(130);
  });
});

describe('shortened', () => {
  it('leaves alone what fits', () => {
    expect(shortened('One. Two.\n\nThree.', 'x', 100)).toBe('One. Two.\n\nThree.');
  });

  it('keeps whole sentences in their order', () => {
    const text = filler.join(' ');
    const short = shortened(text, 'sentence', 100);
    const kept = short
      .split(/… | …$/)
      .flatMap((run) => run.match(/Sentence \d+ says nothing that matters here\./g) ?? []);
    expect(kept.length).toBeGreaterThan(3);
    expect(kept).toEqual(filler.filter((sentence) => kept.includes(sentence)));
  });

  it('stays within its room whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), fc.integer({ min: 0, max: 200 }), (text, room) => {
        // Marks of omission and the sum of rounded parts may take a little more.
        expect(estimateTokens(shortened(text, 'a question', room))).toBeLessThanOrEqual(room * 1.5 + 5);
      }),
    );
  });
});
