import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../support/hashing.ts';
import type { BlobStore } from './blobs.ts';

/** What a store's own test tells of it. */
export interface BlobsUnderTest {
  /** A store with nothing in it. */
  open(): Promise<BlobStore>;
  /** Changes a byte of a kept copy behind the store's back; undefined where nobody else can reach it. */
  readonly damage?: (ref: string) => Promise<void>;
}

/** Everything that is read, in one piece. */
async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/**
 * What every `BlobStore` promises. An outside adapter runs it in its own tests:
 * `blobsContract('my-store', { open: async () => myBlobs(url) })`.
 */
export function blobsContract(name: string, { open, damage }: BlobsUnderTest): void {
  describe(`${name} keeps the promises of a blob store`, () => {
    const bytes = randomBytes(300_000);
    const ref = contentHash(bytes);
    const absent = contentHash('never kept');

    it('gives back what was kept, under the SHA-256 of its bytes', async () => {
      const blobs = await open();
      expect(await blobs.put(bytes, { mediaType: 'image/png' })).toBe(ref);
      expect(Buffer.compare((await blobs.get(ref)) ?? Buffer.of(), bytes)).toBe(0);
      expect([await blobs.has(ref), await blobs.size(ref)]).toEqual([true, bytes.length]);
      expect(Buffer.compare(await whole(blobs.read(ref)), bytes)).toBe(0);
    });

    it('says that it does not have what was never kept', async () => {
      const blobs = await open();
      expect([await blobs.get(absent), await blobs.has(absent), await blobs.size(absent)]).toEqual([
        undefined,
        false,
        undefined,
      ]);
      await expect(whole(blobs.read(absent))).rejects.toMatchObject({ code: 'unreadable-file' });
      await expect(whole(blobs.read(absent, { start: 0, end: 5 }))).rejects.toMatchObject({ code: 'unreadable-file' });
    });

    it('reads a range: from its start to before its end, and no more than there is', async () => {
      const blobs = await open();
      await blobs.put(bytes);
      const part = async (start: number, end: number): Promise<number> =>
        Buffer.compare(await whole(blobs.read(ref, { start, end })), bytes.subarray(start, end));
      expect(await part(0, 1)).toBe(0);
      expect(await part(7, 100_007)).toBe(0);
      expect(await part(bytes.length - 3, bytes.length)).toBe(0);
      expect(await part(bytes.length - 3, bytes.length + 50)).toBe(0);
      expect(await part(0, bytes.length)).toBe(0);
      expect(await whole(blobs.read(ref, { start: 10, end: 10 }))).toHaveLength(0);
    });

    it('keeps the same bytes once, also when they come at once, and does not look at the caller’s array later', async () => {
      const blobs = await open();
      const own = Uint8Array.from(bytes);
      const refs = await Promise.all([blobs.put(own), blobs.put(own), blobs.put(own)]);
      own.fill(0);
      expect(new Set(refs)).toEqual(new Set([ref]));
      expect(await blobs.put(bytes)).toBe(ref);
      expect(Buffer.compare((await blobs.get(ref)) ?? Buffer.of(), bytes)).toBe(0);
    });

    it('keeps nothing at all, too', async () => {
      const blobs = await open();
      const empty = await blobs.put(new Uint8Array(0));
      expect(empty).toBe(contentHash(''));
      expect([await blobs.get(empty), await blobs.size(empty)]).toMatchObject([{ length: 0 }, 0]);
      expect(await whole(blobs.read(empty))).toHaveLength(0);
    });

    it('lets a reader leave in the middle', async () => {
      const blobs = await open();
      await blobs.put(bytes);
      for await (const piece of blobs.read(ref)) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
      expect(await blobs.size(ref)).toBe(bytes.length);
    });

    it('has a URL for each ref that says which it is and stays as it is', async () => {
      const blobs = await open();
      await blobs.put(bytes);
      expect(blobs.url(ref)).toContain(ref);
      expect(blobs.url(ref)).toBe(blobs.url(ref));
      expect(URL.canParse(blobs.url(ref))).toBe(true);
      expect(blobs.url(absent)).not.toBe(blobs.url(ref));
    });

    it.each(['', '..', '../../etc/passwd', ref.toUpperCase(), `${ref}/..`, ref.slice(1), `${ref}\n`])(
      'refuses %j, which is no ref',
      async (wrong) => {
        const blobs = await open();
        await expect(blobs.get(wrong)).rejects.toMatchObject({ code: 'bad-option' });
        await expect(blobs.has(wrong)).rejects.toMatchObject({ code: 'bad-option' });
        await expect(blobs.size(wrong)).rejects.toMatchObject({ code: 'bad-option' });
        await expect(whole(blobs.read(wrong))).rejects.toMatchObject({ code: 'bad-option' });
        expect(() => blobs.url(wrong)).toThrow(/Not the ref/);
      },
    );

    it('stops at once when it is cancelled', async () => {
      const blobs = await open();
      await blobs.put(bytes);
      const signal = AbortSignal.abort();
      await expect(blobs.put(randomBytes(10), { signal })).rejects.toMatchObject({ code: 'cancelled' });
      await expect(blobs.get(ref, { signal })).rejects.toMatchObject({ code: 'cancelled' });
      await expect(whole(blobs.read(ref, undefined, { signal }))).rejects.toMatchObject({ code: 'cancelled' });
    });

    it.skipIf(damage === undefined)('says that a copy is damaged (skipped where nobody can reach it)', async () => {
      const blobs = await open();
      await blobs.put(bytes);
      await damage?.(ref);
      await expect(blobs.get(ref)).rejects.toMatchObject({ code: 'broken-content' });
      await expect(whole(blobs.read(ref))).rejects.toMatchObject({ code: 'broken-content' });
    });
  });
}
