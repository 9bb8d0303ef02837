import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../markup/xml.ts';
import { textOf } from '../markup/xml-query.ts';
import { sheetTokens, tokenAttribute, tokenText } from './sheet-xml.ts';

const texts = (source: string) =>
  [...sheetTokens(source)].map((token) => (token.type === 'text' ? tokenText(source, token) : '')).join('');

describe('sheetTokens', () => {
  it('finds the text that a tree of the same XML has', () => {
    const text = fc.constantFrom(
      'a',
      ' ',
      '&lt;',
      '&#233;',
      'x > y',
      '<![CDATA[<c>]]>',
      '<!-- <v> -->',
      '<?pi > ?>',
      "'",
    );
    const { xml } = fc.letrec<{ xml: string }>((tie) => ({
      xml: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.tuple(tie('xml'), tie('xml')).map(([a, b]) => `${a}${b}`),
        tie('xml').map((inside) => `<x:c r="A1" t='>'>${inside}</x:c>`),
        fc.constant('<v a="/"/>'),
      ),
    }));
    fc.assert(
      fc.property(xml, (inside) => {
        const source = `<root>${inside}</root>`;
        expect(texts(source)).toBe(textOf(parseXml(source, 'x')));
      }),
    );
  });

  it('reads attributes by their whole names', () => {
    const source = `<x:row spans="1" xr="no" r = "2" r="5&amp;6" hidden='1'/>`;
    const [token] = sheetTokens(source);
    expect(token).toMatchObject({ type: 'open', name: 'row', empty: true });
    const value = (name: string) => token && tokenAttribute(source, token, name);
    expect([value('r'), value('hidden'), value('x'), value('spans')]).toEqual(['5&6', '1', undefined, '1']);
  });

  it('goes through anything in little time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>/!-[]"\'=& abCDAT?:'), maxLength: 200 }), (source) => {
        let last = 0;
        for (const token of sheetTokens(source)) {
          expect(token.start).toBeGreaterThanOrEqual(last);
          last = token.end;
          tokenAttribute(source, token, 'a');
        }
      }),
    );
    const started = performance.now();
    for (const part of ['<a "', '<', '<!--', '<a b="', '<![CDATA[', '<a>'])
      for (const _ of sheetTokens(part.repeat(100_000)));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
