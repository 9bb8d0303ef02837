import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTokens } from './passage-size.ts';
import { passages } from './passages.ts';

const texts = (text: string, target: number) => [...passages(text, target)].map((passage) => passage.text);

describe('passages', () => {
  it('packs whole paragraphs up to the target', () => {
    const text = 'First one.\n\nSecond one.\n  \nThird paragraph, which is longer.';
    expect(texts(text, 25)).toEqual(['First one.\n\nSecond one.', 'Third paragraph, which is', 'longer.']);
    expect(texts(text, 1000)).toEqual([text]);
  });

  it('cuts a long paragraph between sentences, not inside them', () => {
    const text = 'The chair is brown. It has four legs! Does Dr. Smith own it? He does not own it.';
    expect(texts(text, 42)).toEqual([
      'The chair is brown. It has four legs!',
      'Does Dr. Smith own it? He does not own it.',
    ]);
  });

  it('does not take lines broken for width for sentences, but does take list items', () => {
    const wrapped = 'A sentence that was wrapped\nat the margin of the page. Another one\nfollows it here.';
    expect(texts(wrapped, 60)).toEqual([
      'A sentence that was wrapped\nat the margin of the page.',
      'Another one\nfollows it here.',
    ]);
    const list = '- first item of the list\n- second item of the list\n- third item';
    expect(texts(list, 30)).toEqual(['- first item of the list', '- second item of the list', '- third item']);
  });

  it('knows the line breaks of every system', () => {
    for (const line of ['\n', '\r\n', '\r']) {
      expect(texts(['One line', 'and more.', '', 'Two.'].join(line), 20)).toEqual([`One line${line}and more.`, 'Two.']);
      expect(texts(['A', 'b c', 'd.', 'E f.'].join(line), 10)).toEqual([['A', 'b c', 'd.'].join(line), 'E f.']);
    }
  });

  it('keeps the marks of footnotes with their sentence', () => {
    expect(texts('It was founded in 1975.[14][15] It grew.[16]: 108 (See below.) So it went.', 36)).toEqual([
      'It was founded in 1975.[14][15]',
      'It grew.[16]: 108 (See below.)',
      'So it went.',
    ]);
  });

  it('cuts a sentence over the target at a line break or a blank', () => {
    expect(texts('aaaa bbbb cccc dddd', 10)).toEqual(['aaaa bbbb', 'cccc dddd']);
    expect(texts('aaa bb\ncc dddd eeee', 11)).toEqual(['aaa bb', 'cc dddd', 'eeee']);
    expect(texts('x'.repeat(25), 10).map((text) => text.length)).toEqual([10, 10, 5]);
  });

  it('leaves no scrap before a long paragraph, but keeps a short lead with it', () => {
    const long = 'One sentence here. '.repeat(6).trim();
    expect(texts(`Lead.\n\n${long}`, 60)[0]).toMatch(/^Lead\.\n\nOne/);
    expect(texts(`${'A lead that fills over half of it.'}\n\n${long}`, 60)[0]).toBe(
      'A lead that fills over half of it.',
    );
  });

  it('never splits a pair of surrogates', () => {
    for (const target of [1, 2, 3, 7]) expect(texts('🪑'.repeat(20), target).join('')).not.toMatch(/\p{Surrogate}/u);
  });

  it('finds nothing in blanks', () => {
    expect(texts(' \n\n\t \f ', 10)).toEqual([]);
    expect(texts('', 10)).toEqual([]);
  });

  const anyText = fc
    .array(
      fc.oneof(
        fc.constantFrom('\n', '\n\n', '\r\n', ' ', '. ', '! ', '\f', '- ', 'Dr. ', '🪑', '。', '\u2028', '\u00a0'),
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.lorem({ maxCount: 6 }),
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(''));

  it('covers everything that is not blank, in order, without overlap, exactly', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 80 }), (text, target) => {
        let at = 0;
        for (const passage of passages(text, target)) {
          expect(text.slice(passage.start, passage.end)).toBe(passage.text);
          expect(passage.text.trim()).toBe(passage.text);
          expect(passage.text).not.toBe('');
          expect(passage.start).toBeGreaterThanOrEqual(at);
          expect(text.slice(at, passage.start).trim()).toBe('');
          expect(passage.text.length).toBeLessThanOrEqual(Math.max(2, target));
          at = passage.end;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
      { numRuns: 300 },
    );
  });

  // Intl.Segmenter alone needs memory in the square of the text's length: this exhausted the heap.
  it.each([
    ['sentences', 'A short sentence, twenty. '],
    ['one word', 'x'],
    ['full stops', '. '],
    ['line breaks', '\n x'],
    ['abbreviations', 'A. '],
  ])('takes a megabyte of %s in its stride', (_, unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const started = performance.now();
    let found = 0;
    for (const _passage of passages(text, 1000)) found++;
    expect(found).toBeGreaterThan(900);
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

describe('passages by another measure', () => {
  /** Words as tokens, as a tokenizer would count them. */
  const inWords = (most: number, overlap = 0) =>
    inTokens(most, overlap, { name: 'words', countTokens: (text) => text.split(/\s+/).filter(Boolean).length });

  it('repeats whole sentences of the passage before, up to the overlap', () => {
    const text = 'One two three four. Five six. Seven eight nine ten. Eleven twelve. Thirteen fourteen fifteen.';
    expect([...passages(text, inWords(8, 2))].map((passage) => passage.text)).toEqual([
      'One two three four. Five six.',
      'Five six. Seven eight nine ten. Eleven twelve.',
      'Eleven twelve. Thirteen fourteen fifteen.',
    ]);
  });

  it('never exceeds the size, never repeats more than the overlap, and loses nothing', () => {
    const word = fc.constantFrom('a', 'bb.', 'cc', 'Dd', 'e!', '\n\n', '\n', 'fff?', ' ');
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 120 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 6 }),
        (words, most, overlap) => {
          const text = words.join(' ');
          const size = inWords(most, overlap);
          let end = 0;
          for (const passage of passages(text, size)) {
            expect(passage.text).toBe(text.slice(passage.start, passage.end));
            expect(size.measure(text, passage.start, passage.end)).toBeLessThanOrEqual(most);
            if (passage.start < end) expect(size.measure(text, passage.start, end)).toBeLessThanOrEqual(overlap);
            else expect(text.slice(end, passage.start).trim()).toBe('');
            expect(passage.end).toBeGreaterThan(end);
            end = passage.end;
          }
          expect(text.slice(end).trim()).toBe('');
        },
      ),
    );
  });
});
