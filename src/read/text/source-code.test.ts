import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { inCharacters } from './passage-size.ts';
import { sourceCodeReader } from './source-code.ts';
import { codeBlocks } from './source-code-blocks.ts';
import { declaredName } from './source-code-symbols.ts';
import { sourceLanguage, sourceLanguages } from './source-languages.ts';

const body = (indent: string, letter: string, lines: number) =>
  Array.from({ length: lines }, (_, n) => `${indent}${letter}${n} = compute(${letter}, ${n})`).join('\n');
const python = `"""Chairs."""
import os
import sys

# How much a chair costs.
# In euros.
@cached
def price(chair):
${body('    ', 'p', 12)}

class Shop:
    """Sells chairs."""

    def __init__(self):
${body('        ', 'i', 20)}

    # Sells one.
    def sell(self, chair):
${body('        ', 's', 20)}
`;
const typescript = `import { a } from 'a';

/** A shop. */
export class Shop {
  #stock = 0;

  async sell(chair: Chair): Promise<void> {
${body('    ', 's', 19)}
  }

  get stock(): number {
    return this.#stock;
  }
}

export const price = (chair: Chair) => {
${body('  ', 'p', 20)}
};
`;

readerContract('source-code', {
  makeReader: () => sourceCodeReader,
  fixtures: [
    { name: 'Python', asset: () => fakeAsset('shop.py', python), atLeast: 2 },
    { name: 'TypeScript', asset: () => fakeAsset('shop.ts', typescript), atLeast: 2 },
  ],
  fuzzRounds: 40,
});

async function read(name: string, content: string, overrides = {}) {
  const context = fakeReadContext(overrides);
  const segments: SegmentDraft[] = [];
  for await (const segment of sourceCodeReader.read(fakeAsset(name, content), context)) segments.push(segment);
  return { segments, warnings: context.warnings };
}

describe('sourceCodeReader', () => {
  it('keeps functions whole, with the comments above them, under the names of what they are in', async () => {
    const { segments } = await read('shop.py', python, { passageChars: 600 });
    expect(segments.map(({ words, metadata }) => [words.heading, metadata?.firstLine, metadata?.lastLine])).toEqual([
      ['price', 1, 20],
      ['Shop › __init__', 22, 45],
      ['Shop › sell', 47, 68],
    ]);
    expect(segments[2]?.words.body).toMatch(/^ {4}# Sells one\.\n {4}def sell\(self, chair\):\n {8}s0 = /);
    expect(segments[0]?.metadata?.language).toBe('Python');
  });

  it('knows methods and arrow functions', async () => {
    const { segments } = await read('shop.ts', typescript, { passageChars: 400 });
    expect(segments.map(({ words }) => words.heading)).toEqual(['Shop › sell', 'Shop › stock', 'price']);
  });

  it.each([
    ['a.go', 'func (s *Shop) Sell(c Chair) error {', 'Sell'],
    ['a.rs', 'impl<T: Clone> Display for Shop<T> {', 'Shop'],
    ['a.rs', '    pub(crate) async fn sell(&self) -> u8 {', 'sell'],
    ['a.java', '    public static List<String> names(int a) {', 'names'],
    ['a.c', 'static int *find(const char *name)', 'find'],
    ['a.cpp', 'void Shop::sell(Chair c) {', 'Shop::sell'],
    ['a.cs', 'internal sealed class Shop : Store', 'Shop'],
    ['a.kt', 'data class Chair(val name: String)', 'Chair'],
    ['a.sql', 'CREATE TABLE IF NOT EXISTS chairs (', 'chairs'],
    ['a.tex', '\\subsection{The oak chair}', 'The oak chair'],
    ['a.toml', '[tool.chairs]', 'tool.chairs'],
    ['a.yaml', 'chairs:', 'chairs'],
    ['a.css', '.chair > a {', '.chair > a'],
    ['a.sh', 'sell_chair() {', 'sell_chair'],
    ['a.r', 'price <- function(chair) {', 'price'],
    ['a.tf', 'resource "aws_s3_bucket" "chairs" {', 'aws_s3_bucket chairs'],
    ['Makefile', 'build: main.o', 'build'],
    ['a.js', '  if (chair) {', undefined],
    ['a.js', 'sell(chair);', undefined],
    ['a.ts', '  return sell(chair)', undefined],
    ['a.py', '# class of chairs', undefined],
  ])('of %s, sees what %j declares', (file, line, expected) => {
    const language = sourceLanguage('', file.split('.')[1] ?? '', file);
    expect(language && declaredName(line, language)).toBe(expected);
  });

  it('reads only the beginning of minified code', async () => {
    const { segments, warnings } = await read('a.min.js', 'var a=1;'.repeat(100_000));
    expect(segments.length).toBeLessThan(40);
    expect(warnings[0]?.message).toContain('looks minified');
  });

  it('keeps every line once and in order, whatever is indented how', async () => {
    const line = fc.tuple(
      fc.constantFrom('', '  ', '    ', '\t', '        '),
      fc.constantFrom('def f():', 'class A {', '}', '# c', 'x = 1', '', 'end', 'y'.repeat(90)),
    );
    await fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.constantFrom(...sourceLanguages), (drawn, language) => {
        const text = drawn.map((parts) => parts.join('')).join('\n');
        const blocks = [...codeBlocks(text, language, inCharacters(80))];
        let at = 0;
        for (const { start, end } of blocks) {
          expect(text.slice(at, start).trim()).toBe('');
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['comments', '# c\n'],
    ['statements', 'x = 1\n'],
    ['declarations', 'def f():\n'],
    ['blanks', ' '],
    ['brackets', '{\n'],
    ['words', 'a b '],
    ['long lines', `${'x '.repeat(2000)}\n`],
  ])('is quick on many %s', async (_, unit) => {
    const started = performance.now();
    for (const name of ['a.py', 'a.java']) await read(name, `a\n${unit.repeat(600_000 / unit.length)}\n`.repeat(2));
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('is quick on ever deeper indentation', async () => {
    const lines = Array.from({ length: 2000 }, (_, n) => `${' '.repeat(n)}if x:`).join('\n');
    const started = performance.now();
    await read('a.py', lines);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('sourceLanguages', () => {
  it('names each type and each extension once, sorted', () => {
    const types = sourceLanguages.map((language) => language.mediaType);
    expect(types).toEqual([...new Set(types)].sort());
    const extensions = sourceLanguages.flatMap((language) => language.extensions);
    expect(new Set(extensions).size).toBe(extensions.length);
  });
});
