import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../data/picture.ts';
import type { SegmentDraft } from '../data/segment.ts';
import { contentHash } from '../support/hashing.ts';
import { redactEnricher } from './redact-words.ts';

const redacting = redactEnricher({ maxPixels: 1_000_000 });

function context() {
  const warnings: string[] = [];
  const warn = ({ message }: { readonly message: string }) => void warnings.push(message);
  return { signal: new AbortController().signal, warn, warnings };
}

/** White, 200 by 100 pixels, with a working copy of half the size. */
async function picture(more: Partial<Picture> = {}): Promise<Picture> {
  const bytes = await sharp({ create: { width: 200, height: 100, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  return {
    contentHash: contentHash(bytes),
    mediaType: 'image/png',
    width: 200,
    height: 100,
    pixels: { data: new Uint8Array(100 * 50 * 3).fill(255), width: 100, height: 50 },
    perceptualHash: '0',
    path: '/files/sign.png',
    bytes: async () => bytes,
    ...more,
  };
}

/** One line of OCR in the lower half. */
const read = {
  words: { ocr: 'Write to liv@example.org about it' },
  lines: [{ source: 'ocr', start: 0, end: 33, box: { x: 10, y: 60, width: 165, height: 10 } }],
} as const;

async function darkness(bytes: Uint8Array, at: { readonly left: number; readonly top: number }): Promise<number> {
  const pixel = await sharp(bytes)
    .extract({ ...at, width: 1, height: 1 })
    .raw()
    .toBuffer();
  return 255 - (pixel[0] ?? 0);
}

describe('redactEnricher', () => {
  it('blacks out words of every source, and facts, and leaves the rest in its place', async () => {
    const body = 'Write to liv@example.org about the tent.';
    const draft = await redacting.enrich(
      {
        kind: 'record',
        locator: {},
        words: { name: 'Claim', body, ocr: 'Call (555) 234-5678' },
        metadata: { contact: 'liv@example.org', price: 19, home_phone: 2125550199, tags: ['a@b.example', 'tent'] },
        lines: [{ source: 'body', start: 26, end: 40, box: { x: 0, y: 0, width: 1, height: 1 } }],
      },
      context(),
    );
    expect(draft.words.body).toBe(`Write to ${'█'.repeat(15)} about the tent.`);
    expect(draft.words.ocr).toBe(`Call ${'█'.repeat(14)}`);
    const facts = {
      contact: '█'.repeat(15),
      price: 19,
      home_phone: '█'.repeat(10),
      tags: ['█'.repeat(11), 'tent'],
      redacted: true,
    };
    expect(draft.metadata).toEqual(facts);
    expect(draft.lines).toHaveLength(1);
  });

  it('leaves alone what holds nothing of it', async () => {
    const draft: SegmentDraft = { kind: 'image', locator: {}, words: { ocr: 'Tent' }, picture: await picture() };
    expect(await redacting.enrich(draft, context())).toBe(draft);
  });

  it('paints over the same in the picture, for models as for the index, which keeps a copy of its own', async () => {
    const draft: SegmentDraft = { kind: 'image', locator: {}, ...read, picture: await picture() };
    const { picture: painted } = await redacting.enrich(draft, context());
    const bytes = (await painted?.bytes()) ?? new Uint8Array();
    expect(painted).toMatchObject({ contentHash: contentHash(bytes), mediaType: 'image/png', width: 200, height: 100 });
    expect(painted?.path).toBeUndefined();
    expect([await darkness(bytes, { left: 90, top: 65 }), await darkness(bytes, { left: 90, top: 40 })]).toEqual([
      255, 0,
    ]);
    const { data = [] } = painted?.pixels ?? {};
    expect([data[(32 * 100 + 45) * 3], data[(20 * 100 + 45) * 3]]).toEqual([0, 255]);
    expect(draft.picture?.pixels.data.every((value) => value === 255)).toBe(true);
  });

  it('paints over what is drawn of a page each time it is drawn, in the units of the page', async () => {
    const drawn = await picture({ drawn: true });
    const locator = { page: 2, box: { x: 100, y: 100, width: 400, height: 200 } };
    const lines = [{ ...read.lines[0], box: { x: 120, y: 220, width: 330, height: 20 } }];
    const first = await redacting.enrich({ kind: 'image', locator, ...read, lines, picture: drawn }, context());
    expect(first.picture).toMatchObject({ drawn: true });
    expect(first.picture?.contentHash).not.toBe(drawn.contentHash);
    const bytes = (await first.picture?.bytes()) ?? new Uint8Array();
    expect([await darkness(bytes, { left: 90, top: 65 }), await darkness(bytes, { left: 90, top: 40 })]).toEqual([
      255, 0,
    ]);
    expect((await redacting.enrich(first, context())).picture).toBe(first.picture);
  });

  it('covers all of a picture when nobody knows where in it the words stand', async () => {
    const { words } = read;
    const nowhere = await redacting.enrich({ kind: 'image', locator: {}, words, picture: await picture() }, context());
    expect(await darkness((await nowhere.picture?.bytes()) ?? new Uint8Array(), { left: 5, top: 5 })).toBe(255);
    // A description that says more than what was read.
    const first = await redacting.enrich({ kind: 'image', locator: {}, ...read, picture: await picture() }, context());
    const described = { ...first.words, description: 'A sign: liv@example.org.' };
    const same = await redacting.enrich({ ...first, words: described }, context());
    expect(same.picture).toBe(first.picture);
    const more = { ...first.words, description: 'A sign with liv@example.org and (555) 234-5678.' };
    const covered = await redacting.enrich({ ...first, words: more }, context());
    expect(await darkness((await covered.picture?.bytes()) ?? new Uint8Array(), { left: 5, top: 5 })).toBe(255);
  });

  it('rather has no picture than one that cannot be painted, and does not touch what words of others stand for', async () => {
    const broken = await picture({ bytes: async () => new Uint8Array(9) });
    const told = context();
    const without = await redacting.enrich({ kind: 'image', locator: {}, ...read, picture: broken }, told);
    expect(without.picture).toBeUndefined();
    expect(told.warnings.join()).toMatch(/left out.*could not be painted over/);
    const record: SegmentDraft = { kind: 'record', locator: {}, words: { body: 'liv@example.org' }, picture: broken };
    expect((await redacting.enrich(record, context())).picture).toBe(broken);
  });
});
