import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkDefinitions, markdownChunks, markdownSource } from './markdown-source.ts';

describe('markdownSource', () => {
  it('takes long data URLs out and finds every other character again', () => {
    const url = (n: number) => `data:image/png;base64,${'A'.repeat(200 + n)}`;
    const part = fc.oneof(fc.constantFrom('text ', '![x](', ') ', '\n'), fc.nat(50).map(url));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const whole = parts.join('');
        const source = markdownSource(whole);
        for (const [at, character] of [...source.text].entries())
          if (!/[data:cut/\d]/.test(character)) expect(whole[source.place(at)]).toBe(character);
        expect(source.place(source.text.length)).toBe(whole.length);
        for (const found of source.text.match(/data:cut\/\d+/g) ?? []) expect(whole).toContain(source.original(found));
      }),
    );
    expect(markdownSource('data:image/png;base64,short').text).toBe('data:image/png;base64,short');
  });
});

describe('markdownChunks', () => {
  it('covers the text in order, whatever it holds', () => {
    const line = fc.constantFrom(
      '# Head\n',
      '\n',
      'words and words\n'.repeat(60),
      '```\n',
      '- item\n',
      '    code\n',
      '| a | b |\n',
      'x'.repeat(5000),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), (lines) => {
        const text = lines.join('');
        let at = 0;
        for (const chunk of markdownChunks(text)) {
          expect(chunk.start).toBe(at);
          expect(chunk.end).toBeGreaterThan(at);
          at = chunk.end;
        }
        expect(at).toBe(text.length);
      }),
      { numRuns: 50 },
    );
  });

  it('cuts before headings and between paragraphs, but not in fenced code', () => {
    const code = `~~~\n${'# not a heading\n\n'.repeat(1000)}~~~\n\n`;
    const text = `${'Words.\n\n'.repeat(1000)}# Two\n\n${code}# Three\n`;
    const starts = [...markdownChunks(text)].map((chunk) => text.slice(chunk.start, chunk.start + 8));
    expect(starts).toEqual(['Words.\n\n', '# Two\n\n~', '# Three\n']);
  });

  it('does not send a paragraph of many pages to the parser', () => {
    const sound = (text: string) => [...markdownChunks(text)].every((chunk) => chunk.sound);
    expect(sound('*a_ '.repeat(10_000))).toBe(false);
    expect(sound(`\`\`\`\n${'*a_ '.repeat(10_000)}\n\`\`\``)).toBe(true);
    expect(sound(`|a|b|\n|-|-|\n${'| c | d |\n'.repeat(5000)}`)).toBe(true);
  });
});

describe('linkDefinitions', () => {
  it('finds them by name, and no footnotes', () => {
    expect([...linkDefinitions('x\n[Guide  One]: g.md "t"\n  [b]: <c d>\n[^1]: note\n')]).toEqual([
      ['guide one', '[Guide  One]: g.md "t"'],
      ['b', '[b]: <c d>'],
    ]);
  });
});
