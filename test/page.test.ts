import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseApiKeys } from '../src/server/api-keys.ts';
import {
  buildPage,
  collection,
  dropFile,
  findChromium,
  type PageServer,
  seriousFaults,
  servePage,
} from './page-browser.ts';

const executablePath = findChromium();
const why = executablePath ? '' : ' (skipped: no Chromium in the PATH and SIGHTLINE_CHROMIUM is not set)';

const products = ['MidnightOak', 'PaleHalyard', 'CinderRider', 'Stormhut', 'SwayHammock', 'Beacon', 'EmberRing'];
const chair = join(collection, 'products/MidnightOak.jpg');
const hostile =
  'The zebra crossing <img src="x" onerror="window.harmed = true"><script>window.harmed = true</script> is striped.\n';
const figureQuestion = 'What does Figure 2 of the tent manual show?';

describe.skipIf(!executablePath)(`the page in Chromium${why}`, () => {
  let folder: string;
  let server: PageServer;
  let browser: Browser;
  let page: Page;
  /** Faults that the browser told of, breaches of the content security policy among them. */
  let faults: string[] = [];
  let work: string;

  beforeAll(async () => {
    [folder, work] = await Promise.all([buildPage(), mkdtemp(join(tmpdir(), 'sightline-page-work-'))]);
    const names = readdirSync(join(collection, 'products'));
    server = await servePage({
      page: folder,
      files: [
        ...products.map((name) => `products/${names.find((file) => file.startsWith(name)) ?? `${name}.jpg`}`),
        'care/zipper-care.md',
        'care/oiling-an-oak-chair.md',
        'documents/ridgeback-tent-manual.pdf',
        'catalogue.jsonl',
      ],
      more: { 'hostile.txt': hostile },
    });
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    for (const path of [folder, work]) if (path) await rm(path, { recursive: true, force: true });
  });
  afterEach(async () => {
    await page?.context().close();
    expect(faults).toEqual([]);
  });

  /** A browser of its own on a place of the page. */
  async function visit(query = '', options: BrowserContextOptions = {}, url = server.url): Promise<Page> {
    faults = [];
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      reducedMotion: 'reduce',
      ...options,
    });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (/content security policy|refused to/i.test(message.text())) faults.push(message.text());
    });
    await page.goto(`${url}/${query}`);
    return page;
  }
  /** The value of an expression in the page; a string, as the types of this project know no browser. */
  const inPage = (expression: string): Promise<unknown> => page.evaluate(expression);
  const onCard = `document.activeElement.matches('.card .cover')`;
  const titles = (): Promise<string[]> => page.locator('.card .card-title').allTextContents();
  const asked = (text: string, more = ''): string => `?q=${encodeURIComponent(text)}${more}`;

  it('finds pictures by words, and keeps the search in its address', async () => {
    await visit();
    await page.getByRole('searchbox').fill('dark wooden chair');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card img.seen');
    expect((await titles())[0]).toContain('MidnightOak');
    expect(await inPage(`document.querySelector('.card img').naturalWidth`)).toBeGreaterThan(100);
    expect(await page.title()).toBe('dark wooden chair · Sightline');
    expect(new URL(page.url()).searchParams.get('q')).toBe('dark wooden chair');
    const found = await titles();
    await page.getByRole('searchbox').fill('hammock');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=hammock/);
    await page.goBack();
    await page.waitForURL(/q=dark/);
    await expect.poll(titles).toEqual(found);
  });

  it('shows why a hit is there, kinds, and conditions that can be taken back', async () => {
    await visit(asked('lamps under $100'));
    const condition = page.locator('.condition');
    await condition.waitFor();
    expect(await condition.textContent()).toBe('price below $100');
    const cheap = (await page.locator('.price').allTextContents()).map((price) => Number(price.replace(/[$,]/g, '')));
    expect(cheap.length).toBeGreaterThan(0);
    expect(cheap.filter((price) => price >= 100)).toEqual([]);
    await condition.getByRole('button').click();
    await page.waitForURL(/without=under/);
    await page.locator('.condition.off').waitFor();
    await expect.poll(() => page.locator('.price').count()).toBeGreaterThan(cheap.length);
    await page.locator('.condition.off').getByRole('button').click();
    await page.locator('.condition:not(.off)').waitFor();
    await page.goto(`${server.url}/${asked('zipper')}`);
    await page.waitForSelector('.card:not(.skeleton .card)');
    await page.getByRole('button', { name: 'Why', exact: true }).click();
    expect(await page.locator('.why').first().textContent()).toMatch(/Words.*Meaning.*Looks/s);
    await page.getByRole('button', { name: 'Passages' }).click();
    await page.waitForURL(/kind=text/);
    await expect.poll(() => page.locator('.card.kind-image').count()).toBe(0);
  });

  it('searches by a dropped picture, and by a region of it', async () => {
    await visit();
    await dropFile(page, chair, 'chair.jpg', 'image/jpeg');
    await page.waitForSelector('.card img.seen');
    expect((await titles())[0]).toContain('MidnightOak');
    await page.getByRole('button', { name: /Choose a part of the picture/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('group', { name: /Chosen part/ }).focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowUp');
    await dialog.getByRole('button', { name: 'Move the bottom right corner with the arrow keys' }).focus();
    await page.keyboard.press('ArrowLeft');
    const sent = page.waitForRequest(/api\/search/);
    await dialog.getByRole('button', { name: 'Search by this part' }).click();
    const { pictures } = (await sent).postDataJSON() as { pictures: { data: string; region: { width: number } }[] };
    expect(pictures[0]?.data).toMatch(/^data:image\/jpeg;base64,/);
    expect(pictures[0]?.region.width).toBeGreaterThan(50);
    await page.waitForURL(/xywh/);
    await expect.poll(titles).not.toEqual([]);
    // The picture outlives a reload of the page.
    await page.reload();
    await page.waitForSelector('.card img.seen');
  });

  it('streams an answer whose claim lights up its figure and opens it at its place', async () => {
    await visit();
    await page.getByRole('searchbox').fill(figureQuestion);
    expect(await page.getByRole('radio', { name: 'Ask' }).isChecked()).toBe(true);
    await page.keyboard.press('Enter');
    const chip = page.locator('.answer-text button.cite').first();
    await chip.waitFor();
    expect(await page.locator('.answer-text').textContent()).toContain('Peg the floor'.toLowerCase());
    await chip.hover();
    expect(await page.locator('.card.pointed .card-title').textContent()).toContain('Figure 2');
    await chip.focus();
    await page.keyboard.press('Enter');
    const viewer = page.getByRole('dialog');
    await viewer.locator('.stage-picture img').waitFor();
    // Of the page's width and height, as the manual has it: from 56 of 595 points on, and from 182 of 842.
    const share = (side: string): Promise<unknown> =>
      inPage(`(() => {
        const [box, page] = ['.stage-box', '.stage-picture'].map((name) => document.querySelector(name).getBoundingClientRect());
        return Math.round(100 * ${side});
      })()`);
    await expect.poll(() => share('(box.left - page.left) / page.width')).toBe(9);
    expect(await share('(box.top - page.top) / page.height')).toBe(22);
    expect(await share('box.width / page.width')).toBe(81);
    const before = await share('page.width');
    await viewer.getByRole('button', { name: 'Zoom to the place' }).click();
    await expect.poll(() => share('page.width')).toBeGreaterThan(Number(before) * 1.2);
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    await expect.poll(() => inPage(`document.activeElement.matches('.answer-text button.cite')`)).toBe(true);
  });

  it('says when nothing answers, and shows the nearest', async () => {
    await visit(asked('What is the capital of Mongolia?', '&ask=1'));
    await page.getByRole('heading', { name: 'No answer here' }).waitFor();
    expect(await page.locator('.verdict').textContent()).toContain('The nearest are');
  });

  it('is used with the keyboard alone', async () => {
    await visit();
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('chair');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card img.seen');
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab');
      if (await inPage(onCard)) break;
    }
    await page.keyboard.press('Enter');
    const viewer = page.getByRole('dialog');
    await viewer.getByText(/^1 \/ \d+$/).waitFor();
    await page.keyboard.press('ArrowRight');
    await viewer.getByText(/^2 \/ \d+$/).waitFor();
    for (let presses = 0; presses < 30; presses++) await page.keyboard.press('Tab');
    expect(await inPage(`document.activeElement.closest('dialog, body').tagName`)).toMatch(/DIALOG|BODY/);
    expect(await inPage(`document.querySelector('main').contains(document.activeElement)`)).toBe(false);
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    await expect.poll(() => inPage(onCard)).toBe(true);
  });

  it('adds files with their progress, names the bad one, and deletes with a way back', async () => {
    const good = join(work, 'kayak-notes.md');
    const bad = join(work, 'torn.pdf');
    await writeFile(good, '# Kayak\n\nRinse the kayak with fresh water after every trip to the sea.\n');
    await writeFile(bad, '%PDF-1.7 torn');
    await visit('?view=collection');
    await page.locator('.adding-drop input').setInputFiles([good, bad]);
    await page.locator('.batch.done').waitFor();
    expect(await page.locator('.batch h3').textContent()).toBe('1 added, 1 failed.');
    expect(await page.locator('.batch li.failed').textContent()).toMatch(/torn\.pdf.{10,}/s);
    await page.getByRole('searchbox', { name: 'Filter documents by name' }).fill('kayak');
    await page.waitForURL(/text=kayak/);
    await page.getByRole('button', { name: 'Read kayak-notes.md again' }).click();
    await expect.poll(() => page.locator('.batch.done').count(), { timeout: 15_000 }).toBe(2);
    expect(await page.locator('.batch h3').first().textContent()).toMatch(/^1 read again\.$/);
    const remove = page.getByRole('button', { name: 'Delete kayak-notes.md' });
    await remove.click();
    await remove.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await remove.click();
    // Leaving the page does not wait for the time in which it can be undone.
    await page.goto(`${server.url}/?view=reports`);
    await expect
      .poll(
        async () => {
          const list = await fetch(`${server.url}/api/documents?text=kayak`);
          return ((await list.json()) as { total: number }).total;
        },
        { timeout: 15_000 },
      )
      .toBe(0);
  });

  it('fits a phone: nothing is wider than 360 pixels', async () => {
    await visit('', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const manual = asked('tent manual figure');
    for (const query of ['', manual, asked(figureQuestion, '&ask=1'), '?view=collection', '?view=reports']) {
      await page.goto(`${server.url}/${query}`);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      if (query.includes('q=')) await page.waitForSelector('.card .cover');
      expect([query, await inPage('document.documentElement.scrollWidth')]).toEqual([query, 360]);
    }
    await page.goto(`${server.url}/${asked(figureQuestion, '&ask=1')}`);
    await page.locator('.answer-text button.cite').first().tap();
    await page.getByRole('dialog').locator('.stage-picture img').waitFor();
    await page.goto(`${server.url}/${manual}`);
    await page.locator('.card .cover').first().tap();
    await page.getByRole('dialog').locator('.details').waitFor();
    expect(await inPage(`document.querySelector('dialog').scrollWidth`)).toBe(360);
  });

  it('is dark where the system is, unless told otherwise', async () => {
    await visit('', { colorScheme: 'dark' });
    await page.getByRole('searchbox').waitFor();
    const paper = (): Promise<unknown> => inPage('getComputedStyle(document.body).backgroundColor');
    await expect.poll(paper).toBe('rgb(17, 20, 22)');
    await page.getByRole('button', { name: /^Theme/ }).click();
    await expect.poll(paper).toBe('rgb(250, 249, 246)');
    await page.reload();
    await expect.poll(paper).toBe('rgb(250, 249, 246)');
  });

  it('shows what stands in documents as text, never as a page', async () => {
    await visit(asked('zebra crossing'));
    const card = page.locator('.card', { hasText: 'zebra' }).first();
    await card.waitFor();
    expect(await card.textContent()).toContain('<img src="x"');
    await card.locator('.cover').click();
    await page.getByRole('dialog').locator('.sheet').waitFor();
    expect(await inPage(`'harmed' in window`)).toBe(false);
  });

  it('has no serious fault that axe knows of, on any view', async () => {
    await visit();
    const views: readonly (readonly [query: string, ready: string])[] = [
      ['', '.home-counts'],
      ['?view=reports', '.report-list'],
      [asked(figureQuestion, '&ask=1'), '.sources'],
      ['?view=collection', '.documents li .document-name'],
      ['?view=reports&id=trial', 'iframe'],
    ];
    const found: string[] = [];
    const check = async (where: string): Promise<void> => {
      found.push(...(await seriousFaults(page)).map((fault) => `${where} ${fault}`));
    };
    // In the dark only what has colours of its own.
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [query, ready] of colorScheme === 'light' ? views : views.slice(2, 4)) {
        await page.goto(`${server.url}/${query}`);
        await page.waitForSelector(ready);
        await check(`${colorScheme} ${query}`);
      }
      if (colorScheme === 'light') {
        await page.goto(`${server.url}/?view=collection&text=manual`);
        await page.locator('.document-name a').click();
        await page.locator('.parts li').first().waitFor();
        await check('document');
      }
      await page.goto(`${server.url}/${asked('wooden chair')}`);
      await page.getByRole('button', { name: 'Why', exact: true }).click();
      await page.getByRole('button', { name: 'Options' }).click();
      await check(`${colorScheme} options and reasons`);
      await page.locator('.card.with-picture .cover').first().click();
      await page.locator('.stage-picture img').waitFor();
      await check(`${colorScheme} viewer`);
      await page.getByRole('button', { name: 'Search by a part' }).click();
      await page.locator('.crop-box').waitFor();
      await check(`${colorScheme} crop`);
    }
    expect(found).toEqual([]);
  });

  it('says what failed and tries again, also when the server is gone', async () => {
    await visit();
    await page.getByRole('searchbox').waitFor();
    await page.route('**/api/search', (route) => route.abort());
    await page.getByRole('searchbox').fill('lantern');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The server cannot be reached' }).waitFor();
    await page.unroute('**/api/search');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForSelector('.card img.seen');
    await page.goto(`${server.url}/${asked('chair', '&filter=price+%3C%3C')}`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/filter/i);
  });

  it('asks for the key, and invites to fill an empty index', async () => {
    const key = 'a-long-enough-key-for-a-test';
    const locked = await servePage({ page: folder, keys: parseApiKeys(key) });
    try {
      await visit('', {}, locked.url);
      await page.getByRole('textbox', { name: 'Key' }).fill(key);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
      await page.getByRole('link', { name: 'Add files' }).click();
      await page.locator('.adding-drop input').setInputFiles([chair]);
      await page.locator('.batch.done').waitFor();
      await page.goto(`${locked.url}/${asked('chair')}`);
      // Pictures are fetched with the key and shown as blobs.
      await page.waitForSelector('.card img.seen');
      expect(await page.locator('.card img').first().getAttribute('src')).toMatch(/^blob:/);
    } finally {
      await locked.close();
    }
  });

  it('is small: what the first view loads', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const first = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
    const bytes = first.map((path) => gzipSync(readFileSync(join(folder, path))).length);
    expect(first.length).toBeGreaterThan(2);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(45_000);
    expect(html).not.toMatch(/<script(?![^>]*src)|style=|https?:\/\//);
  });
});
