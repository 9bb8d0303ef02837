import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readAnyWayUp, turnedBack } from './read-any-way-up.ts';
import { type RecognizedWord, type RecognizeOptions, recognizedLine, recognizedText } from './text-recognizer.ts';

/** Words are sure when the picture is as wide as it should be, and one long uncertain word is seen otherwise. */
function fakeRecognizer(answer: (image: Uint8Array, options: RecognizeOptions) => Promise<RecognizedWord[]>) {
  const calls: RecognizeOptions[] = [];
  return {
    calls,
    id: 'fake:eng@1',
    async recognize(image: Uint8Array, options: RecognizeOptions) {
      calls.push(options);
      const words = await answer(image, options);
      return recognizedText(words.length > 0 ? [recognizedLine(words)] : []);
    },
    close: async () => {},
  };
}
const place = { x: 10, y: 20, width: 60, height: 12 };
const garbage = { text: 'x'.repeat(300), confidence: 0.3, box: place };
const sense = { text: 'sense', confidence: 0.9, box: place };

async function blank(width: number, height: number): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
}

describe('readAnyWayUp', () => {
  it('turns what makes no sense, and gives its boxes in the picture as it was', async () => {
    const recognizer = fakeRecognizer(async (image) => {
      const { width = 0, height = 0 } = await sharp(image).metadata();
      return width > height ? [sense] : [garbage];
    });
    const [line] = await readAnyWayUp(recognizer, await blank(200, 300), { layout: 'page' });
    expect(line?.text).toBe('sense');
    // Turned by 90°, the picture is 300 wide; its left edge was the bottom.
    expect(line?.box).toEqual({ x: 20, y: 230, width: 12, height: 60 });
    expect(recognizer.calls).toHaveLength(2);
  });

  it('turns nothing that makes sense, is short, or makes none in any way', async () => {
    const image = await blank(30, 30);
    const once = fakeRecognizer(async () => [{ ...sense, text: 'word'.repeat(80) }]);
    expect(await readAnyWayUp(once, image, { layout: 'scattered' })).toHaveLength(1);
    const short = fakeRecognizer(async () => [{ ...garbage, text: 'xx' }]);
    expect(await readAnyWayUp(short, image, { layout: 'scattered' })).toEqual([]);
    expect([once.calls.length, short.calls.length]).toEqual([1, 1]);
    const never = fakeRecognizer(async () => [garbage]);
    expect(await readAnyWayUp(never, image, { layout: 'scattered' })).toEqual([]);
    expect(never.calls).toHaveLength(4);
  });

  it('looks for lines anywhere on a page on which no columns were found', async () => {
    const image = await blank(30, 30);
    const recognizer = fakeRecognizer(async (_, { layout }) => (layout === 'page' ? [] : [sense]));
    expect((await readAnyWayUp(recognizer, image, { layout: 'page' }))[0]?.text).toBe('sense');
    const unordered = { ...fakeRecognizer(async () => [sense]), ordersPages: false };
    expect(await readAnyWayUp(unordered, image, { layout: 'page' })).toHaveLength(1);
    expect(unordered.calls).toHaveLength(1);
  });
});

describe('turnedBack', () => {
  it('brings every corner back to where it was', () => {
    const line = recognizedLine([sense]);
    expect(turnedBack(line, 90, 200, 300).box).toEqual({ x: 20, y: 230, width: 12, height: 60 });
    expect(turnedBack(line, 180, 200, 300).box).toEqual({ x: 130, y: 268, width: 60, height: 12 });
    expect(turnedBack(line, 270, 200, 300).box).toEqual({ x: 168, y: 10, width: 12, height: 60 });
  });
});
