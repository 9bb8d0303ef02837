import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { svgWords } from './svg-words.ts';

const words = (svg: string) => svgWords(new TextEncoder().encode(svg));

describe('svgWords', () => {
  it('takes titles, descriptions and labels, a line each', () => {
    const svg = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><title>Pump &amp; motor</title>
      <style>text { fill: red }</style><!-- <text>old</text> -->
      <g><text x="1">Inlet <tspan>valve</tspan></text><svg:text>3&#8202;bar</svg:text></g><path id="text" d="M0 0"/></svg>`;
    expect(words(svg)).toBe('Pump & motor\nInlet valve\n3 bar');
  });

  it('finds nothing in drawings without words', () => {
    expect(words('<svg><rect/><text/><text></text></svg>')).toBe('');
  });

  it('takes anything, in a time that grows with its length only', () => {
    const piece = fc.constantFrom(
      '<text>',
      '</text>',
      '<title',
      '>',
      '<!--',
      '-->',
      'a',
      '&#x110000;',
      '&#xd83d;',
      '/>',
      '<text/>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(words(pieces.join(''))).not.toMatch(/\p{Surrogate}/u);
      }),
    );
    const started = performance.now();
    words('<text>'.repeat(300_000));
    words('<!--'.repeat(300_000));
    expect(words(`<text>${'word '.repeat(300_000)}</text>`).length).toBeLessThanOrEqual(4000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
