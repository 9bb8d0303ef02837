import { describe, expect, it } from 'vitest';
import { describeVariantKeys, parseVariant } from './eval-variant.ts';

describe('parseVariant', () => {
  it('reads one option, several, and none', () => {
    expect(parseVariant('views=keyword')).toEqual({
      name: 'views=keyword',
      settings: {},
      search: { views: ['keyword'] },
    });
    expect(parseVariant('views=text,image,rerank=off')).toMatchObject({
      search: { views: ['text', 'image'], rerank: false },
    });
    expect(parseVariant('weights=text:2,image:0.5; translate=on')).toMatchObject({
      search: { weights: { text: 2, image: 0.5 }, translate: true },
    });
    expect(parseVariant('strategy=early,picture-share=.8; fusion=score diversity=0.3')).toMatchObject({
      settings: {},
      search: { strategy: 'early', pictureShare: 0.8, fusion: 'score', diversity: 0.3 },
    });
    expect(parseVariant('weights=text:2,image:0.5,strategy=auto')).toMatchObject({
      search: { weights: { text: 2, image: 0.5 }, strategy: 'auto' },
    });
    expect(parseVariant(' default ')).toEqual({ name: 'default', settings: {}, search: {} });
  });

  it('takes settings, and lets folders have blanks, commas and capitals', () => {
    expect(parseVariant('index=/Data/my photos, 2024 rerank-depth=50')).toMatchObject({
      settings: { index: '/Data/my photos, 2024', rerankDepth: '50' },
      search: {},
    });
  });

  it.each([
    '',
    'keyword',
    'view=text',
    'views=',
    'views=words',
    'rerank=perhaps',
    'weights=text:-1',
    'constructor=x',
    'strategy=best',
    'fusion=none',
    'diversity=2',
    'picture-share=half',
  ])('refuses %j and says what there is', (text) => {
    expect(() => parseVariant(text)).toThrow(
      expect.objectContaining({ code: 'bad-option', remedy: expect.stringContaining('views') }),
    );
  });

  it('describes every key, one a line', () => {
    for (const line of describeVariantKeys()) expect(line).toMatch(/^ {2}[a-z-]+= +\S/);
  });
});
