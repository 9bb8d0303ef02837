import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PathProblem } from './file-problem.ts';
import { type WalkOptions, walk } from './walk.ts';

let folder: string;
let problems: PathProblem[];

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sightline-walk-')));
  await chmod(folder, 0o755);
  problems = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), name);
  }
}

async function names(paths: string[] = [folder], options: Partial<WalkOptions> = {}): Promise<string[]> {
  const all: string[] = [];
  for await (const file of walk(paths, { onProblem: (problem) => problems.push(problem), ...options }))
    all.push(file.name);
  return all;
}

/** Does as a user without rights would; root may read everything. */
async function asNobody(run: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    await run();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('what walk gives', () => {
  it('gives files before folders, each in the order of their names, with size, time and root', async () => {
    await write('b.txt', 'a.txt', 'sub/z.txt', 'sub/deep/x.txt', 'a-folder/y.txt', 'B.txt');
    await utimes(join(folder, 'b.txt'), 1_700_000_000, 1_700_000_000);
    expect(await names()).toEqual(['B.txt', 'a.txt', 'b.txt', 'a-folder/y.txt', 'sub/z.txt', 'sub/deep/x.txt']);
    const files = [];
    for await (const file of walk([folder], { onProblem: () => {} })) files.push(file);
    expect(files[2]).toEqual({
      path: join(folder, 'b.txt'),
      root: folder,
      name: 'b.txt',
      sizeBytes: 5,
      mtimeMs: 1_700_000_000_000,
      alone: false,
    });
  });

  it('takes relative paths, single files and several folders, in the order given', async () => {
    await write('one/b.txt', 'one/a.txt', 'two/c.txt');
    const here = process.cwd();
    process.chdir(folder);
    try {
      const files = [];
      for await (const file of walk(['two/c.txt', './one/'], { onProblem: () => {} })) files.push(file);
      expect(files.map((file) => [file.path, file.root, file.name])).toEqual([
        [join(folder, 'two/c.txt'), join(folder, 'two'), 'c.txt'],
        [join(folder, 'one/a.txt'), join(folder, 'one'), 'a.txt'],
        [join(folder, 'one/b.txt'), join(folder, 'one'), 'b.txt'],
      ]);
    } finally {
      process.chdir(here);
    }
  });

  it('gives a file once, however often it is named', async () => {
    await write('a/x.txt', 'a/y.txt');
    expect(await names([join(folder, 'a/y.txt'), folder, join(folder, 'a'), folder])).toEqual(['a/x.txt', 'a/y.txt']);
    expect(await names([join(folder, 'a/y.txt'), join(folder, 'a/../a/y.txt')])).toEqual(['y.txt']);
  });

  it('leaves out hidden names, node_modules and __MACOSX, unless they are named', async () => {
    await write('.hidden.txt', '.git/config', 'node_modules/p/readme.md', '__MACOSX/a.jpg', 'x/.y/z.txt', 'seen.txt');
    expect(await names()).toEqual(['seen.txt']);
    expect(await names([join(folder, '.git')])).toEqual(['config']);
    expect(await names([join(folder, '.hidden.txt')])).toEqual(['.hidden.txt']);
    expect(await names([join(folder, 'node_modules')])).toEqual(['p/readme.md']);
    expect(await names([folder, join(folder, 'x/.y')])).toEqual(['seen.txt', 'z.txt']);
  });

  it('filters by patterns and does not enter excluded folders', async () => {
    await write('a.jpg', 'a.txt', 'drafts/b.jpg', 'photos/c.JPG', 'photos/c.txt');
    expect(await names([folder], { include: ['*.jpg'] })).toEqual(['a.jpg', 'drafts/b.jpg', 'photos/c.JPG']);
    expect(await names([folder], { exclude: ['drafts/', '*.txt'] })).toEqual(['a.jpg', 'photos/c.JPG']);
    expect(await names([folder], { include: ['photos'], exclude: ['*.txt'] })).toEqual(['photos/c.JPG']);
    expect(await names([join(folder, 'a.txt')], { exclude: ['*.txt'] })).toEqual([]);
  });

  it('leaves out what it is told to, by absolute path', async () => {
    await write('a.txt', 'index/data.lance', 'sub/index/ok.txt');
    expect(await names([folder], { skip: (path) => path === join(folder, 'index') })).toEqual([
      'a.txt',
      'sub/index/ok.txt',
    ]);
  });

  it('takes names with quotes, line breaks, spaces and other scripts as they are', async () => {
    const odd = ['"quoted" \'x\'.txt', 'line\nbreak.txt', ' space .txt', 'ключ-钥匙-🔑.txt', '\ufffd.txt', '%41.txt'];
    for (const name of odd) await writeFile(join(folder, name), 'x');
    expect((await names()).sort()).toEqual([...odd].sort());
    expect(problems).toEqual([]);
  });

  it('is quick with ten thousand files', async () => {
    for (let start = 0; start < 10_000; start += 500)
      await Promise.all(Array.from({ length: 500 }, (_, i) => writeFile(join(folder, `${start + i}.jpg`), '')));
    const started = performance.now();
    expect((await names()).length).toBe(10_000);
    // 0.15 s on two quiet cores; the bound leaves room for a busy machine.
    expect(performance.now() - started).toBeLessThan(4_000);
  }, 30_000);

  it('stops early without complaint, and with "cancelled" when aborted', async () => {
    await write('a.txt', 'b.txt', 'c/d.txt');
    for await (const file of walk([folder], { onProblem: () => {} })) {
      expect(file.name).toBe('a.txt');
      break;
    }
    const controller = new AbortController();
    const rest = walk([folder], { onProblem: () => {}, signal: controller.signal });
    await rest.next();
    controller.abort();
    await expect(
      (async () => {
        while (!(await rest.next()).done);
      })(),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('links', () => {
  it('follows links to files and folders elsewhere', async () => {
    await write('root/a.txt', 'elsewhere/b.txt', 'elsewhere/c/d.txt', 'single.txt');
    await symlink(join(folder, 'elsewhere'), join(folder, 'root/link'));
    await symlink('../single.txt', join(folder, 'root/linked.txt'));
    expect(await names([join(folder, 'root')])).toEqual(['a.txt', 'linked.txt', 'link/b.txt', 'link/c/d.txt']);
  });

  it('ends on loops, and gives a file under its own path rather than a link to it', async () => {
    await write('z/real.txt', 'z/deep/more.txt');
    await symlink(folder, join(folder, 'z/up'));
    await symlink('.', join(folder, 'self'));
    await symlink(join(folder, 'z'), join(folder, 'a-link'));
    await symlink('z/real.txt', join(folder, 'a-file.txt'));
    expect(await names()).toEqual(['z/real.txt', 'z/deep/more.txt']);
    expect(problems).toEqual([]);
  });

  it('does not climb out through a link to a folder around the given one', async () => {
    await write('root/a.txt', 'private/b.txt');
    await symlink('..', join(folder, 'root/up'));
    await symlink('/', join(folder, 'root/disk'));
    expect(await names([join(folder, 'root')])).toEqual(['a.txt']);
  });

  it('still gives a file through its link when its own path is hidden', async () => {
    await write('.store/1234', 'readme.md');
    await symlink('.store/1234', join(folder, 'cat.jpg'));
    await symlink('.store', join(folder, 'visible'));
    expect(await names()).toEqual(['readme.md', 'cat.jpg']);
  });

  it('takes a folder that is itself a link', async () => {
    await write('real/a.txt');
    await symlink('real', join(folder, 'alias'));
    const files = [];
    for await (const file of walk([join(folder, 'alias')], { onProblem: () => {} })) files.push(file);
    expect(files.map((file) => [file.path, file.name])).toEqual([[join(folder, 'alias/a.txt'), 'a.txt']]);
    expect(await names([join(folder, 'alias'), join(folder, 'real')])).toEqual(['a.txt']);
  });

  it('applies filters to links by what they lead to', async () => {
    await write('elsewhere/b.txt', 'root/a.txt');
    await symlink(join(folder, 'elsewhere'), join(folder, 'root/drafts'));
    expect(await names([join(folder, 'root')], { exclude: ['drafts/'] })).toEqual(['a.txt']);
    const index = join(folder, 'elsewhere');
    expect(await names([join(folder, 'root')], { skip: (path) => path === index })).toEqual(['a.txt']);
  });

  it('reports links that lead nowhere or to themselves', async () => {
    await symlink('gone', join(folder, 'broken.jpg'));
    await symlink('round', join(folder, 'round'));
    expect(await names()).toEqual([]);
    expect(problems.map((problem) => problem.reason)).toEqual([
      expect.stringContaining('something that is not there'),
      expect.stringContaining('leads back to itself'),
    ]);
  });
});

describe('what cannot be read', () => {
  it('reports paths that are not there, and goes on', async () => {
    await write('a.txt');
    expect(await names([join(folder, 'gone'), '', 'a\0b', join(folder, 'a.txt/b'), folder])).toEqual(['a.txt']);
    expect(problems.map((problem) => problem.path)).toEqual([
      join(folder, 'gone'),
      '',
      expect.stringContaining('a\0b'),
      join(folder, 'a.txt/b'),
    ]);
    expect(problems[0]?.reason).toContain('It is not there.');
  });

  it('reports folders and files this user may not read, and goes on', async () => {
    await write('closed/x.txt', 'unlisted/y.txt', 'z.txt');
    await chmod(join(folder, 'closed'), 0o000);
    await chmod(join(folder, 'unlisted'), 0o444);
    await asNobody(async () => expect(await names()).toEqual(['z.txt']));
    expect(problems.map((problem) => problem.path)).toEqual([join(folder, 'closed'), join(folder, 'unlisted/y.txt')]);
    for (const problem of problems) expect(problem.reason).toContain('may not read it');
    await chmod(join(folder, 'closed'), 0o755);
  });

  it.skipIf(process.platform === 'win32')('reports pipes, sockets and devices without opening them', async () => {
    await write('a.txt');
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket.jpg'), resolve));
    await symlink('/dev/zero', join(folder, 'zero.jpg'));
    try {
      expect(await names()).toEqual(['a.txt']);
      expect(problems.map((problem) => problem.reason)).toEqual([
        expect.stringContaining('a named pipe'),
        expect.stringContaining('a socket'),
        expect.stringContaining('a device'),
      ]);
      problems = [];
      expect(await names([join(folder, 'pipe.jpg')])).toEqual([]);
      expect(problems.length).toBe(1);
    } finally {
      server.close();
    }
  });

  // Apple's file systems refuse to make such names.
  it.skipIf(process.platform !== 'linux')('reports names that are not UTF-8, escaped, and goes on', async () => {
    await write('a.txt');
    const raw = (name: string) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
    await writeFile(raw('caf\xe9.jpg'), 'x');
    await writeFile(raw('.hidden\xff'), 'x');
    await writeFile(raw('\x1b[31mred\xfe'), 'x');
    await mkdir(raw('f\xf6lder'));
    expect(await names()).toEqual(['a.txt']);
    expect(problems.map((problem) => problem.path).sort()).toEqual(
      [join(folder, 'caf\\xe9.jpg'), join(folder, 'f\\xf6lder'), join(folder, '\\u{1b}[31mred\\xfe')].sort(),
    );
  });

  it('says nothing of a file that is deleted while it walks', async () => {
    await write(...Array.from({ length: 600 }, (_, i) => `${String(i).padStart(3, '0')}.txt`), 'sub/x.txt');
    const seen: string[] = [];
    for await (const file of walk([folder], { onProblem: (problem) => problems.push(problem) })) {
      seen.push(file.name);
      if (file.name === '000.txt') {
        await unlink(join(folder, '599.txt'));
        await rm(join(folder, 'sub'), { recursive: true });
      }
    }
    expect(seen.length).toBe(599);
    expect(problems).toEqual([]);
  });
});
