import { cp, mkdtemp, rm, truncate, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Captioner } from '../enrich/captioner.ts';
import { localCaptioner } from './local-captioner.ts';
import type { ProviderContext } from './provider.ts';

const models = fileURLToPath(new URL('../../test/fixtures/models', import.meta.url));
const context: ProviderContext = {
  ...{ modelsDirs: [models], offline: true, threads: 1, precision: 'auto', device: 'cpu', vendor: {}, environment: {} },
};

/** A picture of one colour, as PNG. */
async function solid(background: string, width = 40, height = 30): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'sightline-captioner-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function damagedCopy(of: string, name: string, damage: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(scratch, name);
  await cp(join(models, of), folder, { recursive: true });
  await damage(folder);
  return folder;
}

describe('vit-gpt2, an encoder with a decoder', () => {
  let captioner: Captioner;
  const captionOf = async (image: Uint8Array) => (await captioner.caption(image, 'image/png')).description.caption;
  beforeAll(async () => {
    captioner = await localCaptioner('vit-gpt2', context);
  });
  afterAll(() => captioner.close());

  test('says what is in a picture, word after word with its cache', async () => {
    expect(await captioner.caption(await solid('#f00'), 'image/png')).toEqual({
      description: {
        // The number after `after` is how many tokens the cache held: eleven.
        caption: 'red side middle shade s13 pictures 1 last crimson after n1 said',
        ...{ objects: [], colours: [], text: '', kind: '' },
      },
      usage: { inputTokens: 0, outputTokens: 14 },
    });
    expect(await captionOf(await solid('#00f'))).toMatch(/^blue /);
    expect(captioner.name).toBe('local:vit-gpt2');
    // Twice what it sees, for the shorter side of a picture that is twice as wide as high.
    expect(captioner.imageSide).toBe(32);
  });

  test.each([0, 64, 124, 200, 255])('normalises a grey of %i as its preprocessor_config.json says', async (grey) => {
    const shade = Math.round(((grey / 255 - 0.5) / 0.5) * 20 + 20);
    expect(await captionOf(await solid(`rgb(${grey},${grey},${grey})`))).toContain(` shade s${shade} `);
  });

  test('sees a picture upright, whole, and its transparent parts as white', async () => {
    const white = { create: { width: 60, height: 20, channels: 3 as const, background: '#fff' } };
    const dark = await solid('#000', 30, 20);
    const rightDark = sharp(white).composite([{ input: dark, left: 30, top: 0 }]);
    expect(await captionOf(await rightDark.clone().png().toBuffer())).toContain(' side left ');
    expect(await captionOf(await rightDark.clone().withMetadata({ orientation: 3 }).jpeg().toBuffer())).toContain(
      ' side right ',
    );
    const clear = { create: { width: 9, height: 9, channels: 4 as const, background: '#0000' } };
    expect(await captionOf(await sharp(clear).png().toBuffer())).toContain(' shade s40 ');
  });

  test('a picture that cannot be decoded fails alone', async () => {
    await expect(captioner.caption(Buffer.from('no picture'), 'image/png')).rejects.toMatchObject({
      code: 'unsupported-type',
    });
    expect(await captionOf(await solid('#0f0'))).toMatch(/^green /);
  });

  test('a signal is heard between two tokens', async () => {
    const stop = new AbortController();
    const captioned = captioner.caption(await solid('#f00'), 'image/png', stop.signal);
    const waiting = captioner.caption(await solid('#00f'), 'image/png');
    setImmediate(() => stop.abort());
    await expect(captioned).rejects.toMatchObject({ code: 'cancelled' });
    expect((await waiting).description.caption).toMatch(/^blue /);
    await expect(captioner.caption(await solid('#f00'), 'image/png', stop.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('hundreds of pictures take no more memory than a few', async () => {
    const images = [await solid('#f00', 1000, 700), await solid('#00f', 1000, 700)];
    const many = async (count: number) => {
      for (let i = 0; i < count; i++) await captioner.caption(images[i % 2] ?? Buffer.alloc(0), 'image/png');
    };
    await many(50);
    // Two megabytes each when it is decoded.
    const before = process.memoryUsage().rss;
    await many(150);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });
});

describe('what can be wrong with a model', () => {
  test('one that is not there', async () => {
    await expect(localCaptioner('no-such-model', context)).rejects.toMatchObject({ code: 'model-missing' });
    await expect(localCaptioner('', context)).rejects.toMatchObject({ code: 'bad-option' });
  });

  test('one that describes nothing', async () => {
    await expect(localCaptioner('llama', context)).rejects.toThrow(
      /is a llama model and describes no pictures.*smolvlm/,
    );
  });

  test('a file that is missing, and one that is cut short', async () => {
    const image = await solid('#f00');
    const without = await damagedCopy('vit-gpt2', 'without-decoder', (folder) =>
      unlink(join(folder, 'onnx', 'decoder_model_merged.onnx')),
    );
    const cut = await damagedCopy('vit-gpt2', 'cut-encoder', (folder) =>
      truncate(join(folder, 'onnx', 'encoder_model.onnx'), 300),
    );
    for (const [folder, why] of [
      [without, /decoder_model_merged|cannot be loaded/],
      [cut, /cannot be loaded|encoder_model|download/i],
    ] as const) {
      const describing = localCaptioner(folder, context).then((captioner) => captioner.caption(image, 'image/png'));
      await expect(describing).rejects.toMatchObject({ code: 'model-missing', message: expect.stringMatching(why) });
    }
  });

  test('parts of different models fail with a remedy', async () => {
    const mixed = await damagedCopy('vit-gpt2', 'mixed', (folder) =>
      cp(join(models, 'florence2', 'onnx', 'vision_encoder.onnx'), join(folder, 'onnx', 'encoder_model.onnx')),
    );
    const captioner = await localCaptioner(mixed, context);
    await expect(captioner.caption(await solid('#f00'), 'image/png')).rejects.toMatchObject({
      ...{ code: 'model-failed', remedy: expect.stringContaining('ONNX files may not fit together') },
    });
    await captioner.close();
  });

  test('a closed one says so, and what was under way ends', async () => {
    const captioner = await localCaptioner('vit-gpt2', context);
    const image = await solid('#f00');
    await captioner.caption(image, 'image/png');
    const underWay = Promise.allSettled([captioner.caption(image, 'image/png'), captioner.caption(image, 'image/png')]);
    await wait(1);
    await captioner.close();
    await captioner.close();
    for (const outcome of await underWay) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'closed' });
    }
    await expect(captioner.caption(image, 'image/png')).rejects.toMatchObject({ code: 'closed' });
  });

  test('another model, or the same with other files, has other settings', async () => {
    const changed = await damagedCopy('vit-gpt2', 'changed', (folder) =>
      unlink(join(folder, 'generation_config.json')),
    );
    const other = await damagedCopy('vit-gpt2', 'other', (folder) =>
      cp(
        join(models, 'smolvlm', 'onnx', 'decoder_model_merged.onnx'),
        join(folder, 'onnx', 'decoder_model_merged.onnx'),
      ),
    );
    const settings = async (model: string) => (await localCaptioner(model, context)).settings;
    expect(await settings(changed)).toBe(await settings('vit-gpt2'));
    expect(await settings(other)).not.toBe(await settings('vit-gpt2'));
  });
});

describe('a model that chats about pictures', () => {
  test('is asked for a description, follows the prompt, and its prose is the caption', async () => {
    const captioner = await localCaptioner('smolvlm', { ...context, captionPrompt: 'What is this? say dog' });
    const { description, usage } = await captioner.caption(await solid('#00f', 60, 50), 'image/png');
    // On a processor the picture is seen whole, not in tiles: one.
    expect(description.caption).toMatch(/^blue side middle shade s13 pictures 1 last navy after n\d said dog$/);
    expect(usage.outputTokens).toBe(14);
    expect(captioner.settings).not.toBe((await localCaptioner('smolvlm', context)).settings);
    await captioner.close();
    await expect(captioner.caption(await solid('#00f'), 'image/png')).rejects.toMatchObject({ code: 'closed' });
  });

  test('one that loses the thread is stopped', async () => {
    const captioner = await localCaptioner('smolvlm', { ...context, captionPrompt: 'go on forever' });
    const { description, usage } = await captioner.caption(await solid('#00f'), 'image/png');
    expect(usage.outputTokens).toBe(512);
    expect(description.caption).toMatch(/^blue /);
    await captioner.close();
  });
});
