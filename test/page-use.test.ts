import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseApiKeys } from '../src/server/api-keys.ts';
import { buildPage, collection, findChromium, type PageServer, seriousFaults, servePage } from './page-browser.ts';

const executablePath = findChromium();
const why = executablePath ? '' : ' (skipped: no Chromium in the PATH and SIGHTLINE_CHROMIUM is not set)';
const key = 'a-long-enough-key-for-a-test';
const chair = readFileSync(join(collection, 'products/MidnightOak.jpg')).toString('base64');
const longName = `${'a-name-that-goes-on-'.repeat(8)}and-on.txt`;
const rtl = 'هذا الكرسي مصنوع من خشب البلوط ويحتاج إلى الزيت مرة واحدة في السنة.';

describe.skipIf(!executablePath)(`using the page${why}`, () => {
  let folder: string;
  let server: PageServer;
  let locked: PageServer;
  let browser: Browser;
  let page: Page;
  /** Answers a request in the server's place; for one test. */
  let instead: ((request: Request) => Promise<Response | undefined>) | undefined;

  beforeAll(async () => {
    folder = await buildPage();
    const files = ['products', 'care/zipper-care.md', 'care/oiling-an-oak-chair.md', 'catalogue.jsonl'];
    server = await servePage({
      page: folder,
      files,
      instead: async (request) => instead?.(request),
      more: { [longName]: `${'Unbreakable'.repeat(30)} heliotrope\n`, 'arabic.txt': `${rtl}\n` },
    });
    locked = await servePage({ page: folder, keys: parseApiKeys(key) });
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await locked?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    instead = undefined;
    await page?.context().close();
  });

  async function visit(query: string, options: BrowserContextOptions = {}, url = server.url): Promise<void> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      reducedMotion: 'reduce',
      ...options,
    });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${url}/${query}`);
  }
  const inPage = (expression: string): Promise<unknown> => page.evaluate(expression);
  /** What a drop or a paste brings. */
  const give = (kind: 'drop' | 'paste', items: Readonly<Record<string, string>>, picture = ''): Promise<unknown> =>
    inPage(`(() => {
      const data = new DataTransfer();
      for (const [type, text] of Object.entries(${JSON.stringify(items)})) data.setData(type, text);
      if (${JSON.stringify(picture)}) {
        const bytes = Uint8Array.from(atob('${picture}'), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], 'image.png', { type: 'image/jpeg' }));
      }
      const given = { bubbles: true, cancelable: true };
      if ('${kind}' === 'paste') document.body.dispatchEvent(new ClipboardEvent('paste', { ...given, clipboardData: data }));
      else for (const one of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(one, { ...given, dataTransfer: data }));
    })()`);
  const asked = async (act: () => Promise<unknown>): Promise<Record<string, unknown>> => {
    const sent = page.waitForRequest(/api\/search/);
    await act();
    const { pictures } = (await sent).postDataJSON() as { pictures: Record<string, unknown>[] };
    return pictures[0] ?? {};
  };

  it('takes a pasted picture, the address of one, and a picture dragged from another page', async () => {
    await visit('');
    await page.getByRole('searchbox').waitFor();
    expect((await asked(() => give('paste', {}, chair))).data).toMatch(/^data:image\/jpeg/);
    await page.waitForSelector('.card img.seen');
    expect(await page.locator('.card .card-title').first().textContent()).toContain('MidnightOak');
    await page.goto(`${server.url}/`);
    const url = 'https://example.org/photos/chair.jpg?size=big';
    expect(await asked(() => give('paste', { 'text/plain': url }))).toEqual({ url });
    await page.goto(`${server.url}/`);
    await page.getByRole('searchbox').fill(url);
    expect(await asked(() => page.keyboard.press('Enter'))).toEqual({ url });
    // A picture that is a link brings the link's address, too: the picture's own counts.
    await page.goto(`${server.url}/`);
    const dragged = {
      'text/uri-list': 'https://example.org/shop/17',
      'text/html': '<a href="https://example.org/shop/17"><img src="https://example.org/17.webp" onload="harm()"></a>',
    };
    expect(await asked(() => give('drop', dragged))).toEqual({ url: 'https://example.org/17.webp' });
    await page.goto(`${server.url}/`);
    const inline = { 'text/uri-list': 'about:blank', 'text/html': `<img src="data:image/jpeg;base64,${chair}">` };
    expect((await asked(() => give('drop', inline))).data).toMatch(/^data:image\/jpeg/);
  });

  it('offers camera and library to a phone, and names what each does', async () => {
    await visit('', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const camera = page.getByLabel('Take a photograph to search by');
    const library = page.getByLabel('Search by a picture');
    await page.locator('.tool').nth(1).waitFor();
    expect(await camera.getAttribute('capture')).toBe('environment');
    expect(await library.getAttribute('capture')).toBeNull();
    expect(await page.locator('.tool.touch-only').isVisible()).toBe(true);
    const chosen = page.waitForRequest(/api\/search/);
    await camera.setInputFiles(join(collection, 'products/MidnightOak.jpg'));
    expect((await chosen).postDataJSON()).toMatchObject({ pictures: [{ data: expect.stringMatching(/^data:image/) }] });
  });

  it('leads through the results with the arrow keys, and lists its keys', async () => {
    await visit('?q=chair');
    await page.waitForSelector('.card img.seen');
    const at = (): Promise<unknown> =>
      inPage(`[...document.querySelectorAll('.wall .cover')].indexOf(document.activeElement)`);
    const top = (): Promise<number> =>
      page.evaluate(`document.activeElement.closest('.card').getBoundingClientRect().top + scrollY`);
    await page.locator('.cover').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await at()).toBe(2);
    const row = await top();
    await page.keyboard.press('ArrowDown');
    expect(await top()).toBeGreaterThan(row + 50);
    await page.keyboard.press('ArrowUp');
    expect(await top()).toBe(row);
    await page.keyboard.press('End');
    expect(await at()).toBe((await page.locator('.wall .cover').count()) - 1);
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard' });
    await keys.waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
    await page.goto(`${server.url}/?view=collection`);
    await page.locator('.documents li .document-name').first().waitFor();
    await page.keyboard.press('/');
    await expect.poll(() => inPage('document.activeElement.name')).toBe('q');
  });

  it('hears the end of an upload although the connection broke on the way, and leads through its parts', async () => {
    let broken = 0;
    instead = async (request) => {
      if (!request.url.endsWith('/events') || broken > 0) return undefined;
      broken++;
      return new Response('event: started\ndata: {"type":"started"}\n\n', {
        headers: { 'content-type': 'text/event-stream' },
      });
    };
    await visit('?view=collection');
    const buffer = Buffer.from('# One\n\nAlpha beta gamma.\n\n# Two\n\nDelta epsilon zeta.\n');
    await page.locator('.adding-drop input').setInputFiles({ name: 'greek.md', mimeType: 'text/markdown', buffer });
    await page.locator('.batch.done').waitFor();
    expect(await page.locator('.batch h3').textContent()).toBe('1 added.');
    expect(await page.locator('.batch li').count()).toBe(1);
    expect(broken).toBe(1);
    await page.goto(`${server.url}/?view=collection&text=greek`);
    await page.getByRole('link', { name: 'greek.md' }).click();
    await page.locator('.parts .cover').first().click();
    await page.getByText('1 / 2').waitFor();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByRole('dialog').locator('.sheet').textContent()).toContain('Delta');
  });

  it('shows a report in the page also where a key is wanted, with its looks and without its scripts', async () => {
    await visit('?view=reports', {}, locked.url);
    await page.getByRole('textbox', { name: 'Key' }).fill(key);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('link', { name: 'Trial' }).click();
    const report = page.frameLocator('iframe');
    await report.getByRole('heading', { name: 'Trial report' }).waitFor();
    const frame = page.frames()[1];
    expect(await frame?.evaluate(`getComputedStyle(document.querySelector('h1')).color`)).toBe('rgb(1, 2, 3)');
    await expect.poll(() => frame?.evaluate(`document.querySelector('img').naturalWidth`)).toBe(1);
    expect(await frame?.evaluate('document.body.textContent')).not.toMatch(/^harmed/);
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-same-origin');
  });

  it('keeps long names and words inside, sets Arabic from right to left, and bears a zoom of 200 %', async () => {
    await visit('?q=heliotrope', { viewport: { width: 640, height: 450 } });
    await page.locator('.card .cover').first().waitFor();
    for (const query of ['?q=heliotrope', '?q=heliotrope&ask=1', '?view=collection', '']) {
      await page.goto(`${server.url}/${query}`);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      if (query.includes('q=')) await page.locator('.card .cover').first().waitFor();
      expect([query, await inPage('document.documentElement.scrollWidth')]).toEqual([query, 640]);
    }
    await page.goto(`${server.url}/?q=heliotrope`);
    await page.locator('.card .cover').first().click();
    await page.getByRole('dialog').locator('.sheet').waitFor();
    expect(
      await inPage(`document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth`),
    ).toBe(true);
    await page.goto(`${server.url}/?q=${encodeURIComponent('خشب البلوط')}`);
    const excerpt = page.locator('.excerpt', { hasText: 'الكرسي' });
    await excerpt.first().waitFor();
    const directionOf = (selector: string): Promise<unknown> =>
      inPage(`getComputedStyle(document.querySelector('${selector}')).direction`);
    expect(await directionOf('.excerpt')).toBe('rtl');
    expect(await directionOf('[type=search], [role=searchbox], textarea')).toBe('rtl');
  });
});
