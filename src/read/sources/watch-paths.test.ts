import { appendFile, mkdir, mkdtemp, realpath, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PathChanges, type WatchOptions, watchPaths } from './watch-paths.ts';

let folder: string;
let stop: AbortController;
let seen: PathChanges[];
let watching: Promise<void>;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sightline-watch-')));
  stop = new AbortController();
  seen = [];
});
afterEach(async () => {
  stop.abort();
  await watching;
  await rm(folder, { recursive: true, force: true });
});

async function write(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), name);
  }
}

async function watch(names: string[] = ['.'], options: Partial<WatchOptions> = {}): Promise<void> {
  const paths = names.map((name) => join(folder, name));
  const changes = watchPaths(paths, { signal: stop.signal, settleMs: 60, checkMs: 80, ...options });
  watching = (async () => {
    for await (const batch of changes) seen.push(batch);
  })();
  await changes.ready;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const short = (paths: readonly string[]) => paths.map((path) => path.slice(folder.length + 1));
const changed = () => [...new Set(seen.flatMap((batch) => short(batch.changed)))].sort();
const removed = () => [...new Set(seen.flatMap((batch) => short(batch.removed)))].sort();
const eventually = (what: () => unknown) => expect.poll(what, { timeout: 5_000, interval: 20 });

describe('watchPaths', () => {
  it('reports files that are added, changed and removed, and not what was there before', async () => {
    await write('old.txt', 'sub/other.txt', 'sub/gone.txt');
    await watch();
    await write('sub/deep/new.txt');
    await appendFile(join(folder, 'old.txt'), 'more');
    await unlink(join(folder, 'sub/gone.txt'));
    await eventually(changed).toEqual(['old.txt', 'sub/deep/new.txt']);
    await eventually(removed).toEqual(['sub/gone.txt']);
  });

  it('reports a moved file as removed and changed, together', async () => {
    await write('a.txt', 'sub/b.txt');
    await watch(['.'], { settleMs: 200 });
    await rename(join(folder, 'a.txt'), join(folder, 'sub/c.txt'));
    await eventually(() => seen.map((batch) => [short(batch.changed), short(batch.removed)])).toEqual([
      [['sub/c.txt'], ['a.txt']],
    ]);
  });

  it('reports the files of a moved folder', async () => {
    await write('one/a.txt', 'one/b/c.txt');
    await watch();
    await rename(join(folder, 'one'), join(folder, 'two'));
    await eventually(changed).toEqual(['two/a.txt', 'two/b/c.txt']);
    await eventually(removed).toEqual(['one/a.txt', 'one/b/c.txt']);
  });

  it('waits until a file that is being written has settled, and reports it once', async () => {
    await watch(['.'], { settleMs: 400 });
    for (let i = 0; i < 8; i++) {
      await appendFile(join(folder, 'slow.bin'), 'x'.repeat(1_000));
      await pause(40);
    }
    expect(seen).toEqual([]);
    await eventually(changed).toEqual(['slow.bin']);
    await pause(700);
    expect(seen.length).toBe(1);
  });

  it('reports a file that is replaced, as editors save, as changed', async () => {
    await write('note.md');
    await watch();
    await write('.note.md.swp');
    await rename(join(folder, '.note.md.swp'), join(folder, 'note.md'));
    await eventually(changed).toEqual(['note.md']);
    expect(removed()).toEqual([]);
  });

  it('leaves out what walking leaves out', async () => {
    await write('index/x');
    await watch(['.'], { exclude: ['*.tmp', 'drafts/'], skip: (path) => path === join(folder, 'index') });
    await write('.hidden', '.git/a', 'node_modules/p/b.md', '__MACOSX/c.jpg', 'd.tmp', 'drafts/e.md', 'index/y');
    await write('seen.md');
    await eventually(changed).toEqual(['seen.md']);
    await pause(200);
    expect(changed()).toEqual(['seen.md']);
  });

  it('watches a hidden folder that is named', async () => {
    await write('.store/a.txt');
    await watch(['.store']);
    await write('.store/b.txt');
    await eventually(changed).toEqual(['.store/b.txt']);
  });

  it('follows links to folders elsewhere, and does not go round in loops', async () => {
    await write('root/a/b.txt', 'elsewhere/c.txt');
    await symlink(join(folder, 'root'), join(folder, 'root/a/up'));
    await symlink('.', join(folder, 'root/self'));
    await symlink(join(folder, 'elsewhere'), join(folder, 'root/link'));
    await symlink(join(folder, 'elsewhere'), join(folder, 'elsewhere/round'));
    await watch(['root']);
    await write('elsewhere/d.txt', 'root/a/e.txt');
    await eventually(changed).toEqual(['root/a/e.txt', 'root/link/d.txt']);
  });

  it('watches a single file and what goes with it', async () => {
    await write('cat.jpg', 'dog.jpg');
    await watch(['cat.jpg']);
    await write('cat.jpg', 'cat.txt', 'dog.txt', 'sub/cat.txt');
    await eventually(changed).toEqual(['cat.jpg', 'cat.txt']);
    await unlink(join(folder, 'cat.jpg'));
    await eventually(removed).toEqual(['cat.jpg']);
    seen = [];
    await write('cat.jpg');
    await eventually(changed).toEqual(['cat.jpg']);
  });

  it('survives that the watched folder goes and comes back', async () => {
    await write('root/a.txt', 'root/sub/b.txt');
    await watch(['root']);
    await rm(join(folder, 'root'), { recursive: true });
    await eventually(removed).toEqual(['root/a.txt', 'root/sub/b.txt']);
    expect(changed()).toEqual([]);
    seen = [];
    await write('root/sub/c.txt');
    await eventually(changed).toEqual(['root/sub/c.txt']);
    await write('root/d.txt');
    await eventually(changed).toEqual(['root/d.txt', 'root/sub/c.txt']);
  });

  it('notices that the watched folder was replaced by another', async () => {
    await write('root/a.txt', 'root/both.txt', 'next/b.txt', 'next/both.txt');
    await watch(['root']);
    await rename(join(folder, 'root'), join(folder, 'before'));
    await rename(join(folder, 'next'), join(folder, 'root'));
    await eventually(changed).toEqual(['root/b.txt', 'root/both.txt']);
    await eventually(removed).toContain('root/a.txt');
    await write('root/later.txt');
    await eventually(changed).toContain('root/later.txt');
  });

  it('waits for a path that is not there yet', async () => {
    await watch(['later']);
    await write('later/a.txt');
    await eventually(changed).toEqual(['later/a.txt']);
  });

  it('gathers what happens while the consumer is busy', async () => {
    const changes = watchPaths([folder], { signal: stop.signal, settleMs: 40 });
    await changes.ready;
    const iterator = changes[Symbol.asyncIterator]();
    await write('a.txt', 'b.txt');
    await pause(200);
    await unlink(join(folder, 'b.txt'));
    await write('c.txt');
    await pause(300);
    const { value } = await iterator.next();
    expect(value && [short(value.changed), short(value.removed)]).toEqual([['a.txt', 'c.txt'], ['b.txt']]);
    await iterator.return?.();
    watching = Promise.resolve();
  });

  it('ends cleanly when aborted, before and while it watches', async () => {
    await watch();
    stop.abort();
    await watching;
    for await (const _ of watchPaths([folder], { signal: stop.signal })) expect.unreachable();
  });
});
