import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { xmlReader } from './element-xml.ts';

const shop = `<?xml version="1.0"?>
<!DOCTYPE shop [<!ENTITY own "secret">]>
<shop xmlns="http://example.com/shop">
  <!-- not shown -->
  <chair id="P1"><name>Midnight &amp; Oak</name><price currency="EUR">89</price></chair>
  <chair id="P2"><name>Snow</name><leg wood="oak" count="4"/></chair>
  <about><p>We make <b>good</b> chairs.</p><p>Since 1950.</p></about>
</shop>`;
const feed =
  '<rss><channel><title>The Blog</title><item><title>Oak</title><description><![CDATA[<p>All about <i>oak</i> &amp; ash.</p>]]></description></item></channel></rss>';

readerContract('xml', {
  makeReader: () => xmlReader,
  fixtures: [
    { name: 'records', asset: () => fakeAsset('shop.xml', shop), atLeast: 2 },
    { name: 'a feed', asset: () => fakeAsset('feed.xml', feed) },
  ],
});

async function read(content: string | Uint8Array, overrides = {}) {
  const segments: SegmentDraft[] = [];
  for await (const segment of xmlReader.read(fakeAsset('a.xml', content), fakeReadContext(overrides)))
    segments.push(segment);
  return segments.map(({ words, metadata }) => ({ ...words, title: metadata?.title }));
}

describe('xmlReader', () => {
  it('reads elements and attributes as lines under the path around them', async () => {
    const found = await read(shop);
    expect(found.map(({ heading, body }) => [heading, body])).toEqual([
      [
        'shop › chair',
        'id: P1\nname: Midnight & Oak\nprice (currency EUR): 89\n\nid: P2\nname: Snow\nleg: wood oak, count 4',
      ],
      ['shop › about', 'We make good chairs.\nSince 1950.'],
    ]);
  });

  it('reads the HTML that feeds carry, without its tags', async () => {
    const found = await read(feed);
    expect(found.map(({ heading, body }) => [heading, body])).toEqual([
      ['rss › channel', 'title: The Blog'],
      ['rss › channel › item', 'title: Oak\ndescription: All about oak & ash.'],
    ]);
    expect(found[0]?.title).toBe('The Blog');
  });

  it('knows the encoding it declares', async () => {
    const bytes = Buffer.from('<?xml version="1.0" encoding="iso-8859-2"?><a><b>\xb1\xea</b></a>', 'latin1');
    expect((await read(bytes))[0]?.body).toBe('b: ąę');
  });

  it('loses no words, however the tags are broken', async () => {
    const piece = fc.constantFrom('<a>', '<b>', '</a>', '</b>', '<c/>', '<!-- x -->', '\n', ' ', 'WORD');
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        const text = pieces.map((part, n) => (part === 'WORD' ? `w${n}.` : part)).join('');
        const said = JSON.stringify(await read(text));
        for (const [n, part] of pieces.entries()) if (part === 'WORD') expect(said).toContain(`w${n}.`);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['<a>', '</a>', '<a>b', '<a b="c">', '<!', '<!--', '<![CDATA[', '<a ', '&', '<a/>b', '<a>b</a>'])(
    'is quick on many %j',
    async (unit) => {
      const started = performance.now();
      await read(`<r>${unit.repeat(400_000 / unit.length)}`);
      expect(performance.now() - started).toBeLessThan(4000);
    },
  );
});
