import { rm } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sampleDocument } from '../src/store/store.contract.ts';
import { buildPage, type FillPlace, findChromium, type PageServer, servePage } from './page-browser.ts';

const executablePath = findChromium();
const why = executablePath ? '' : ' (skipped: no Chromium in the PATH and SIGHTLINE_CHROMIUM is not set)';
const documents = 10_000;

async function manyDocuments({ store, dimensions }: FillPlace): Promise<void> {
  const vector = Array.from({ length: dimensions.text }, (_, at) => Math.sin(at + 1));
  const writes = Array.from({ length: documents }, (_, at) => {
    const id = `note-${String(at).padStart(5, '0')}`;
    return sampleDocument(id, [{ id: `${id}-1`, body: `Note ${at} about lanterns.`, text: vector }]);
  });
  await store.put(writes);
  await store.optimize();
}

describe.skipIf(!executablePath)(`the page over much${why}`, () => {
  let folder: string;
  let server: PageServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await buildPage();
    server = await servePage({ page: folder, files: ['products', 'catalogue.jsonl'], fill: manyDocuments });
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => page?.context().close());

  async function visit(query: string): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    // What moves without anyone having pressed anything: https://web.dev/articles/cls
    await context.addInitScript(`
      window.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    `);
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${server.url}/${query}`);
  }
  const inPage = (expression: string): Promise<unknown> => page.evaluate(expression);
  const shifted = async (): Promise<number> => Number(await inPage('window.shifted'));

  it('lists ten thousand documents in pages, filters them, and goes on', async () => {
    await visit('?view=collection');
    const rows = page.locator('.documents li .document-name');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(50);
    expect(await page.locator('.view-head').textContent()).toMatch(/10,\d{3} documents/);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.waitForURL(/offset=50/);
    await expect.poll(() => page.locator('.pager').textContent()).toContain('51 to 100');
    await page.getByRole('searchbox', { name: 'Filter documents by name' }).fill('note-09999');
    await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('note-09999.txt')]);
    expect(await shifted()).toBeLessThan(0.05);
  });

  it('shows a hundred pictures that load as they come near, in rooms kept for them', async () => {
    await visit('?q=lantern+in+the+evening&k=96');
    await page.waitForSelector('.card img.seen');
    expect(await page.locator('.card').count()).toBe(96);
    const loaded = (): Promise<unknown> => inPage(`[...document.images].filter((image) => image.complete).length`);
    const atFirst = Number(await loaded());
    const all = Number(await inPage('document.images.length'));
    expect(atFirst).toBeLessThan(all);
    for (let screens = 0; screens < 40; screens++) {
      await inPage('scrollBy(0, 700)');
      await page.waitForTimeout(30);
    }
    await expect.poll(loaded).toBe(all);
    expect(await shifted()).toBeLessThan(0.05);
  });

  it('moves nothing while the start page and an answer fill', async () => {
    await visit('');
    await page.locator('.starts img.seen').first().waitFor();
    expect(await shifted()).toBeLessThan(0.05);
    await page.goto(`${server.url}/?q=${encodeURIComponent('What is note 17 about?')}&ask=1`);
    await page.locator('.found-fine').waitFor();
    expect(await shifted()).toBeLessThan(0.05);
  });
});
