import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileProblem } from './file-problem.ts';
import { readBytes } from './read-bytes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-bytes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('readBytes', () => {
  it.each([0, 1, 9_999, 10_000])('reads a file of %i bytes', async (length) => {
    const content = Buffer.alloc(length, 'ab');
    await writeFile(join(folder, 'x'), content);
    expect(Buffer.from(await readBytes(join(folder, 'x'), { maxBytes: 10_000 })).equals(content)).toBe(true);
  });

  it('refuses a file over the limit without reading it, and says which and what to do', async () => {
    await writeFile(join(folder, 'big.bin'), Buffer.alloc(10_001));
    const failure = readBytes(join(folder, 'big.bin'), { maxBytes: 10_000 });
    await expect(failure).rejects.toMatchObject({ code: 'limit-exceeded' });
    await expect(failure).rejects.toThrow(/big\.bin is larger than the limit of 10000 bytes\. Raise the limit/);
  });

  // Files of /proc say that they are empty, which is what a file that grows while it is read looks like.
  it.skipIf(process.platform !== 'linux')('reads a file that turns out longer, up to the limit', async () => {
    const bytes = await readBytes('/proc/self/status', { maxBytes: 100_000 });
    expect(Buffer.from(bytes).toString()).toMatch(/^Name:[\s\S]*\n$/);
    expect(bytes.length).toBeGreaterThan(200);
    await expect(readBytes('/proc/self/status', { maxBytes: 100 })).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('follows links', async () => {
    await writeFile(join(folder, 'x'), 'content');
    await symlink('x', join(folder, 'link'));
    expect(Buffer.from(await readBytes(join(folder, 'link'), { maxBytes: 100 })).toString()).toBe('content');
  });

  it('names what is missing, is a folder, or is cancelled', async () => {
    await expect(readBytes(join(folder, 'gone.jpg'), { maxBytes: 1 })).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringMatching(/gone\.jpg: It is not there\. Check the path/),
    });
    await expect(readBytes(folder, { maxBytes: 1_000_000 })).rejects.toThrow(/is a folder, not a file/);
    const signal = AbortSignal.abort();
    await expect(readBytes(folder, { maxBytes: 1, signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says when this user may not read it', async () => {
    await writeFile(join(folder, 'secret'), 'x');
    await chmod(join(folder, 'secret'), 0o000);
    await chmod(folder, 0o755);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(readBytes(join(folder, 'secret'), { maxBytes: 10 })).rejects.toThrow(/may not read it/);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it.skipIf(process.platform === 'win32')('does not hang on a pipe put where a file was', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    await expect(readBytes(join(folder, 'pipe.jpg'), { maxBytes: 10 })).rejects.toThrow(/pipe, socket or device/);
    await expect(readBytes('/dev/zero', { maxBytes: 10 })).rejects.toThrow(/pipe, socket or device/);
  });
});

describe('fileProblem', () => {
  it('puts the system error into words, whatever the file is called', () => {
    const failed = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    expect(fileProblem(failed, '/data/a\nb.jpg').message).toBe(
      '/data/a\\nb.jpg: The disk failed while reading it. Check the disk and copy the file from a backup.',
    );
    expect(fileProblem(new Error('odd\u001b[31m'), '/x').message).toContain('odd\\u{1b}[31m');
  });
});
