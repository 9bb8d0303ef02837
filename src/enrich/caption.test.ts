import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../data/picture.ts';
import type { SegmentDraft } from '../data/segment.ts';
import { SightlineError } from '../support/errors.ts';
import { memoryWorkCache } from '../support/work-cache.ts';
import { captionEnricher } from './caption.ts';
import type { Captioner, PictureDescription } from './captioner.ts';

const described: PictureDescription = {
  caption: 'A red tent on a beach.',
  objects: ['tent', 'beach'],
  colours: ['red'],
  text: 'RIDGEBACK 2',
  kind: 'photo',
};

async function picture(colour: string, side = 64): Promise<Picture> {
  const bytes = await sharp({ create: { width: side, height: side, channels: 3, background: colour } })
    .png()
    .toBuffer();
  return {
    contentHash: `${colour}-${side}`,
    mediaType: 'image/png',
    width: side,
    height: side,
    pixels: { data: new Uint8Array(side * side * 3), width: side, height: side },
    perceptualHash: '',
    bytes: async () => bytes,
  };
}

async function draft(colour: string, more: Partial<SegmentDraft> = {}): Promise<SegmentDraft> {
  return { kind: 'image', locator: {}, words: { name: colour }, picture: await picture(colour), ...more };
}

function captioner(answer: () => Promise<PictureDescription> | PictureDescription = () => described) {
  const state = { calls: 0, atOnce: 0, mostAtOnce: 0 };
  const one: Captioner = {
    name: 'fake:eyes',
    settings: 'v1',
    imageSide: 32,
    concurrency: 2,
    async caption(image, mediaType) {
      state.calls++;
      state.mostAtOnce = Math.max(state.mostAtOnce, ++state.atOnce);
      const { width } = await sharp(image).metadata();
      expect([mediaType, width]).toEqual(['image/jpeg', 32]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      state.atOnce--;
      return { description: await answer(), usage: { inputTokens: 100, outputTokens: 10 } };
    },
    close: async () => undefined,
  };
  return { captioner: one, state };
}

function context() {
  const warnings: { message: string; again?: boolean }[] = [];
  return {
    warnings,
    signal: new AbortController().signal,
    warn: (warning: { message: string }) => void warnings.push(warning),
  };
}

const maxPixels = 1e6;

describe('captionEnricher', () => {
  it('keeps what a model says apart from what the document says', async () => {
    const enricher = captionEnricher({ ...captioner(), maxPixels });
    const enriched = await enricher.enrich(
      await draft('red', { words: { name: 'x', caption: 'Our own.' } }),
      context(),
    );
    expect(enriched.words).toEqual({
      name: 'x',
      caption: 'Our own.',
      description: 'A red tent on a beach. Shown: tent, beach.',
      ocr: 'RIDGEBACK 2',
    });
    expect(enriched.metadata).toEqual({
      'picture.kind': 'photo',
      'picture.objects': ['tent', 'beach'],
      'picture.colours': ['red'],
    });
  });

  it('does not put its reading over that of OCR', async () => {
    const enricher = captionEnricher({ ...captioner(), maxPixels });
    const enriched = await enricher.enrich(await draft('red', { words: { ocr: 'RIDGEBACK 3' } }), context());
    expect(enriched.words.ocr).toBe('RIDGEBACK 3');
  });

  it('pays for a picture once: in one run, in the next, and not for another prompt', async () => {
    const cache = memoryWorkCache();
    const first = captioner();
    const enricher = captionEnricher({ ...first, cache, maxPixels, pricePerMillion: { input: 2, output: 10 } });
    const drafts = await Promise.all(Array.from({ length: 6 }, () => draft('red')));
    await Promise.all(drafts.map((one) => enricher.enrich(one, context())));
    expect(first.state.calls).toBe(1);
    expect(enricher.counts()).toMatchObject({ described: 1, inputTokens: 100, outputTokens: 10, cost: 0.0003 });

    const second = captioner();
    const again = captionEnricher({ ...second, cache, maxPixels });
    await again.enrich(await draft('red'), context());
    expect(second.state.calls).toBe(0);
    expect(again.counts()).toMatchObject({ described: 0, cached: 1, inputTokens: 0 });

    const third = captioner();
    const other = captionEnricher({ captioner: { ...third.captioner, settings: 'v2' }, cache, maxPixels });
    await other.enrich(await draft('red'), context());
    expect(third.state.calls).toBe(1);
  });

  it('asks no more at once than the vendor takes', async () => {
    const { captioner: one, state } = captioner();
    const enricher = captionEnricher({ captioner: one, maxPixels });
    const drafts = await Promise.all(Array.from({ length: 8 }, (_, i) => draft(`rgb(${i}, 0, 0)`)));
    await Promise.all(drafts.map((each) => enricher.enrich(each, context())));
    expect(state.calls).toBe(8);
    expect(state.mostAtOnce).toBe(2);
  });

  it('goes on when one picture fails, and asks for it again in the next run', async () => {
    let calls = 0;
    const { captioner: one } = captioner(() => {
      if (++calls === 1) throw new SightlineError('network-failed', 'Broke off.');
      return described;
    });
    const enricher = captionEnricher({ captioner: one, maxPixels });
    const told = context();
    const failed = await enricher.enrich(await draft('red'), told);
    expect(failed.words.description).toBeUndefined();
    expect(told.warnings).toEqual([{ message: 'A picture was not described: Broke off.', again: true }]);
    expect((await enricher.enrich(await draft('blue'), told)).words.description).toContain('tent');
    expect(enricher.counts()).toMatchObject({ described: 1, failed: 1 });
  });

  it('does not knock at a closed door for every picture', async () => {
    const { captioner: one, state } = captioner(() => {
      throw new SightlineError('bad-option', 'The key was refused.');
    });
    const enricher = captionEnricher({ captioner: one, maxPixels });
    const told = context();
    for (const colour of ['red', 'blue', 'lime', 'teal']) await enricher.enrich(await draft(colour), told);
    expect(state.calls).toBe(1);
    expect(told.warnings).toEqual([{ message: 'Pictures were not described: The key was refused.', again: true }]);
    const other = context();
    await enricher.enrich(await draft('red'), other);
    expect(other.warnings).toHaveLength(1);
    expect(enricher.counts().failed).toBe(5);
  });

  it('leaves icons, tables and what has no picture alone, and stops when told', async () => {
    const { captioner: one, state } = captioner();
    const enricher = captionEnricher({ captioner: one, maxPixels });
    const icon = await draft('red', { picture: await picture('red', 16) });
    const table = await draft('red', { kind: 'table' });
    const { picture: _, ...text } = await draft('red');
    for (const each of [icon, table, text]) expect(await enricher.enrich(each, context())).toBe(each);
    expect(state.calls).toBe(0);
    const stopped = { ...context(), signal: AbortSignal.abort() };
    await expect(enricher.enrich(await draft('red'), stopped)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
