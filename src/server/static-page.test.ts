import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StaticPage, staticPage } from './static-page.ts';

describe('staticPage', () => {
  let folder: string;
  let page: StaticPage;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-static-'));
    await mkdir(join(folder, 'web/assets'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'web/index.html'), '<!doctype html><title>Page</title>');
    await writeFile(join(folder, 'web/assets/index-DuDoful7.js'), 'first()');
    await writeFile(join(folder, 'web/assets/theme-1.js'), 'second()');
    page = staticPage(join(folder, 'web'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const cached = async (path: string): Promise<string | null | undefined> =>
    (await page.answer(path, undefined))?.headers.get('cache-control');

  it('lets browsers keep for ever only what another content would have another name for', async () => {
    expect(await cached('/assets/index-DuDoful7.js')).toContain('immutable');
    expect(await cached('/assets/theme-1.js')).toBe('no-cache');
    expect(await cached('/')).toBe('no-cache');
  });

  it('says of what is unchanged only that', async () => {
    const first = await page.answer('/assets/theme-1.js', undefined);
    const again = await page.answer('/assets/theme-1.js', first?.headers.get('etag') ?? '');
    expect([again?.status, await again?.text()]).toEqual([304, '']);
  });

  it('has nothing but what lies in its folder', async () => {
    for (const path of ['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/assets/none.js']) {
      expect(await page.answer(path, undefined)).toBeUndefined();
    }
    expect(await (await page.answer('/a/place/inside', undefined))?.text()).toContain('<title>Page</title>');
  });
});
