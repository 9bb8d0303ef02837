import { rm } from 'node:fs/promises';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Generator } from '../src/generate/generator.ts';
import { buildPage, findChromium, type PageServer, seriousFaults, servePage } from './page-browser.ts';

const executablePath = findChromium();
const why = executablePath ? '' : ' (skipped: no Chromium in the PATH and SIGHTLINE_CHROMIUM is not set)';

const question = 'Why does my zipper keep catching?';
const asked = `?q=${encodeURIComponent(question)}&ask=1&kind=text`;
const [first, second] = [
  'Grit between the teeth makes it catch [S1].',
  ' Brush both sides of it with an old toothbrush [S1].',
];

/** Writes one sentence, and the other when it is let go on. */
function haltingGenerator(): { readonly generator: Generator; gate: Promise<void> | undefined } {
  const halting: { generator: Generator; gate: Promise<void> | undefined } = {
    gate: undefined,
    generator: {
      name: 'fake:halting',
      limits: {
        contextTokens: 8_000,
        outputTokens: 500,
        pictures: 0,
        pictureSide: 512,
        pictureBytes: 100_000,
        pictureTokens: 0,
      },
      async *generate(_request, signal) {
        yield { type: 'text', text: first };
        const stopped = new Promise<never>((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
        await Promise.race([halting.gate, stopped]);
        yield { type: 'text', text: second };
        yield { type: 'finished', reason: 'stop', usage: { inputTokens: 10, outputTokens: 10 } };
      },
      close: async () => undefined,
    },
  };
  return halting;
}

describe.skipIf(!executablePath)(`answers on the page${why}`, () => {
  const halting = haltingGenerator();
  let folder: string;
  let server: PageServer;
  let browser: Browser;
  let page: Page;
  /** Answers a request in the server's place; for one test. */
  let instead: ((request: Request) => Promise<Response | undefined>) | undefined;

  beforeAll(async () => {
    folder = await buildPage();
    server = await servePage({
      page: folder,
      files: ['care/zipper-care.md', 'care/images', 'care/oiling-an-oak-chair.md', 'care/washing-down.md', 'products'],
      generator: halting.generator,
      instead: async (request) => instead?.(request),
    });
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    halting.gate = undefined;
    instead = undefined;
    await page?.context().close();
  });

  async function visit(query: string, options: BrowserContextOptions = {}): Promise<void> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      reducedMotion: 'reduce',
      ...options,
    });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${server.url}/${query}`);
  }
  const inPage = (expression: string): Promise<unknown> => page.evaluate(expression);
  const answer = (): Promise<string | null> => page.locator('.answer-text').textContent();

  it('can be stopped while they are written; what is there stays, and more is had by asking again', async () => {
    halting.gate = new Promise(() => undefined);
    await visit(asked);
    await page.locator('.answer-text').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped').first().waitFor();
    expect(await answer()).toContain('Grit between the teeth');
    expect(await page.locator('.card').count()).toBeGreaterThan(3);
    expect(await seriousFaults(page)).toEqual([]);
    halting.gate = undefined;
    await page.getByRole('button', { name: 'Ask again' }).click();
    await expect.poll(answer).toContain('old toothbrush');
    expect(await page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
  });

  it('keep what had come when the connection breaks, and are asked anew at a press', async () => {
    // The server tells of the answer that broke off, as it should.
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    instead = async (request) => {
      if (new URL(request.url).pathname !== '/api/ask') return undefined;
      const body = JSON.stringify({ text: question, k: 12 });
      const headers = { 'content-type': 'application/json' };
      const found = await (await fetch(`${server.url}/api/search`, { method: 'POST', body, headers })).text();
      const said = `event: hits\ndata: ${found}\n\nevent: text\ndata: {"text":"Grit between the teeth"}\n\n`;
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(said));
          setTimeout(() => controller.error(new Error('gone')), 400);
        },
      });
      return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
    };
    await visit(asked);
    await page.getByRole('heading', { name: 'The connection was lost' }).waitFor();
    expect(await answer()).toBe('Grit between the teeth');
    expect(await page.locator('.card').count()).toBeGreaterThan(3);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await seriousFaults(page)).toEqual([]);
    instead = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(answer).toContain('old toothbrush');
    expect(await page.getByRole('alert').count()).toBe(0);
    told.mockRestore();
  });

  it('open each claim at its own quotation, and tell where it stands', async () => {
    await visit(asked);
    const chips = page.locator('.answer-text button.cite');
    await expect.poll(() => chips.count()).toBe(2);
    const numbers = await chips.allTextContents();
    const quotes: (string | null)[] = [];
    for (const at of [0, 1]) {
      await chips.nth(at).click();
      const quote = page.getByRole('dialog').locator('blockquote');
      await quote.waitFor();
      expect(await quote.locator('.cite').textContent()).toBe(numbers[at]);
      quotes.push(await quote.textContent());
      await page.keyboard.press('Escape');
      await quote.waitFor({ state: 'detached' });
    }
    expect(new Set(numbers).size).toBe(new Set(quotes).size);
    expect(await page.locator('.source strong').first().textContent()).toMatch(/^zipper-care\.md · \S/);
  });

  it('are copied with what their marks stand for, and places with a link that leads back', async () => {
    await visit(asked, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const clipboard = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
    expect(await clipboard()).toMatch(/catch \[1\]\..*\n\n\[1\] care\/zipper-care\.md#/s);
    await page.locator('.answer-text button.cite').last().click();
    const quote = (): Promise<string | null> => page.getByRole('dialog').locator('blockquote').textContent();
    const shown = await quote();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Copied' }).waitFor();
    const link = await clipboard();
    await page.context().close();
    // In a browser that knows nothing of the first.
    await visit(link.slice(server.url.length + 1));
    await expect.poll(quote).toBe(shown);
    expect(await page.getByRole('searchbox').inputValue()).toBe(question);
  });

  it('and searches come back with the place on the page and what was open', async () => {
    await visit('?q=chair&k=48');
    await page.locator('.card').nth(20).locator('.cover').scrollIntoViewIfNeeded();
    await page.locator('.card').nth(20).locator('.cover').click();
    await page.getByRole('dialog').waitFor();
    const opened = page.url();
    const scrolled = Number(await inPage('scrollY'));
    expect(scrolled).toBeGreaterThan(300);
    await page.getByRole('link', { name: 'Whole document' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await inPage('scrollY')).toBe(0);
    await page.goBack();
    await page.getByRole('dialog').waitFor();
    expect(page.url()).toBe(opened);
    await expect.poll(() => inPage('Math.round(scrollY)')).toBe(Math.round(scrolled));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(Number(await inPage('scrollY'))).toBeCloseTo(scrolled, -1);
    await page.goForward();
    await page.getByRole('dialog').waitFor();
  });

  it('wait a little where the server says so, and show that a slow search works', async () => {
    let refused = 0;
    instead = async (request) => {
      if (new URL(request.url).pathname !== '/api/search' || refused > 0) return undefined;
      refused++;
      return Response.json({ title: 'Too many requests' }, { status: 429, headers: { 'retry-after': '1' } });
    };
    await visit('?q=chair');
    await page.locator('.go.busy').waitFor();
    expect(await page.locator('.wall.skeleton').count()).toBe(1);
    await page.waitForSelector('.card img.seen');
    expect(refused).toBe(1);
    expect(await page.locator('.go.busy').count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
