import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Warning } from '../../data/document.ts';
import { textOf } from '../markup/xml-query.ts';
import { openOfficePackage, resolvePart } from './office-package.ts';

const limits = { maxUnpackedBytes: 10_000_000, maxEntries: 100 };
const relation = (id: string, type: string, target: string, more = '') =>
  `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}" ${more}/>`;

function open(files: Record<string, string>) {
  const warnings: Warning[] = [];
  const bytes = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  const warn = (warning: Warning) => warnings.push(warning);
  return { office: openOfficePackage(bytes, { name: 'a.docx', limits, warn }), warnings };
}

describe('openOfficePackage', () => {
  it('follows relationships whatever the case, and keeps them inside the package', () => {
    const { office } = open({
      '_rels/.rels': `<Relationships>${relation('r1', 'officeDocument', '/word/Document.xml')}</Relationships>`,
      'word/document.xml': '<w:document/>',
      'word/_rels/document.xml.rels': `<r:Relationships xmlns:r="http://schemas.openxmlformats.org/package/2006/relationships"><r:Relationship Id="a" Type="x/image" Target="../../../media/%31.PNG"/>${relation('b', 'hyperlink', 'https://example.com/a?b', 'TargetMode="External"')}${relation('c', 'image', 'gone.png')}</r:Relationships>`,
      'media/1.png': '',
      '[Content_Types].xml':
        '<Types><Default Extension="PNG" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="word"/></Types>',
    });
    expect(office.mainPart).toBe('word/document.xml');
    expect(office.relation(office.mainPart, 'a')).toEqual({
      id: 'a',
      type: 'image',
      target: 'media/1.png',
      external: false,
    });
    expect(office.relation(office.mainPart, 'b')).toMatchObject({ target: 'https://example.com/a?b', external: true });
    expect(office.relation(office.mainPart, 'c')).toBeUndefined();
    expect(office.relation(office.mainPart, undefined)).toBeUndefined();
    expect([office.contentTypeOf('media/1.png'), office.contentTypeOf('WORD/document.xml')]).toEqual([
      'image/png',
      'word',
    ]);
  });

  it('tells title, author and dates, but not those that programs make up', () => {
    const core = (title: string, creator: string) =>
      `<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>${title}</d:title><d:creator>${creator}</d:creator><dcterms:created>2024-03-15T05:57:54Z</dcterms:created><dcterms:modified>soon</dcterms:modified></c:coreProperties>`;
    const of = (title: string, creator: string) =>
      open({ 'word/document.xml': '<w:document/>', 'docProps/core.xml': core(title, creator) }).office.properties;
    expect(of('The  plan', 'Ada')).toEqual({ title: 'The plan', author: 'Ada', created: '2024-03-15T05:57:54.000Z' });
    expect(of('PowerPoint Presentation', 'python-docx')).toEqual({ created: '2024-03-15T05:57:54.000Z' });
  });

  it('gives the usual prefixes whatever the file calls them', () => {
    const { office } = open({
      'word/document.xml':
        '<n0:document xmlns:n0="http://purl.oclc.org/ooxml/wordprocessingml/main" xmlns:n1="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><n0:p n1:id="r" n0:val="v" plain="x">words</n0:p></n0:document>',
    });
    const root = office.xml(office.mainPart);
    expect(root).toMatchObject({
      name: 'w:document',
      children: [{ name: 'w:p', attributes: { 'r:id': 'r', 'w:val': 'v', plain: 'x' } }],
    });
    expect(textOf(root)).toBe('words');
  });

  it('does without parts that describe the others when they are damaged, and says so', () => {
    const { office, warnings } = open({ 'ppt/presentation.xml': '<p:presentation/>', '[Content_Types].xml': 'no XML' });
    expect(office.mainPart).toBe('ppt/presentation.xml');
    expect(warnings.map((warning) => warning.message)).toEqual([
      expect.stringMatching(/\[Content_Types\]\.xml in a\.docx was passed over/),
    ]);
    expect(() => open({ 'a.txt': 'a' })).toThrow(/a\.docx holds no document/);
  });
});

describe('resolvePart', () => {
  it.each([
    ['ppt/slides/slide1.xml', '../media/a.png', 'ppt/media/a.png'],
    ['ppt/slides/slide1.xml', '/ppt/media/a.png', 'ppt/media/a.png'],
    ['', './word/document.xml', 'word/document.xml'],
    ['a/b.xml', '..\\..\\..\\etc\\passwd', 'etc/passwd'],
    ['a/b.xml', '%zz.png#x', 'a/%zz.png'],
  ])('from %s to %s', (from, reference, part) => {
    expect(resolvePart(from, reference)).toBe(part);
  });
});
