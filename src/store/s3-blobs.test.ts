import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobsContract } from './blobs.contract.ts';
import { type FakeS3, fakeS3 } from './fake-s3.ts';
import { s3Blobs } from './s3-blobs.ts';

let storage: FakeS3;
let opened = 0;
beforeAll(async () => {
  storage = await fakeS3();
});
afterAll(() => storage.close());

const blobsIn = (prefix: string) =>
  s3Blobs(`s3://${storage.bucket}/${prefix}`, {
    environment: storage.environment,
    offline: true,
    maxBytes: 2 ** 20,
    retries: 0,
  });

blobsContract('object storage', {
  open: async () => blobsIn(`contract/${++opened}`),
  damage: (ref) => storage.damage(`contract/${opened}/${ref.slice(0, 2)}/${ref}`),
});

describe('blobs in object storage', () => {
  it('are handed out by the service itself as what they are, and nothing in them runs', async () => {
    const blobs = blobsIn('typed');
    const get = async (content: string, mediaType: string): Promise<(string | null)[]> => {
      const ref = await blobs.put(Buffer.from(content), { mediaType });
      const { headers } = await fetch(blobs.url(ref));
      return ['content-type', 'content-disposition', 'cache-control'].map((name) => headers.get(name));
    };
    const forEver = 'public, max-age=31536000, immutable';
    expect(await get('a photo', 'image/jpeg')).toEqual(['image/jpeg', 'inline', forEver]);
    expect(await get('<script>', 'text/html')).toEqual(['application/octet-stream', 'attachment', forEver]);
    expect(await get('<svg>', 'image/svg+xml')).toEqual(['application/octet-stream', 'attachment', forEver]);
    expect(await get('other', 'what/ever\r\nx: y')).toEqual(['application/octet-stream', 'attachment', forEver]);
  });

  it('lie under their prefix, and two prefixes of a bucket know nothing of each other', async () => {
    const ref = await blobsIn('one/two').put(Buffer.from('here'));
    expect(blobsIn('one/two').url(ref)).toBe(`${storage.url}/pictures/one/two/${ref.slice(0, 2)}/${ref}`);
    expect(await blobsIn('one').has(ref)).toBe(false);
    expect(await blobsIn('one/two').has(ref)).toBe(true);
  });
});
