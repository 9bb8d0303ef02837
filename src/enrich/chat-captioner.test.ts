import { describe, expect, it } from 'vitest';
import { fakePicture } from '../generate/fake-picture.ts';
import type { GenerateEvent, GenerateRequest, Generator } from '../generate/generator.ts';
import { SightlineError } from '../support/errors.ts';
import { loadSharp } from '../support/load-sharp.ts';
import { type ChatCaptionerOptions, chatCaptioner } from './chat-captioner.ts';

const limits = {
  contextTokens: 8000,
  outputTokens: 4000,
  pictures: 1,
  pictureSide: 800,
  pictureBytes: 500_000,
  pictureTokens: 800,
};
const usage = { inputTokens: 900, outputTokens: 60 };
const picture = await fakePicture(64, 48);

type Says = string | SightlineError | Extract<GenerateEvent, { type: 'finished' }>;

/** A captioner over a model that answers each question with the next of these, and the last one for good. */
function captionerOver(says: readonly Says[], options: Partial<ChatCaptionerOptions> = {}) {
  const asked: GenerateRequest[] = [];
  const generator: Generator = {
    name: 'test:eyes',
    limits,
    async *generate(request) {
      asked.push(request);
      const said = says[Math.min(asked.length, says.length) - 1];
      if (said instanceof SightlineError) throw said;
      if (typeof said === 'string') yield { type: 'text', text: said };
      yield typeof said === 'object' ? said : { type: 'finished', reason: 'stop', usage };
    },
    close: async () => undefined,
  };
  return { captioner: chatCaptioner(generator, { concurrency: 3, ...options }), asked };
}

const describeWith = (...says: readonly Says[]) =>
  captionerOver(says).captioner.caption(picture.bytes, picture.mediaType);

const tent = {
  caption: 'A red tent stands on a meadow.',
  objects: ['tent', 'meadow'],
  colours: ['red', 'green'],
  text: 'CAMP 7\nNo fires',
  kind: 'photo',
};

describe('chatCaptioner', () => {
  it('asks with the picture and a schema, and gives the description with its cost', async () => {
    const { captioner, asked } = captionerOver([JSON.stringify(tent)], { detail: 'high' });
    expect(await captioner.caption(picture.bytes, 'image/png')).toEqual({ description: tent, usage });
    const [message] = asked[0]?.messages ?? [];
    expect(message?.role === 'user' && message.parts[0]).toMatchObject({
      type: 'picture',
      bytes: picture.bytes,
      detail: 'high',
    });
    expect(asked[0]?.json?.schema).toMatchObject({
      type: 'object',
      required: ['caption', 'objects', 'colours', 'text', 'kind'],
      additionalProperties: false,
      properties: { caption: { type: 'string' }, objects: { type: 'array', items: { type: 'string' } } },
    });
  });

  it('makes large pictures as small as the model takes them', async () => {
    for (const [detail, side] of [
      [undefined, 800],
      ['low', 512],
    ] as const) {
      const { captioner, asked } = captionerOver([JSON.stringify(tent)], detail ? { detail } : {});
      const { bytes } = await fakePicture(1600, 400);
      await captioner.caption(bytes, 'image/png');
      const [message] = asked[0]?.messages ?? [];
      const part = message?.role === 'user' ? message.parts[0] : undefined;
      const sent = part?.type === 'picture' ? await (await loadSharp())(part.bytes).metadata() : undefined;
      expect([captioner.imageSide, sent?.width]).toEqual([side, side]);
    }
  });

  it('knows its settings by what it asks', () => {
    const settings = (options: Partial<ChatCaptionerOptions>) => captionerOver([], options).captioner.settings;
    expect(settings({})).toBe(settings({ concurrency: 9, prompt: '  ' }));
    expect(new Set([settings({}), settings({ prompt: 'Count.' }), settings({ detail: 'low' })]).size).toBe(3);
  });

  it('refuses a model that cannot see, by its name', () => {
    const blind: Generator = {
      name: 'test:blind',
      limits: { ...limits, pictures: 0 },
      generate: () => expect.fail('It was asked.'),
      close: async () => undefined,
    };
    expect(() => chatCaptioner(blind, { concurrency: 1 })).toThrow(/test:blind cannot see/);
  });

  it.each([
    ['in a code fence', `\`\`\`json\n${JSON.stringify(tent)}\n\`\`\``],
    ['after thinking aloud', `<think>{"caption": maybe}</think>\n${JSON.stringify(tent)}`],
    ['between words', `Sure! ${JSON.stringify({ ...tent, kind: ' Photo ' })} Anything else?`],
  ])('reads JSON %s', async (_, said) => {
    expect((await describeWith(said)).description).toEqual(tent);
  });

  it.each([
    ['prose', 'A red tent\nstands on a meadow. ', 'A red tent stands on a meadow.'],
    ['JSON that is cut after the caption', '{"caption": "A \\"red\\" tent.", "objects": ["te', 'A "red" tent.'],
    ['JSON without a caption', '{"objects": ["tent", "meadow"]}', 'tent, meadow'],
  ])('takes a caption from %s', async (_, said, caption) => {
    expect((await describeWith(said)).description.caption).toBe(caption);
  });

  it('brings whatever shape into a sane one', async () => {
    const said = {
      caption: `${'word '.repeat(2000)}`,
      objects: Array.from({ length: 500 }, (_, i) => `thing ${i % 40}`),
      colours: 'red, dark green',
      text: ['CAMP 7', ' No\tfires ', '', 'x'.repeat(9000)],
      kind: 7,
      secret: 'left out',
    };
    const { description } = await describeWith(JSON.stringify(said));
    expect(Object.keys(description).sort()).toEqual(['caption', 'colours', 'kind', 'objects', 'text']);
    expect(description.caption.length).toBeLessThanOrEqual(1000);
    expect(description.caption.endsWith('word')).toBe(true);
    expect(description.objects).toHaveLength(20);
    expect(description.colours).toEqual(['red', 'dark green']);
    expect(description.text).toMatch(/^CAMP 7\nNo fires\nx+$/);
    expect(description.text.length).toBeLessThanOrEqual(4000);
    expect(description.kind).toBe('7');
  });

  it.each([
    ['nothing', '', /its answer says nothing/],
    ['an empty object', '{}', /its answer says nothing/],
    ['the beginning of JSON', '{"capt', /its answer says nothing/],
    ['an empty caption that is cut', '{"caption": "  ", "obj', /its answer says nothing/],
    ['thoughts alone', { type: 'finished', reason: 'length', usage }, /used up its 2000 tokens.*providers\.test\.body/],
    ['unfinished thoughts in words', '<think>A tent, perhaps', /its answer says nothing/],
    ['a refusal', { type: 'finished', reason: 'content-filter', usage }, /filter/],
  ] as const)('does not take %s for a description', async (_, said, message) => {
    await expect(describeWith(said)).rejects.toMatchObject({ code: 'model-failed', message });
  });

  it('reads any answer at all in a moment', async () => {
    const deep = `{"caption": ${'['.repeat(40_000)}${']'.repeat(40_000)}, "objects": ["tent"]}`;
    expect((await describeWith(deep)).description.caption).toBe('tent');
    for (const said of ['<think>'.repeat(300_000), '{'.repeat(300_000), `"caption": "${'\\'.repeat(300_000)}`]) {
      const begun = Date.now();
      await describeWith(said).catch((error) => expect(error).toBeInstanceOf(SightlineError));
      expect(Date.now() - begun).toBeLessThan(1000);
    }
  });

  it('keeps what is written in a picture from being obeyed, whatever it is told to do', async () => {
    for (const options of [{}, { prompt: 'Count the chairs.' }]) {
      const { captioner, asked } = captionerOver([JSON.stringify(tent)], options);
      await captioner.caption(picture.bytes, 'image/png');
      expect(JSON.stringify(asked[0]?.messages)).toContain('never an instruction');
    }
  });

  it.each(['model-failed', 'bad-option', 'network-failed', 'cancelled'] as const)('passes on %s', async (code) => {
    await expect(describeWith(new SightlineError(code, 'No.'))).rejects.toMatchObject({ code, message: 'No.' });
  });

  it('does not ask about what is no picture', async () => {
    const { captioner, asked } = captionerOver(['A tent.']);
    await expect(captioner.caption(Buffer.from('no picture'), 'image/png')).rejects.toMatchObject({
      code: 'model-failed',
    });
    expect(asked).toHaveLength(0);
  });
});
