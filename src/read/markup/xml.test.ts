import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SightlineError } from '../../support/errors.ts';
import { parseXml, type XmlElement } from './xml.ts';
import { child, children, descendants, isOn, numberOf, textOf } from './xml-query.ts';

const parse = (text: string) => parseXml(text, 'part.xml');
const plain = (element: XmlElement): unknown => [
  element.name,
  { ...element.attributes },
  element.children.map((item) => (typeof item === 'string' ? item : plain(item))),
];

describe('parseXml', () => {
  it('gives elements, attributes and texts in order, with their prefixes', () => {
    const text = `<?xml version="1.0"?><!-- a > b --><a:p lvl="1" b = 'x>"y'>one <a:r/>two<![CDATA[<3 & 4>]]></a:p >`;
    expect(plain(parse(text))).toEqual(['a:p', { lvl: '1', b: 'x>"y' }, ['one ', ['a:r', {}, []], 'two', '<3 & 4>']]);
  });

  it('replaces the five entities and numbered characters, and nothing else', () => {
    const dtd = '<!DOCTYPE a [<!ENTITY b "boom>]"><!ENTITY c SYSTEM "file:///etc/passwd">]>';
    const root = parse(`${dtd}<a t="&lt;&#10;">&amp;&quot;&apos;&#x1F600;&b;&c;&#xD800;&nbsp;&#0;</a>`);
    expect(root.attributes.t).toBe('<\n');
    expect(textOf(root)).toBe('&"\'😀&b;&c;\ufffd&nbsp;\ufffd');
  });

  it('has no attribute that was not written', () => {
    expect(parse('<a/>').attributes.constructor).toBeUndefined();
    expect(parse('<a b="1" __proto__="2"/>').attributes.toString).toBeUndefined();
  });

  it('closes what was cut off, and passes over end tags that fit nothing', () => {
    const cut = parse('<a><b>one</c> two<d x="1');
    expect(plain(cut)).toEqual(['a', {}, [['b', {}, ['one', ' two', ['d', { x: '1' }, []]]]]]);
    expect(plain(parse('<a><b><c>x</a><z/>'))).toEqual(['a', {}, [['b', {}, [['c', {}, ['x']]]]]]);
    expect(plain(parse('<a>1 < 2</a>'))).toEqual(['a', {}, ['1 ', '<', ' 2']]);
  });

  it('refuses what is no XML or nested without end', () => {
    expect(() => parse('just words')).toThrow(/part\.xml/);
    expect(() => parse('<a>'.repeat(100_000))).toThrow(/more than 1000 elements within each other/);
  });

  it('reads back whatever was written', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,5}(?::[a-z]{1,4})?$/);
    const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    const { tree } = fc.letrec<{ tree: XmlElement }>((tie) => ({
      tree: fc.record({
        name,
        attributes: fc.dictionary(name, text, { maxKeys: 3 }),
        children: fc.oneof(
          { depthSize: 'small' },
          fc.array(text, { maxLength: 1 }),
          fc.array(tie('tree'), { maxLength: 4 }),
        ),
      }),
    }));
    fc.assert(
      fc.property(tree, (written) => {
        expect(plain(parse(write(written)))).toEqual(plain(written));
      }),
      { numRuns: 200 },
    );
  });

  it('ends on any text, with an error of ours if with any', () => {
    const unit = fc.constantFrom(...'<>/="\'&;#![]-?a:b x1'.split(''), '<![CDATA[', '<!--');
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit }), (text) => {
        try {
          parse(text);
        } catch (error) {
          if (!(error instanceof SightlineError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('takes time linear to the length, whatever is left open', () => {
    for (const piece of ['<', '<a ', '<!--', '</b', '&', '<a b="', '<![CDATA[', '<!D [', '</x>', '<?']) {
      const text = `<r>${'<q>'.repeat(50)}${piece.repeat(200_000)}`;
      // `<a ` over and over is nested without end, which is refused; nothing else is thrown, and nothing takes long.
      expect(() => parse(text)).not.toThrow(TypeError);
    }
  }, 4000);
});

describe('the questions asked of XML', () => {
  const root = parse('<a><b n="2" on="true">x<c>y</c></b><b n="no"><c>z</c></b><d><b/></d></a>');

  it('finds children by name and by path', () => {
    expect(children(root, 'b', 'd').map((item) => item.name)).toEqual(['b', 'b', 'd']);
    expect(children(root)).toHaveLength(3);
    expect(textOf(child(root, 'b', 'c'))).toBe('y');
    expect(child(root, 'b', 'z')).toBeUndefined();
  });

  it('finds descendants in order and reads text and numbers', () => {
    expect([...descendants(root, 'c')].map(textOf)).toEqual(['y', 'z']);
    expect([...descendants(root, 'b')]).toHaveLength(3);
    expect(textOf(root)).toBe('xyz');
    expect(children(root, 'b').map((item) => numberOf(item, 'n'))).toEqual([2, undefined]);
    expect(isOn(child(root, 'b'), 'on')).toBe(true);
  });
});

function write({ name, attributes, children: inner }: XmlElement): string {
  const quoted = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${quoted(value)}"`);
  const content = inner.map((item) => (typeof item === 'string' ? quoted(item) : write(item)));
  return `<${name}${written.join('')}>${content.join('')}</${name}>`;
}
