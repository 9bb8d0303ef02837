import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TextRecognizer } from './text-recognizer.ts';

/** Words drawn in black on white, one line each. */
export async function drawnText(...lines: readonly string[]): Promise<Uint8Array> {
  const rows = lines.map((line, i) => `<text x="30" y="${60 + i * 70}" font-size="40">${line}</text>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="${60 + lines.length * 70}">${rows}</svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: '#fff' }).png().toBuffer();
}

/**
 * The suite every text recogniser runs, the built-in one and any from outside: it proves that text is read with its places and
 * confidences, and that bad pictures, cancelling and closing end as {@link TextRecognizer} promises. The machine needs a font.
 */
export function textRecognizerContract(
  name: string,
  makeRecognizer: () => TextRecognizer | Promise<TextRecognizer>,
): void {
  describe(`${name}: the contract of a text recogniser`, () => {
    let recognizer: TextRecognizer;
    beforeAll(async () => {
      recognizer = await makeRecognizer();
    });
    afterAll(() => recognizer.close());

    it('has an id with its engine, languages and version', () => {
      expect(recognizer.id).toMatch(/^[a-z][\w-]*:\S+@\S+$/);
    });

    it.each(['page', 'scattered'] as const)('reads words with their places (%s)', async (layout) => {
      const read = await recognizer.recognize(await drawnText('Hello world', 'Total 2024'), { layout });
      expect(read.text).toBe(read.lines.map(({ text }) => text).join('\n'));
      expect(read.text.split(/\s+/)).toEqual(['Hello', 'world', 'Total', '2024']);
      expect(read.confidence).toBeGreaterThan(0.5);
      const hello = read.lines[0]?.words[0];
      expect(hello?.text).toBe('Hello');
      expect(hello?.confidence).toBeGreaterThan(0.5);
      expect(hello?.confidence).toBeLessThanOrEqual(1);
      expect(Math.abs((hello?.box.x ?? 0) - 30)).toBeLessThan(15);
      expect(Math.abs((hello?.box.y ?? 0) - 30)).toBeLessThan(15);
    });

    it('finds nothing on blank paper', async () => {
      const blank = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#fff' } })
        .png()
        .toBuffer();
      expect(await recognizer.recognize(blank, { layout: 'scattered' })).toEqual({
        text: '',
        confidence: 0,
        lines: [],
      });
    });

    it('refuses what is no picture, and reads on', async () => {
      const whole = await drawnText('Hello');
      const bad = [
        new Uint8Array(),
        Uint8Array.from({ length: 999 }, (_, i) => (i * 31) & 255),
        whole.subarray(0, 200),
      ];
      for (const image of bad) {
        const refusal = recognizer.recognize(image, { layout: 'scattered' });
        await expect(refusal).rejects.toMatchObject({ name: 'SightlineError', code: 'broken-content' });
      }
      expect((await recognizer.recognize(whole, { layout: 'scattered' })).text).toBe('Hello');
    });

    it('takes many calls at once', async () => {
      const words = ['One', 'Two', 'Three', 'Four', 'Five'];
      const read = words.map(async (word) => recognizer.recognize(await drawnText(word), { layout: 'scattered' }));
      expect((await Promise.all(read)).map(({ text }) => text)).toEqual(words);
    });

    it('does not start when it is cancelled, and stops on the way', async () => {
      const image = await drawnText('Hello');
      const signal = AbortSignal.abort();
      await expect(recognizer.recognize(image, { layout: 'page', signal })).rejects.toMatchObject({
        code: 'cancelled',
      });
      const controller = new AbortController();
      const page = await drawnText(...Array.from({ length: 30 }, () => 'The quick brown fox jumps over it'));
      const running = recognizer.recognize(page, { layout: 'page', signal: controller.signal });
      setTimeout(() => controller.abort(), 20);
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      expect((await recognizer.recognize(image, { layout: 'page' })).text).toBe('Hello');
    });

    it('rejects calls under way and later ones when it is closed, twice if need be', async () => {
      const other = await makeRecognizer();
      const running = other.recognize(await drawnText('Hello'), { layout: 'page' });
      const outcome = expect(running).rejects.toMatchObject({ code: 'closed' });
      await other.close();
      await other.close();
      await outcome;
      await expect(other.recognize(await drawnText('Hello'), { layout: 'page' })).rejects.toMatchObject({
        code: 'closed',
      });
    });
  });
}
