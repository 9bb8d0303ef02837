import { describe, expect, it } from 'vitest';
import { isInside } from './path-inside.ts';

describe('isInside', () => {
  it.each([
    ['/a/b/c', '/a/b', true],
    ['/a/b', '/a/b', true],
    ['/a/b/', '/a/b', true],
    ['/a/b/..c', '/a/b', true],
    ['/a/b/..', '/a/b', false],
    ['/a/bc', '/a/b', false],
    ['/a', '/a/b', false],
    ['/a/b/../c', '/a/b', false],
    ['/x', '/', true],
  ])('%s in %s: %s', (path, folder, expected) => {
    expect(isInside(path, folder)).toBe(expected);
  });
});
