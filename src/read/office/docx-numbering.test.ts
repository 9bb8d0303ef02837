import { describe, expect, it } from 'vitest';
import { parseXml } from '../markup/xml.ts';
import { docxNumbering, written } from './docx-numbering.ts';

const level = (at: number, format: string, text: string, start = 1) =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="${start}"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
const numbering = () =>
  docxNumbering(
    parseXml(
      `<w:numbering><w:abstractNum w:abstractNumId="7">${level(0, 'decimal', '%1.', 3)}${level(1, 'lowerLetter', '%1.%2)')}${level(2, 'bullet', '•')}${level(3, 'none', '')}${level(42, 'decimal', '%1')}</w:abstractNum>` +
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>' +
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>' +
        '<w:num w:numId="3"><w:abstractNumId w:val="none"/></w:num></w:numbering>',
      'numbering',
    ),
  );

describe('docxNumbering', () => {
  it('counts each level afresh under the one above', () => {
    const lists = numbering();
    const marks = [0, 1, 1, 0, 1, 2, 3].map((at) => lists.next('1', at));
    expect(marks).toEqual(['3.', '3.a)', '3.b)', '4.', '4.a)', '-', '']);
  });

  it('counts lists of one kind together, until one starts afresh', () => {
    const lists = numbering();
    expect([lists.next('1', 0), lists.next('2', 0), lists.next('2', 0), lists.next('1', 0)]).toEqual([
      '3.',
      '1.',
      '2.',
      '3.',
    ]);
  });

  it('knows no lists that are not there', () => {
    const lists = numbering();
    expect([lists.next('3', 0), lists.next('9', 0), lists.next('1', 9), lists.next('1', -1)]).toEqual(
      Array.from({ length: 4 }),
    );
    expect(docxNumbering(undefined).next('1', 0)).toBeUndefined();
  });
});

it.each([
  [1, 'lowerLetter', 'a'],
  [28, 'upperLetter', 'BB'],
  [1994, 'upperRoman', 'MCMXCIV'],
  [4, 'lowerRoman', 'iv'],
  [7, 'decimalZero', '07'],
  [12, 'chicago', '12'],
  [0, 'lowerLetter', '0'],
])('%d in %s is %s', (count, format, shown) => {
  expect(written(count, format)).toBe(shown);
});
