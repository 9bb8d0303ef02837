import { describe, expect, it } from 'vitest';
import type { FetchedResource } from '../../support/fetch-url.ts';
import { isUrl, urlAsset } from './url-asset.ts';

const fetched: FetchedResource = {
  url: 'https://example.com/moved/page.html',
  mediaType: 'text/html',
  bytes: Buffer.from('<p>'),
};

describe('urlAsset', () => {
  it('fetches when asked for its bytes, once, and knows type, size and base from then on', async () => {
    const asked: string[] = [];
    const asset = urlAsset('https://example.com/page?a=1#part', {
      fetch: async (url) => {
        asked.push(url);
        return fetched;
      },
    });
    expect(asset).toMatchObject({
      source: 'https://example.com/page?a=1',
      name: 'https://example.com/page?a=1',
      baseUrl: 'https://example.com/page?a=1',
      companions: [],
      declaredType: 'application/octet-stream',
      sizeBytes: 0,
    });
    expect(asset.root).toBeUndefined();
    expect(asset.path).toBeUndefined();
    expect(asked).toEqual([]);
    const [first, second] = await Promise.all([asset.bytes(), asset.bytes()]);
    expect(first).toBe(second);
    expect(await asset.bytes()).toBe(first);
    expect(asked).toEqual(['https://example.com/page?a=1']);
    expect(asset).toMatchObject({ declaredType: 'text/html', sizeBytes: 3, baseUrl: fetched.url });
  });

  it('tries again after a failure', async () => {
    let calls = 0;
    const asset = urlAsset('https://example.com/', {
      fetch: async () => {
        if (calls++ === 0) throw new Error('no connection');
        return fetched;
      },
    });
    await expect(asset.bytes()).rejects.toThrow('no connection');
    expect((await asset.bytes()).length).toBe(3);
  });

  it('never looks unchanged by its stamp', () => {
    const make = () => urlAsset('https://example.com/', { fetch: async () => fetched });
    expect(make().stamp).not.toBe(make().stamp);
  });

  it('refuses what is not a URL', () => {
    expect(() => urlAsset('example dot com', { fetch: async () => fetched })).toThrow(/is not a URL/);
  });
});

describe('isUrl', () => {
  it('tells web addresses from paths', () => {
    expect(['https://example.com/x', 'HTTP://example.com'].map(isUrl)).toEqual([true, true]);
    expect(['/a/b', 'C:\\a', 'httpdocs/a', 'https:', 'file:///a', 'a/http://b'].map(isUrl)).toEqual(
      Array(6).fill(false),
    );
  });
});
