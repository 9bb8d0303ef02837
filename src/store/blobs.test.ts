import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobsContract } from './blobs.contract.ts';
import { folderBlobs, memoryBlobs } from './blobs.ts';

let root: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-blobs-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

blobsContract('memory', { open: async () => memoryBlobs() });
blobsContract('a folder', {
  async open() {
    folder = await mkdtemp(join(root, 'folder-'));
    return folderBlobs(folder);
  },
  damage: (ref) => writeFile(join(folder, ref.slice(0, 2), ref), 'something else'),
});

describe('blobs in a folder', () => {
  it('are files, whose URL leads to them, and nothing half is left beside them', async () => {
    const blobs = folderBlobs(join(root, 'made when needed'));
    const ref = await blobs.put(Buffer.from('a note'));
    const path = fileURLToPath(blobs.url(ref));
    expect(path).toContain(join('made when needed', ref.slice(0, 2), ref));
    expect(await readdir(join(path, '..'))).toEqual([ref]);
  });

  it('are written again where a half one was left', async () => {
    const place = join(root, 'half');
    const blobs = folderBlobs(place);
    const bytes = Buffer.from('all of it');
    const ref = await blobs.put(bytes);
    await writeFile(join(place, ref.slice(0, 2), ref), 'all');
    await expect(blobs.get(ref)).rejects.toThrow(/damaged/);
    await blobs.put(bytes);
    expect(String(await blobs.get(ref))).toBe('all of it');
  });
});
