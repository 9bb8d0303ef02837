import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Picture } from '../../data/picture.ts';
import { SightlineError } from '../../support/errors.ts';
import type { FetchOptions } from '../../support/fetch-url.ts';
import type { Asset } from '../asset.ts';
import { urlAsset } from '../sources/url-asset.ts';
import { type PictureLoaderOptions, pictureLoader } from './load-picture.ts';

let folder: string;
let png: Buffer;
let asked: { url: string; options: FetchOptions }[];

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sightline-picture-')));
  await mkdir(join(folder, 'docs'));
  png = await sharp({ create: { width: 8, height: 4, channels: 3, background: '#c04020' } })
    .png()
    .toBuffer();
  await writeFile(join(folder, 'docs/red.png'), png);
  asked = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const document = (): Asset => ({
  source: join(folder, 'docs/page.html'),
  name: 'docs/page.html',
  root: folder,
  path: join(folder, 'docs/page.html'),
  companions: [],
  stamp: '',
  sizeBytes: 0,
  bytes: async () => new Uint8Array(),
});

function loader(options: Partial<PictureLoaderOptions> = {}) {
  return pictureLoader({
    asset: document(),
    limits: { maxFileBytes: 10_000, maxPixels: 20_000, timeoutMs: 60_000 },
    workingSide: 64,
    remote: 'never',
    allowPrivate: false,
    fetch: async (url, options) => {
      asked.push({ url, options });
      if (url.endsWith('gone.png')) throw new SightlineError('network-failed', 'It answered with HTTP status 404.');
      return { url, mediaType: 'image/png', bytes: png };
    },
    ...options,
  });
}

const urlsAsked = () => asked.map((one) => one.url);

describe('pictures in files', () => {
  it('decodes the picture a path means, and remembers where it is', async () => {
    const picture = await loader()(' red.png ');
    expect(picture).toMatchObject({ width: 8, height: 4, mediaType: 'image/png', path: join(folder, 'docs/red.png') });
    expect([...picture.pixels.data.subarray(0, 3)]).toEqual([0xc0, 0x40, 0x20]);
    expect(asked).toEqual([]);
  });

  it('rejects with what is wrong with it', async () => {
    await writeFile(join(folder, 'docs/notes.png'), 'this is no picture');
    await writeFile(join(folder, 'docs/large.png'), Buffer.alloc(10_001));
    await writeFile(join(folder, 'docs/wide.png'), await sharp(png).resize(200, 200, { fit: 'fill' }).png().toBuffer());
    await writeFile(join(folder, 'docs/empty.png'), '');
    await symlink('/etc/passwd', join(folder, 'docs/passwd.png'));
    const codes = async (...references: string[]) =>
      Promise.all(
        references.map((one) =>
          loader()(one).then(
            () => 'ok',
            (error: SightlineError) => error.code,
          ),
        ),
      );
    expect(
      await codes('gone.png', 'large.png', 'wide.png', 'passwd.png', '../../x.png', '', 'x'.repeat(5_000)),
    ).toEqual([
      'unreadable-file',
      'limit-exceeded',
      'limit-exceeded',
      'unreadable-file',
      'unreadable-file',
      'unreadable-file',
      'unreadable-file',
    ]);
    await expect(loader()('notes.png')).rejects.toBeInstanceOf(SightlineError);
    await expect(loader()('empty.png')).rejects.toBeInstanceOf(SightlineError);
    await expect(loader({ signal: AbortSignal.abort() })('red.png')).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('names schemes it cannot follow, but takes a file whose name has a colon', async () => {
    await writeFile(join(folder, 'docs/photo:1.png'), png);
    expect((await loader()('photo:1.png')).width).toBe(8);
    await expect(loader()('cid:logo@example')).rejects.toThrow(/from "cid:" references/);
    await expect(loader()('blob:https://example.com/1234')).rejects.toThrow(/from "blob:" references/);
    await expect(loader()('file:///etc/passwd')).rejects.toThrow(/outside the indexed folder/);
  });

  it('decodes a picture once for all references where it is given a cache, but not its failures', async () => {
    const cache = new Map<string, Promise<Picture>>();
    const load = loader({ cache });
    const [one, two] = await Promise.all([load('red.png'), load('./red.png?x')]);
    expect(one).toBe(two);
    await writeFile(join(folder, 'docs/late.png'), '');
    await expect(load('late.png')).rejects.toThrow();
    await writeFile(join(folder, 'docs/late.png'), png);
    expect((await load('late.png')).width).toBe(8);
    expect(cache.size).toBe(2);
  });
});

describe('data: URLs', () => {
  it('decodes them under the same limits', async () => {
    const picture = await loader()(`data:image/png;base64,${png.toString('base64')}`);
    expect(picture).toMatchObject({ width: 8, height: 4 });
    expect(picture.path).toBeUndefined();
    const svg = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='7'/>";
    expect(await loader()(svg)).toMatchObject({ width: 9, height: 7 });
    await expect(loader()(`data:image/png;base64,${'A'.repeat(20_000)}`)).rejects.toMatchObject({
      code: 'limit-exceeded',
    });
    await expect(loader()('data:image/png;base64,AAAA')).rejects.toBeInstanceOf(SightlineError);
  });
});

describe('pictures on the web', () => {
  it('fetches them only as the remote rule says', async () => {
    const url = 'https://example.com/a.png';
    for (const [remote, ofRecord, fetched] of [
      ['never', false, false],
      ['never', true, false],
      ['records', false, false],
      ['records', true, true],
      ['always', false, true],
      ['always', true, true],
    ] as const) {
      asked = [];
      const loading = loader({ remote })(url, { remote: ofRecord });
      if (fetched) expect((await loading).mediaType).toBe('image/png');
      else await expect(loading).rejects.toMatchObject({ code: 'network-refused' });
      expect(urlsAsked(), `${remote} ${ofRecord}`).toEqual(fetched ? [url] : []);
    }
  });

  it('passes on limits and rules, takes //host/path for https, and reports failures', async () => {
    const load = loader({ remote: 'always', allowPrivate: true });
    await load('//cdn.example.com/a b.png');
    expect(asked[0]).toMatchObject({
      url: 'https://cdn.example.com/a%20b.png',
      options: { maxBytes: 10_000, timeoutMs: 30_000, allowPrivate: true },
    });
    await expect(load('https://example.com/gone.png')).rejects.toMatchObject({ code: 'network-failed' });
    await expect(load('https://')).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('resolves the references of a web page against where it was in the end', async () => {
    const page = urlAsset('https://example.com/start', {
      fetch: async () => ({ url: 'https://example.com/shop/', mediaType: 'text/html', bytes: new Uint8Array() }),
    });
    const load = loader({ asset: page, remote: 'always' });
    await load('a.png');
    await page.bytes();
    await load('a.png');
    await load('/b.png?x=1');
    await load('//other.example/c.png');
    expect(urlsAsked()).toEqual([
      'https://example.com/a.png',
      'https://example.com/shop/a.png',
      'https://example.com/b.png?x=1',
      'https://other.example/c.png',
    ]);
    await expect(loader({ asset: page })('a.png')).rejects.toMatchObject({ code: 'network-refused' });
    expect((await loader({ asset: page })(`data:image/png;base64,${png.toString('base64')}`)).width).toBe(8);
  });

  it('never reads local files for a web page', async () => {
    const page = urlAsset('https://example.com/', { fetch: async () => Promise.reject(new Error('unused')) });
    // The real fetchUrl stands between: it takes http and https only.
    const { fetchUrl } = await import('../../support/fetch-url.ts');
    const load = loader({ asset: page, remote: 'always', fetch: fetchUrl });
    await expect(load('file:///etc/passwd')).rejects.toMatchObject({ code: 'network-refused' });
    await expect(load('http://127.0.0.1:9/x.png')).rejects.toMatchObject({ code: 'network-refused' });
  });
});
