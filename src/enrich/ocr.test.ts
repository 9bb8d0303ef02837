import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Picture } from '../data/picture.ts';
import type { SegmentDraft } from '../data/segment.ts';
import { SightlineError } from '../support/errors.ts';
import { memoryWorkCache } from '../support/work-cache.ts';
import { ocrEnricher } from './ocr.ts';
import { type RecognizeOptions, recognizedLine, recognizedText, type TextRecognizer } from './text-recognizer.ts';

let textual: Picture;
let plain: Picture;

async function pictureOf(hash: string, content: string): Promise<Picture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#fff"/>${content}</svg>`;
  const png = await sharp(Buffer.from(svg)).png().toBuffer();
  const data = await sharp(png).removeAlpha().raw().toBuffer();
  const pixels = { data, width: 256, height: 256 };
  return {
    contentHash: hash,
    mediaType: 'image/png',
    width: 256,
    height: 256,
    pixels,
    perceptualHash: '',
    bytes: async () => png,
  };
}

beforeAll(async () => {
  const line = (y: number) => `<text x="8" y="${y}" font-size="12">Where is the seventh word of it?</text>`;
  textual = await pictureOf('textual', [30, 60, 90, 120, 150, 180, 210].map(line).join(''));
  plain = await pictureOf('plain', '');
});

/** Answers with one line that says how it was asked; counts its calls. */
function fakeRecognizer(
  answer: (options: RecognizeOptions) => string | Promise<string> = ({ layout }) => `a ${layout}`,
) {
  const calls: RecognizeOptions[] = [];
  let closed = 0;
  const recognizer: TextRecognizer = {
    id: 'fake:eng@1',
    async recognize(_, options) {
      calls.push(options);
      const text = await answer(options);
      const box = { x: 0, y: 0, width: 10, height: 10 };
      return recognizedText(text === '' ? [] : [recognizedLine([{ text, confidence: 0.9, box }])]);
    },
    close: async () => void closed++,
  };
  return { recognizer, calls, closed: () => closed };
}

function draft(picture: Picture | undefined, over: Partial<SegmentDraft> = {}): SegmentDraft {
  return { kind: 'image', locator: {}, words: { name: 'x' }, ...(picture && { picture }), ...over };
}

function context(signal = new AbortController().signal) {
  const warnings: string[] = [];
  return { signal, warn: ({ message }: { message: string }) => void warnings.push(message), warnings };
}

describe('ocrEnricher', () => {
  it('adds what was read beside the words that were there', async () => {
    const { recognizer } = fakeRecognizer();
    const enriched = await ocrEnricher({ recognizer }).enrich(draft(textual), context());
    expect(enriched.words).toEqual({ name: 'x', ocr: 'a scattered' });
    const page = await ocrEnricher({ recognizer }).enrich(draft(textual, { kind: 'page' }), context());
    expect(page.words.ocr).toBe('a page');
  });

  it('says where each line stands, in the units of the locator, also when it was read before', async () => {
    const { recognizer, calls } = fakeRecognizer(() => 'words');
    const cache = memoryWorkCache();
    const ocr = ocrEnricher({ recognizer, cache });
    // 256 pixels are read at four times their size, so 10 there are 2.5 here, and 5 points of a page twice as large.
    const place = { locator: { page: 2 }, metadata: { pageWidth: 512, pageHeight: 512 } };
    for (const each of [draft(textual), draft(textual, place)]) {
      const first = await ocr.enrich(each, context());
      const size = each.metadata ? 5 : 2.5;
      const box = { x: 0, y: 0, width: size, height: size };
      expect(first.lines).toEqual([{ source: 'ocr', start: 0, end: 5, box }]);
      expect((await ocrEnricher({ recognizer, cache }).enrich(each, context())).lines).toEqual(first.lines);
    }
    expect(calls).toHaveLength(1);
    const nowhere = await ocr.enrich(draft(textual, { locator: { page: 2 } }), context());
    expect(nowhere.words.ocr).toBe('words');
    expect(nowhere.lines).toBeUndefined();
  });

  it('reads a scanned page however empty it looks', async () => {
    const { recognizer } = fakeRecognizer(() => 'words');
    const page = draft(plain, { kind: 'page', locator: { page: 1 }, metadata: { scanned: true } });
    expect((await ocrEnricher({ recognizer }).enrich(page, context())).words.ocr).toBe('words');
  });

  it('leaves alone what has no picture, no look of text, or text of its own', async () => {
    const { recognizer, calls } = fakeRecognizer();
    const ocr = ocrEnricher({ recognizer });
    for (const each of [draft(undefined), draft(plain), draft(textual, { kind: 'page', words: { body: 'Text.' } })])
      expect(await ocr.enrich(each, context())).toBe(each);
    expect(calls).toEqual([]);
    const record = draft(textual, { kind: 'record', words: { body: 'A mug.' } });
    expect((await ocr.enrich(record, context())).words.ocr).toBe('a scattered');
  });

  it('adds nothing when nothing is read', async () => {
    const each = draft(textual);
    expect(await ocrEnricher({ recognizer: fakeRecognizer(() => '').recognizer }).enrich(each, context())).toBe(each);
  });

  it('reads no picture twice: not at once, not later, not when there was nothing in it', async () => {
    for (const answer of ['words', '']) {
      const { recognizer, calls } = fakeRecognizer(() => answer);
      const cache = memoryWorkCache();
      const ocr = ocrEnricher({ recognizer, cache });
      await Promise.all([1, 2, 3].map(() => ocr.enrich(draft(textual), context())));
      await ocrEnricher({ recognizer, cache }).enrich(draft(textual), context());
      expect(calls).toHaveLength(1);
    }
  });

  it('reads again with another recogniser', async () => {
    const cache = memoryWorkCache();
    const one = fakeRecognizer(() => 'one').recognizer;
    const two = { ...fakeRecognizer(() => 'two').recognizer, id: 'fake:deu@1' };
    for (const recognizer of [one, two])
      expect((await ocrEnricher({ recognizer, cache }).enrich(draft(textual), context())).words.ocr).toMatch(/one|two/);
    expect((await ocrEnricher({ recognizer: two, cache }).enrich(draft(textual), context())).words.ocr).toBe('two');
  });

  it('warns and goes on when a picture cannot be read, and tries it again later', async () => {
    let attempts = 0;
    const { recognizer } = fakeRecognizer(() => {
      if (attempts++ === 0) throw new SightlineError('limit-exceeded', 'It took too long.');
      return 'words';
    });
    const ocr = ocrEnricher({ recognizer, cache: memoryWorkCache() });
    const first = context();
    const each = draft(textual);
    expect(await ocr.enrich(each, first)).toBe(each);
    expect(first.warnings).toEqual([expect.stringMatching(/not read: It took too long/)]);
    expect((await ocr.enrich(each, context())).words.ocr).toBe('words');
  });

  it('rejects when cancelled, without spoiling the same picture for others', async () => {
    const controller = new AbortController();
    const { recognizer } = fakeRecognizer(({ signal }) => {
      if (signal !== controller.signal) return 'words';
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new SightlineError('cancelled', 'Cancelled.')));
      });
    });
    const ocr = ocrEnricher({ recognizer });
    const cancelled = ocr.enrich(draft(textual), context(controller.signal));
    const other = ocr.enrich(draft(textual), context());
    setTimeout(() => controller.abort(), 50);
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect((await other).words.ocr).toBe('words');
    await expect(ocr.enrich(draft(plain), context(AbortSignal.abort()))).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('closes its recogniser', async () => {
    const fake = fakeRecognizer();
    await ocrEnricher(fake).close();
    expect(fake.closed()).toBe(1);
  });
});
