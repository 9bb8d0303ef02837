import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findReference } from './local-reference.ts';

let outer: string;
let root: string;

beforeAll(async () => {
  outer = await realpath(await mkdtemp(join(tmpdir(), 'sightline-reference-')));
  await chmod(outer, 0o755);
  root = join(outer, 'root');
  for (const name of [
    'root/top.png',
    'root/docs/a.png',
    'root/docs/img/b.png',
    'root/docs/with space.png',
    'root/docs/50%.png',
    'root/docs/what?.png',
    'root/docs/a#1.png',
    'root/docs/photo:1.png',
    'root/docs/ü.png',
    'root/docs/closed/x.png',
    'root/images/c.png',
    'secret.png',
    'root-2/x.png',
  ]) {
    await mkdir(dirname(join(outer, name)), { recursive: true });
    await writeFile(join(outer, name), name);
  }
  await symlink(join(outer, 'secret.png'), join(root, 'docs/link.png'));
  await symlink(outer, join(root, 'docs/up'));
  await symlink('a.png', join(root, 'docs/inner.png'));
  await symlink('loop.png', join(root, 'docs/loop.png'));
  await symlink(root, join(outer, 'alias'));
});
afterAll(() => rm(outer, { recursive: true, force: true }));

const find = async (reference: string, folder = 'root/docs') =>
  relative(root, await findReference(reference, { folder: join(outer, folder), root }));

describe('findReference', () => {
  it.each([
    ['a.png', 'docs/a.png'],
    ['./img/b.png', 'docs/img/b.png'],
    ['../top.png', 'top.png'],
    ['img/../../images/c.png', 'images/c.png'],
    ['with space.png', 'docs/with space.png'],
    ['with%20space.png', 'docs/with space.png'],
    ['%61.png', 'docs/a.png'],
    ['%C3%BC.png', 'docs/ü.png'],
    ['50%.png', 'docs/50%.png'],
    ['50%25.png', 'docs/50%.png'],
    ['a.png?v=3', 'docs/a.png'],
    ['a.png#box', 'docs/a.png'],
    ['with%20space.png?x=%20#y', 'docs/with space.png'],
    ['what?.png', 'docs/what?.png'],
    ['a#1.png', 'docs/a#1.png'],
    ['photo:1.png', 'docs/photo:1.png'],
    ['img\\b.png', 'docs/img/b.png'],
    ['..\\images\\c.png', 'images/c.png'],
    ['.\\img\\b.png?x', 'docs/img/b.png'],
    ['/img/b.png', 'docs/img/b.png'],
    ['/images/c.png', 'images/c.png'],
    ['/images/c.png?v=1', 'images/c.png'],
    ['\\images\\c.png', 'images/c.png'],
    ['C:\\images\\c.png', 'images/c.png'],
    ['c:/images/c.png', 'images/c.png'],
    ['inner.png', 'docs/a.png'],
  ])('reads %s as %s', async (reference, expected) => {
    expect(await find(reference)).toBe(expected);
  });

  it('takes absolute paths and file: URLs within the folder', async () => {
    expect(await find(join(root, 'images/c.png'))).toBe('images/c.png');
    expect(await find(pathToFileURL(join(root, 'docs/with space.png')).href)).toBe('docs/with space.png');
    expect(await find(`${pathToFileURL(join(root, 'docs/a.png')).href}?x#y`)).toBe('docs/a.png');
  });

  it('works under a folder that is itself reached by a link', async () => {
    const base = { folder: join(outer, 'alias/docs'), root: join(outer, 'alias') };
    expect(await findReference('../images/c.png', base)).toBe(join(root, 'images/c.png'));
  });

  it.each([
    '../../secret.png',
    '..\\..\\secret.png',
    '%2e%2e/%2e%2e/secret.png',
    '..%2f..%2fsecret.png',
    '../../../../../../etc/passwd',
    '../../root-2/x.png',
    '../../does-not-exist.png',
    'link.png',
    'up/secret.png',
    'up/root-2/x.png',
    'file:///etc/passwd',
    'file:///etc/does-not-exist',
    'FILE:/etc/passwd',
    'file://localhost/etc/passwd',
  ])('refuses %s, which leads out', async (reference) => {
    await expect(find(reference)).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringMatching(/lies outside the indexed folder .*root, so it was not read\. Copy it/),
    });
  });

  it('takes an absolute path that leads out for one under the folder, and does not find it', async () => {
    await expect(find('/etc/passwd')).rejects.toThrow(/was not found/);
    await expect(find(join(outer, 'secret.png'))).rejects.toThrow(/was not found/);
    await expect(find('/../../secret.png')).rejects.toThrow(/was not found|lies outside/);
  });

  it('says what it looked for and where', async () => {
    await expect(find('gone.png')).rejects.toThrow(
      `The picture "gone.png" was not found: looked for ${join(root, 'docs/gone.png')}. Put it there, or correct`,
    );
    await expect(find('/gone.png')).rejects.toThrow(
      `looked for ${join(root, 'docs/gone.png')} and ${join(root, 'gone.png')}.`,
    );
    await expect(find('img')).rejects.toThrow(/is a folder/);
    await expect(find('a\0.png')).rejects.toThrow(/NUL/);
    await expect(find('a%00.png')).rejects.toThrow(/not found/);
    await expect(find('x'.repeat(3_000))).rejects.toThrow(/not found/);
    await expect(find('file://server/share/x.png')).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(find('loop.png')).rejects.toThrow(/leads back to itself/);
    await expect(find('a.png/b.png')).rejects.toThrow(/not found/);
  });

  it('says when a folder on the way may not be entered', async () => {
    await chmod(join(root, 'docs/closed'), 0o000);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(find('closed/x.png')).rejects.toThrow(/may not read it/);
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(join(root, 'docs/closed'), 0o755);
    }
  });

  it('never gives a file outside the folder, whatever is written', async () => {
    const piece = fc.constantFrom(
      ...['..', '.', '/', '\\', '%2e', '%2f', '%5c', 'up', 'secret.png', 'root', 'root-2', 'docs', 'link.png', 'a.png'],
      ...['file:', '//', 'C:', '?', '#', '%00', 'etc', 'passwd', outer.replace(/^\//, '')],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 9 }), async (pieces) => {
        const found = await find(pieces.join('')).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'unreadable-file' });
          return 'refused';
        });
        expect(found.startsWith('..')).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
