import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DocumentRecord } from '../data/document.ts';
import { namingRoots, rootOf } from './naming-root.ts';

const document = (path: string, name: string, parent?: string): DocumentRecord => ({
  id: path,
  source: path.startsWith('http') ? path : resolve(path),
  name,
  ...(parent === undefined ? {} : { parent: resolve(parent) }),
  mediaType: 'text/plain',
  contentHash: '',
  stamp: '',
  settings: '',
  segments: 0,
  warnings: [],
  indexedAt: '',
});
const nothingLeftOut = (_path: string, _name: string): boolean => false;

describe('the folder a document is named from', () => {
  it.each([
    ['/home/ann/photos/2024/gull.jpg', '2024/gull.jpg', '/home/ann/photos'],
    ['/home/ann/gull.jpg', 'gull.jpg', '/home/ann'],
    ['/gull.jpg', 'gull.jpg', '/'],
    ['/home/ann/photos/gull.jpg', 'photos/gull.jpg', '/home/ann'],
  ])('of %s called %s is %s', (source, name, root) => {
    expect(rootOf({ source: resolve(source), name })).toBe(resolve(root));
  });

  it('is none for what is no file, or is called otherwise', () => {
    expect(rootOf({ source: 'https://example.org/a/b.html', name: 'https://example.org/a/b.html' })).toBeUndefined();
    expect(rootOf({ source: 'https://example.org/a.zip/b.md', name: 'b.md' })).toBeUndefined();
    expect(rootOf({ source: resolve('/home/ann/gull.jpg'), name: 'ull.jpg' })).toBeUndefined();
  });
});

describe('the folder a path is named from', () => {
  const roots = (known: readonly DocumentRecord[], isLeftOut = nothingLeftOut) => {
    const found = namingRoots(known, isLeftOut);
    return (path: string) => found(resolve(path));
  };

  it('is that of its document, else the widest that was indexed around it', () => {
    const from = roots([
      document('/d/a/b/one.md', 'one.md'),
      document('/d/a/b/two.md', 'b/two.md'),
      document('/d/x/three.md', 'x/three.md'),
      document('/e/four.md', 'four.md'),
    ]);
    expect(from('/d/a/b/one.md')).toBe(resolve('/d/a/b'));
    expect(from('/d/a/b/two.md')).toBe(resolve('/d/a'));
    expect(from('/d/a/b/new.md')).toBe(resolve('/d'));
    expect(from('/d/a')).toBe(resolve('/d'));
    expect(from('/d')).toBe(resolve('/d'));
    expect(from('/dd/a.md')).toBeUndefined();
    // A file called by its own name may have been named by itself.
    expect(from('/e/five.md')).toBeUndefined();
  });

  it('is not one whose walk would pass the path by', () => {
    const from = roots([document('/d/a/one.md', 'a/one.md')], (_, name) => name.startsWith('drafts'));
    expect(from('/d/a/.git/notes.md')).toBeUndefined();
    expect(from('/d/node_modules/read.md')).toBeUndefined();
    expect(from('/d/drafts/two.md')).toBeUndefined();
    expect(from('/d/a/two.md')).toBe(resolve('/d'));
  });

  it('is that of what lies in it where a stopped run left only that', () => {
    const from = roots([document('/d/boxes/outer.zip/note.md', 'boxes/outer.zip/note.md', '/d/boxes/outer.zip')]);
    expect(from('/d/boxes/outer.zip')).toBe(resolve('/d'));
    expect(from('/d/boxes/other.zip')).toBeUndefined();
  });
});
