import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLocator } from '../../data/locator.ts';
import type { SegmentDraft } from '../../data/segment.ts';
import { SightlineError } from '../../support/errors.ts';
import { fakeAsset } from '../fake-asset.ts';
import { type FakeReadOptions, fakePictures, fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { htmlReader } from './html.ts';

const paragraph = 'The zipper of this jacket catches when the tape is frayed, so wax it well, and pull it slowly. ';
const page = `<!doctype html>
<html lang="en"><head><title>Zipper &amp; care</title><style>p { color: red }</style><script>let secret = "</p>";</script></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/shop">Shop</a></li></ul></nav>
<main><article>
<h1>Care</h1>
<p>${paragraph.repeat(3)}</p>
<h2>Zipper</h2>
<p>Fish &amp; chips&nbsp;cost <b>5&#8364;</b>. ${paragraph.repeat(2)}</p>
<ul><li>Clean it<li>Wax it<ul><li>thinly</ul></ul>
<figure><img src="img/zip.jpg" alt="A zipper"><figcaption>Figure 3: the <i>closed</i> zipper</figcaption></figure>
<table><caption>Parts</caption><tr><th>Part<th>Price<tr><td>Pull<td>2<tr><td>Tape | wide<td>5</table>
<p style="display:none">hidden words</p><div hidden>more hidden words</div><!-- a comment -->
<pre>wax
  --slowly</pre>
</article></main>
<footer>Imprint and cookies</footer>
</body></html>`;

async function read(source: string | Uint8Array, overrides: FakeReadOptions = {}) {
  const context = fakeReadContext({ picture: fakePictures('img/zip.jpg', 'a.png'), ...overrides });
  const segments: SegmentDraft[] = [];
  for await (const segment of htmlReader.read(fakeAsset('jacket-care.html', source), context)) segments.push(segment);
  const cut = ({ locator: { char } }: SegmentDraft) => String(source).slice(char?.start, char?.end);
  return { context, segments, cuts: segments.map(cut), bodies: segments.map((segment) => segment.words.body) };
}

readerContract('html', {
  makeReader: () => htmlReader,
  fixtures: [
    {
      name: 'an article',
      asset: () => fakeAsset('care.html', page),
      atLeast: 4,
      context: { picture: fakePictures('img/zip.jpg') },
    },
    { name: 'short passages', asset: () => fakeAsset('care.html', page), atLeast: 15, context: { passageChars: 40 } },
    { name: 'tag soup', asset: () => fakeAsset('soup.html', '<b><p>one</b> two<table><tr>three</p><li>four') },
  ],
});

describe('htmlReader', () => {
  it('gives passages, figures and tables with captions under their headings, and no navigation', async () => {
    const { segments, cuts, bodies, context } = await read(page);
    const intro = segments.find((segment) => segment.words.heading === 'Care');
    expect(intro?.words.name).toBe('jacket care Zipper & care');
    expect(intro?.metadata).toEqual({ title: 'Zipper & care' });
    expect(segments.find((segment) => segment.kind === 'image')).toMatchObject({
      words: { name: 'zip', heading: 'Care › Zipper', alt: 'A zipper', caption: 'Figure 3: the closed zipper' },
    });
    expect(segments.find((segment) => segment.kind === 'table')?.words).toMatchObject({
      caption: 'Parts',
      body: '| Part | Price |\n| --- | --- |\n| Pull | 2 |\n| Tape \\| wide | 5 |',
    });
    const text = bodies.join('\n\n');
    expect(text).toContain('Fish & chips cost 5€. The zipper');
    expect(text).toContain('- Clean it\n- Wax it\n  - thinly');
    expect(text).toContain('wax\n  --slowly');
    for (const word of ['Home', 'Imprint', 'hidden', 'comment', 'secret', 'color', 'Figure 3'])
      expect(text).not.toContain(word);
    expect(cuts.some((cut) => cut === '<img src="img/zip.jpg" alt="A zipper">')).toBe(true);
    expect(cuts.some((cut) => cut.startsWith('<table>') && cut.endsWith('</table>'))).toBe(true);
    expect(context.warnings).toEqual([]);
  });

  it('gives the places of passages exactly', async () => {
    const source = '<p>One&nbsp;&amp; <b>two</b> sentences. Another\n one <i>here</i>.</p>';
    const { cuts, bodies } = await read(source, { passageChars: 22 });
    expect(bodies).toEqual(['One & two sentences.', 'Another one here.']);
    expect(cuts).toEqual(['One&nbsp;&amp; <b>two</b> sentences.', 'Another\n one <i>here</i>.']);
  });

  it('keeps a page in which Readability finds no article', async () => {
    const shop = `<header>Shop</header><nav>Chairs Tables</nav>${Array.from({ length: 9 }, (_, n) => `<div><span>Chair ${n}</span> <em>${n} €</em></div>`).join('\n')}`;
    const { bodies } = await read(shop);
    expect(bodies.join(' ')).toMatch(/^Chair 0 0 €\n\nChair 1 1 €.*Chair 8 8 €$/s);
  });

  it('keeps a page that is all navigation, rather than nothing', async () => {
    expect((await read('<nav>Home <a href="x">About us</a></nav>')).bodies).toEqual(['Home About us']);
  });

  it('reads a table that lays out the page as text', async () => {
    const { segments, bodies } = await read(
      '<table><tr><td><h2>Left</h2><p>Words.</p></td><td><table><tr><th>a<th>b<tr><td>1<td>2</table></td></tr></table>',
    );
    expect(segments.map((segment) => segment.kind)).toEqual(['table', 'text']);
    expect(bodies).toEqual(['| a | b |\n| --- | --- |\n| 1 | 2 |', 'Words.']);
    expect(segments[1]?.words.heading).toBe('Left');
  });

  it('warns by name of a missing picture and keeps its caption as text', async () => {
    const { bodies, context } = await read(
      '<p>Before.</p><figure><img src="gone.png"><figcaption>Figure 1: lost</figcaption></figure>',
    );
    expect(bodies).toEqual(['Before.\n\nFigure 1: lost']);
    expect(context.warnings).toEqual([
      { message: expect.stringContaining('jacket-care.html is read without its picture gone.png'), at: '#char=22,42' },
    ]);
  });

  it('finds pictures that are loaded late or given as data, and passes over spacers', async () => {
    const data = `data:image/png;base64,${'iVBORw0KGgo'.repeat(400)}`;
    const source = `<p>Words.</p><img data-src="a.png" src="data:image/gif;base64,R0"><img src="${data}\n " alt="dot"><img src="a.png" width="1">`;
    const { segments, context } = await read(source, { picture: fakePictures('a.png', data) });
    expect(segments.filter((segment) => segment.kind === 'image')).toHaveLength(2);
    expect(context.asked).toEqual(['a.png', data]);
  });

  it('believes the encoding a page names', async () => {
    const bytes = Buffer.from('<meta charset="iso-8859-7"><p>\xe1\xe2\xe3</p>', 'latin1');
    expect((await read(bytes)).bodies).toEqual(['αβγ']);
  });

  it('gives places whose source holds the words of the passage, whatever the tags', async () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<div>',
      '</div>',
      '<b>',
      '</b>',
      'Some words here. ',
      'more',
      ' ',
      '\n',
      '&amp;',
      '<br>',
      '<li>',
      '<ul>',
      '</ul>',
      '<h2>',
      '</h2>',
      '<table>',
      '<tr>',
      '<td>',
      '</table>',
      '<figure>',
      '<figcaption>',
      '</figure>',
      '<pre>',
      '</pre>',
      '<nav>',
      '</nav>',
      '<!-- x -->',
      '<',
      '<a href="x">',
      '<title>',
      '</title>',
      '<script>',
      '</script>',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const { segments, cuts } = await read(pieces.join(''), { passageChars: 25 });
        const seen = new Set<string>();
        for (const [index, segment] of segments.entries()) {
          const place = segment.kind + formatLocator(segment.locator);
          expect(seen).not.toContain(place);
          seen.add(place);
          if (segment.kind !== 'text') continue;
          for (const word of segment.words.body?.match(/[a-z]{2,}/gi) ?? [])
            expect(cuts[index]?.replace(/<[/!?a-z][^>]*>?|[^a-z]+/gi, '')).toContain(word);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['nested divs', `${'<div>'.repeat(100_000)}deep words${'</div>'.repeat(100_000)}`, 'deep words'],
    ['nested divs that stay open', `${'<div>'.repeat(20_000)}deep words`, 'deep words'],
    ['nested inline tags', `${'<b>'.repeat(30_000)}deep words`, 'deep words'],
    ['nested tables', `${'<table><tr><td>'.repeat(20_000)}deep words`, 'deep words'],
    ['nested lists', `${'<ul><li>'.repeat(20_000)}deep words`, 'deep words'],
    ['nested figures', `${'<figure>'.repeat(20_000)}deep words`, 'deep words'],
    ['closing tags without end', `words${'</b></p></table>'.repeat(50_000)} end`, 'words'],
    ['closing tags of what is open far outside', `<i>words${'<b>'.repeat(1000)}${'</i><b>'.repeat(30_000)}`, 'words'],
    ['an unclosed comment in each line', `words${'<!-- '.repeat(100_000)}`, 'words'],
    ['open quotation marks', `words ${'<a href="'.repeat(50_000)}`, 'words'],
    ['references', `words ${'&a'.repeat(100_000)} ${'&#x1f;'.repeat(20_000)}`, 'words'],
    ['attributes', `words <a ${'a=b '.repeat(200_000)}>`, 'words'],
    ['a table of many empty cells', `<table>${'<tr><td colspan=1000>x<td>'.repeat(5000)}`, 'x'],
  ])(
    'reads %s without falling over',
    async (_, source, words) => {
      const started = performance.now();
      const { bodies } = await read(source);
      expect(bodies.join(' ')).toContain(words);
      expect(performance.now() - started).toBeLessThan(15_000);
    },
    20_000,
  );

  it('stops soon when it is cancelled in the middle of a large page', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 150);
    const large = `<p>${paragraph}</p>`.repeat(60_000);
    const reading = read(large, { signal: controller.signal });
    await expect(reading).rejects.toBeInstanceOf(SightlineError);
  });
});
