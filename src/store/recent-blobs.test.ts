import { describe, expect, it } from 'vitest';
import { blobsContract } from './blobs.contract.ts';
import { type BlobStore, memoryBlobs } from './blobs.ts';
import { recentBlobs } from './recent-blobs.ts';

blobsContract('memory behind what was read last', { open: async () => recentBlobs(memoryBlobs(), { maxBytes: 1e6 }) });

describe('what was read last', () => {
  const counted = (): { readonly blobs: BlobStore; readonly asked: string[] } => {
    const asked: string[] = [];
    const kept = memoryBlobs();
    const get = async (ref: string): Promise<Uint8Array | undefined> => {
      asked.push(ref);
      return kept.get(ref);
    };
    return { asked, blobs: { ...kept, get } };
  };

  it('is not asked for again, until it was not used for longest and others need its place', async () => {
    const { blobs, asked } = counted();
    const recent = recentBlobs(blobs, { maxBytes: 400 });
    const refs = await Promise.all([1, 2, 3, 4, 5].map((n) => recent.put(Buffer.alloc(100, n))));
    const [a = '', b = '', c = '', d = '', e = ''] = refs;
    for (const ref of [a, b, c, d, a]) await recent.get(ref);
    expect(asked).toEqual([a, b, c, d]);
    await recent.get(e);
    for (const ref of [a, c, d, e]) await recent.get(ref);
    expect(asked).toEqual([a, b, c, d, e]);
    await recent.get(b);
    expect(asked.at(-1)).toBe(b);
  });

  it('is nothing large, and nothing that is not there', async () => {
    const { blobs, asked } = counted();
    const recent = recentBlobs(blobs, { maxBytes: 400 });
    const large = await recent.put(Buffer.alloc(101));
    const absent = large.replace(/^../, '00');
    for (const ref of [large, large, absent, absent]) await recent.get(ref);
    expect(asked).toHaveLength(4);
  });

  it('is read once more by whoever cancelled', async () => {
    const recent = recentBlobs(memoryBlobs(), { maxBytes: 400 });
    const ref = await recent.put(Buffer.alloc(10));
    await expect(recent.get(ref, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await recent.get(ref)).toHaveLength(10);
  });
});
