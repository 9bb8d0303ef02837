import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFrontMatter, frontMatter } from './front-matter.ts';

describe('findFrontMatter', () => {
  it('finds YAML and TOML, and where the page begins', () => {
    expect(findFrontMatter('---\ntitle: A\n---\nText')).toEqual({ source: 'title: A', end: 17 });
    expect(findFrontMatter('+++\r\n# note\r\ntitle = "A"\r\n+++\r\n')?.source).toContain('title');
  });

  it.each(['Text\n---\na: b\n---\n', '---\n\nSome prose here.\n\n---\n', '---\na: b\n', '---\n+++\n'])(
    'finds none in %j',
    (text) => {
      expect(findFrontMatter(text)).toBeUndefined();
    },
  );

  it('is quick on hostile input', () => {
    const started = performance.now();
    for (const line of ['\n', ' \n', '#\n', 'a: '.padEnd(20_000), `a: ${' '.repeat(19_000)}b`])
      for (const text of [
        `---\n${line.repeat(20_000 / line.length)}\n---\n`,
        `---\n${line.repeat(9000 / line.length)}`,
      ])
        frontMatter(findFrontMatter(text)?.source ?? text);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('frontMatter', () => {
  it('takes the flat facts with their types', () => {
    const source = `title: "A: b"  # comment
date: 2024-05-01
price: 12.50
code: 007
draft: TRUE
tags: [a, 'b c', 3]
authors:
  - Ann
  - "Bo"
nested:
  key: value
text: |
empty:`;
    expect(frontMatter(source)).toEqual({
      title: 'A: b',
      date: '2024-05-01',
      price: 12.5,
      code: '007',
      draft: true,
      tags: ['a', 'b c', '3'],
      authors: ['Ann', 'Bo'],
    });
  });

  it('takes TOML, and never the prototype', () => {
    expect(frontMatter('title = "A"\n__proto__ = "x"\nn = 5')).toEqual({ title: 'A', n: 5 });
  });

  it('gives flat and finite values for anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:=- "\'[],#\n19.'.split('')) }), (source) => {
        for (const value of Object.values(frontMatter(source)))
          expect(Array.isArray(value) || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)).toBe(
            true,
          );
      }),
    );
  });
});
