import { describe, expect, it } from 'vitest';
import { articlePlaces } from './html-article.ts';

const text = 'A long enough sentence, with commas, about the zipper of a jacket that catches every time. '.repeat(4);

describe('articlePlaces', () => {
  it('tells the article from what is around it, text in dissolved elements included', async () => {
    const source = `<html><body><div class="sidebar"><a href="x">Elsewhere</a></div><div id="main"><div>${text}</div><p>${text}</p><p>More <b>bold</b> ${text}</p></div></body></html>`;
    const places = await articlePlaces(source);
    expect(places?.has(source.indexOf(text))).toBe(true);
    expect(places?.has(source.indexOf('<p>'))).toBe(true);
    expect(places?.has(source.indexOf('<b>'))).toBe(true);
    expect(places?.has(source.indexOf('<a '))).toBe(false);
    expect(places?.has(source.indexOf('Elsewhere'))).toBe(false);
  });

  // Readability took minutes and overflowed the stack on 5,000 nested elements, and cannot be interrupted.
  it.each([
    ['too deep', `${'<div>'.repeat(5000)}${text}`],
    ['too many', '<p>x'.repeat(50_000)],
    ['too many made of closing tags', '</p>'.repeat(50_000)],
  ])('does not ask Readability when a page is %s', async (_, source) => {
    const started = performance.now();
    expect(await articlePlaces(source)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
