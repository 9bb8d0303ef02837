import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { SegmentDraft } from '../../data/segment.ts';
import type { Asset } from '../asset.ts';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { imageReader } from './image.ts';

const brown = () => sharp({ create: { width: 40, height: 30, channels: 3, background: '#8b4513' } });
const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><title>Water pump</title><text y="9">Inlet</text></svg>';

readerContract('image', {
  makeReader: () => imageReader,
  fixtures: [
    { name: 'a JPEG photo', asset: async () => fakeAsset('shots/oak_chair.jpg', await brown().jpeg().toBuffer()) },
    { name: 'a PNG picture', asset: async () => fakeAsset('x.png', await brown().png().toBuffer()) },
    { name: 'an SVG drawing', asset: () => fakeAsset('pump.svg', drawing) },
  ],
});

async function readOne(asset: Asset, context = fakeReadContext()): Promise<SegmentDraft> {
  const drafts: SegmentDraft[] = [];
  for await (const draft of imageReader.read(asset, context)) drafts.push(draft);
  expect(drafts).toHaveLength(1);
  return drafts[0] as SegmentDraft;
}

describe('imageReader', () => {
  it('gives the whole picture with its name and colours', async () => {
    const draft = await readOne(fakeAsset('shots/oak_chair.jpg', await brown().jpeg().toBuffer()));
    expect(draft).toMatchObject({
      kind: 'image',
      locator: {},
      words: { name: 'oak chair', colour: 'brown' },
      metadata: { width: 40, height: 30, format: 'jpeg' },
    });
    expect(draft.picture?.pixels.width).toBe(40);
  });

  it('takes the words that stand in a drawing', async () => {
    const draft = await readOne(fakeAsset('d.svg', drawing));
    expect(draft.words.body).toBe('Water pump\nInlet');
  });

  it('counts frames and pages', async () => {
    const frames = Buffer.concat([Buffer.alloc(10 * 10 * 3, 0), Buffer.alloc(10 * 10 * 3, 255)]);
    const raw = { width: 10, height: 20, channels: 3 as const, pageHeight: 10 };
    const gif = await sharp(frames, { raw, animated: true }).gif().toBuffer();
    expect((await readOne(fakeAsset('x.gif', gif))).metadata).toMatchObject({ format: 'gif', frames: 2 });
    const tiff = await sharp(frames, { raw, animated: true }).tiff().toBuffer();
    expect((await readOne(fakeAsset('x.tif', tiff))).metadata).toMatchObject({ format: 'tiff', pages: 2, height: 10 });
  });

  it('keeps EXIF facts apart from the words, and the position only when told to', async () => {
    const jpeg = await brown()
      .withExif({
        IFD0: { Make: 'Acme' },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '52/1 30/1 0/1',
          GPSLongitudeRef: 'E',
          GPSLongitude: '13/1 24/1 0/1',
        },
      })
      .jpeg()
      .toBuffer();
    const draft = await readOne(fakeAsset('x.jpg', jpeg));
    expect(draft.metadata).toMatchObject({ 'exif.make': 'Acme' });
    expect(draft.metadata).not.toHaveProperty('exif.latitude');
    expect(JSON.stringify(draft.words)).not.toContain('Acme');
    const kept = await readOne(fakeAsset('x.jpg', jpeg), fakeReadContext({ keepGps: true }));
    expect(kept.metadata).toMatchObject({ 'exif.latitude': 52.5, 'exif.longitude': 13.4 });
  });

  describe('with files beside it', () => {
    const beside = async (companions: Asset['companions'], files: Record<string, string>) => {
      const folder = await mkdtemp(join(tmpdir(), 'image-'));
      for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
      const placed = companions.map(({ role, path }) => ({ role, path: join(folder, path) }));
      return fakeAsset('chair.jpg', await brown().jpeg().toBuffer(), {
        path: join(folder, 'chair.jpg'),
        companions: placed,
      });
    };

    it('takes the text as caption and the entry as metadata and words', async () => {
      const asset = await beside(
        [
          { role: 'text', path: 'chair.txt' },
          { role: 'metadata', path: 'metadata.json' },
        ],
        {
          'chair.txt': 'A dark oak chair.\n',
          'metadata.json': JSON.stringify({
            'chair.jpg': { id: 'MidnightOak', name: 'Midnight Oak', description: 'Solid wood.', price: 120 },
          }),
        },
      );
      const draft = await readOne(asset);
      expect(draft.words).toEqual({
        name: 'Midnight Oak\nchair',
        caption: 'A dark oak chair.\nSolid wood.',
        colour: 'brown',
      });
      expect(draft.metadata).toMatchObject({ id: 'MidnightOak', price: 120, width: 40 });
    });

    it('goes on without files that are missing or broken, and says so', async () => {
      const asset = await beside(
        [
          { role: 'text', path: 'chair.txt' },
          { role: 'metadata', path: 'metadata.json' },
        ],
        { 'metadata.json': '{"chair.jpg": ' },
      );
      const context = fakeReadContext();
      const draft = await readOne(asset, context);
      expect(draft.words).toEqual({ name: 'chair', colour: 'brown' });
      expect(context.warnings.map(({ message }) => message)).toEqual([
        expect.stringMatching(/without chair\.txt beside it.*not there/),
        expect.stringMatching(/without metadata\.json beside it/),
      ]);
    });
  });
});
