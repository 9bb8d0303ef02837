import { describe, expect, it } from 'vitest';
import type { Segment } from '../data/segment.ts';
import { sees, tellingViews, weightsOf } from './standing.ts';

const segment = (more: Partial<Segment>): Segment => ({
  id: 's',
  documentId: 'd',
  documentName: 'd',
  source: '/d',
  kind: 'image',
  locator: {},
  words: {},
  metadata: {},
  views: ['keyword', 'text', 'image'],
  ...more,
});
const picture = { contentHash: '', mediaType: 'image/png', width: 1, height: 1, perceptualHash: '' };
const screen = segment({
  picture,
  words: { ocr: 'Payment declined Error code PX-4471 Your bank did not confirm the card in time' },
});
const photo = segment({ picture, words: { name: 'IMG 2041', colour: 'brown' } });

describe('standing', () => {
  it('reads a picture full of text instead of looking at it, unless a picture is asked with', () => {
    expect(sees(screen)).toBe(false);
    expect(sees(photo)).toBe(true);
    expect(tellingViews(screen, false)).toEqual(['keyword', 'text']);
    expect(tellingViews(screen, true)).toContain('image');
    const weights = weightsOf(screen, 'words', true);
    expect(weights.keyword).toBeGreaterThan(weights.text);
  });

  it('does not judge a photo by its file name', () => {
    expect(tellingViews(photo, false)).not.toContain('keyword');
    expect(tellingViews(segment({ words: { name: 'a', caption: 'A dog' } }), false)).toContain('keyword');
    expect(tellingViews(segment({ kind: 'record', words: { name: 'Oak chair' } }), false)).toContain('keyword');
  });

  it('believes the text view of passages less where a text–image model stands in for a sentence encoder', () => {
    const passage = segment({ kind: 'text', words: { body: 'x' } });
    expect(weightsOf(passage, 'words', true).text).toBeLessThan(weightsOf(passage, 'words', false).text);
    expect(weightsOf(photo, 'words', true)).toEqual(weightsOf(photo, 'words', false));
  });
});
