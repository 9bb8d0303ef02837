import { isAbsolute, normalize } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachedNames } from './attached-names.ts';

describe('attachedNames', () => {
  it('keeps files of one name apart', () => {
    const nameOf = attachedNames();
    const names = ['a.pdf', 'A.pdf', 'a.pdf', 'a (2).pdf', '', '..'].map((name) => nameOf(name, 'file'));
    expect(names).toEqual(['a.pdf', 'A (2).pdf', 'a (3).pdf', 'a (2) (2).pdf', 'file', 'file (2)']);
  });

  it('gives relative paths that stay inside, each once', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'C:', 'a', 'A', 'a.pdf', ' ', '\u202e', '\0'), fc.string());
    const paths = fc.array(
      fc.tuple(fc.array(part), fc.constantFrom('/', '\\')).map(([parts, slash]) => parts.join(slash)),
    );
    fc.assert(
      fc.property(paths, (written) => {
        const nameOf = attachedNames();
        const names = written.map((path) => nameOf(path, 'file'));
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
        for (const name of names) {
          expect(name).not.toBe('');
          expect(isAbsolute(name)).toBe(false);
          expect(normalize(name)).toBe(name);
          expect(name.split('/')).not.toContain('..');
          expect(name).not.toMatch(/[\p{Cc}\p{Cs}\u202e\\]/u);
        }
      }),
    );
  });

  it('is quick on thousands of one name, and cuts long ones before their extension', () => {
    const nameOf = attachedNames();
    const started = performance.now();
    for (let n = 0; n < 20_000; n++) nameOf('a.pdf', 'file');
    expect(performance.now() - started).toBeLessThan(2000);
    expect(nameOf(`${'x'.repeat(500)}.pdf`, 'file')).toMatch(/^x{146}\.pdf$/);
  });
});
