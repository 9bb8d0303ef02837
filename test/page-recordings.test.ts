import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseApiKeys } from '../src/server/api-keys.ts';
import { sampleDocument } from '../src/store/store.contract.ts';
import { buildPage, type FillPlace, findChromium, type PageServer, seriousFaults, servePage } from './page-browser.ts';

const executablePath = findChromium();
const why = executablePath ? '' : ' (skipped: no Chromium in the PATH and SIGHTLINE_CHROMIUM is not set)';
const key = 'a-long-enough-key-for-a-test';
const seconds = 40;
const said = 'The kettle whistles at ninety degrees.';

/** A tone as a WAV file: 16 bits, mono. Layout: http://soundfile.sapp.org/doc/WaveFormat/ */
function wav(durationSeconds: number, rate = 8_000): Uint8Array {
  const samples = durationSeconds * rate;
  const file = Buffer.alloc(44 + 2 * samples);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + 2 * samples, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(2 * rate, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(2 * samples, 40);
  for (let at = 0; at < samples; at++) file.writeInt16LE(Math.sin(at / 4) * 6_000, 44 + 2 * at);
  return file;
}

/** A recording with two spoken stretches, as a reader of recordings would leave it. */
async function recording({ store, dimensions, documents }: FillPlace): Promise<void> {
  const path = join(documents, 'talk.wav');
  await writeFile(path, wav(seconds));
  const { size, mtimeMs } = await stat(path);
  const vector = Array.from({ length: dimensions.text }, (_, at) => Math.sin(at + 1));
  const sample = sampleDocument('talk', [
    { id: 'talk-1', kind: 'speech', body: 'Welcome to the talk about tea.', text: vector },
    { id: 'talk-2', kind: 'speech', body: said, text: vector },
  ]);
  const times = [
    { startSeconds: 0, endSeconds: 12 },
    { startSeconds: 21.5, endSeconds: 27 },
  ];
  const name = { source: path, documentName: 'talk.wav' };
  await store.put([
    {
      record: { ...sample.record, source: path, name: 'talk.wav', mediaType: 'audio/wav', stamp: `${size}:${mtimeMs}` },
      segments: sample.segments.map(({ segment: { words, ...segment }, vectors }, at) => ({
        segment: {
          ...segment,
          ...name,
          locator: { ...(times[at] && { time: times[at] }) },
          words: { transcript: words.body ?? '' },
        },
        vectors,
      })),
    },
  ]);
  await store.optimize();
}

describe.skipIf(!executablePath)(`recordings on the page${why}`, () => {
  let folder: string;
  let server: PageServer;
  let locked: PageServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await buildPage();
    const more = { 'tea.txt': 'Tea is drawn for four minutes.\n' };
    server = await servePage({ page: folder, more, fill: recording });
    locked = await servePage({ page: folder, more, fill: recording, keys: parseApiKeys(key) });
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await locked?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => page?.context().close());

  const question = `?q=${encodeURIComponent('When does the kettle whistle?')}&ask=1`;
  const playing = (): Promise<{ time: number; paused: boolean; ended: number }> =>
    page.evaluate(`(() => {
      const media = document.querySelector('audio');
      return { time: media.currentTime, paused: media.paused, ended: media.duration };
    })()`);
  const open = async (url: string): Promise<void> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' });
    page = await context.newPage();
    await page.goto(url);
  };

  it('play from the cited second when a claim is pressed, with ranges fetched and the keys working', async () => {
    await open(`${server.url}/${question}`);
    const ranges: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/original')) ranges.push(response.status());
    });
    await page.locator('.answer-text button.cite').first().click();
    await page.getByRole('dialog').locator('audio').waitFor();
    await expect.poll(async () => (await playing()).paused, { timeout: 8_000 }).toBe(false);
    const { time, ended } = await playing();
    expect(time).toBeGreaterThanOrEqual(21.5);
    expect(time).toBeLessThan(27.5);
    expect(ended).toBe(seconds);
    expect(ranges).toContain(206);
    expect(await page.getByRole('dialog').locator('.where').textContent()).toContain('0:21 to 0:27');
    expect(await page.locator('.sheet').textContent()).toContain(said);
    // The player has the keys while it has the focus: Space pauses it, arrows do not turn to the next hit.
    await page.locator('audio').focus();
    await page.keyboard.press('Space');
    await expect.poll(async () => (await playing()).paused).toBe(true);
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('audio').count()).toBe(1);
    await page.getByRole('button', { name: 'Play from 0:21' }).click();
    await expect.poll(async () => (await playing()).paused).toBe(false);
  });

  it('stand still at their second where nobody asked to hear them', async () => {
    await open(`${server.url}/?q=kettle&show=talk-2`);
    await page.locator('audio').waitFor();
    await expect.poll(async () => (await playing()).time).toBe(21.5);
    expect((await playing()).paused).toBe(true);
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('are fetched with the key where the server wants one', async () => {
    await open(locked.url);
    await page.getByRole('textbox', { name: 'Key' }).fill(key);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('searchbox').waitFor();
    await page.goto(`${locked.url}/?q=kettle&show=talk-2`);
    await page.locator('audio').waitFor();
    await expect.poll(async () => (await playing()).time).toBe(21.5);
    expect(await page.locator('audio').getAttribute('src')).toMatch(/^blob:/);
  });
});
