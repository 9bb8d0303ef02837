import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PictureDescription } from '../src/enrich/captioner.ts';
import { askedText, fakeGenerator } from '../src/generate/fake-generator.ts';
import { type OpenOptions, open, type Sightline } from '../src/index.ts';

let folder = '';
const files = (): string => join(folder, 'files');
const chair = (): string => join(folder, 'chair.png');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-models-'));
  const { mkdir } = await import('node:fs/promises');
  await mkdir(files());
  await writeFile(join(files(), 'oak.md'), '# MidnightOak\n\nA dark-brown dining chair of solid oak for $189.');
  await writeFile(join(files(), 'tent.md'), '# Ridgeback\n\nA tent for two with a red fly sheet.');
  const brown = { create: { width: 90, height: 60, channels: 3, background: '#4a2c17' } } as const;
  await sharp(brown)
    .withExif({ IFD3: { GPSLatitude: '52/1 30/1 0/1' } })
    .png()
    .toFile(chair());
  await sharp(brown).png().toFile(join(files(), 'photo.png'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withIndex<R>(options: OpenOptions, use: (index: Sightline) => Promise<R>): Promise<R> {
  const index = await open({ index: 'memory:', ocr: 'off', ...options });
  try {
    await index.add(files()).finished();
    return await use(index);
  } finally {
    await index.close();
  }
}

const chairWords = 'A dark-brown dining chair of solid oak.';
/** Describes pictures, and answers with the first evidence that names an oak. */
const eyes = () =>
  fakeGenerator((request) => {
    const asked = askedText(request);
    if (!asked.includes('Evidence')) return chairWords;
    const label = /\[(S\d+)\] oak\.md/.exec(asked)?.[1];
    return label ? `It is the MidnightOak, a chair of solid oak [${label}].` : 'NO_EVIDENCE';
  });

describe('a generator', () => {
  it('answers with citations that narrow to the quoted words, streamed and whole', async () => {
    await withIndex({ ownGenerator: eyes() }, async (index) => {
      const types: string[] = [];
      let text = '';
      for await (const event of index.askStream('Which chair is of oak?')) {
        if (types.at(-1) !== event.type) types.push(event.type);
        if (event.type === 'text') text += event.text;
        if (event.type === 'finished') expect(event.answer.text).toBe(text);
      }
      expect(types).toEqual(['retrieved', 'text', 'finished']);
      const answer = await index.ask('Which chair is of oak?');
      expect(answer).toMatchObject({ status: 'answered', by: 'fake:writer', usage: { inputTokens: 100 } });
      expect(answer.citations[0]).toMatchObject({ number: 1, document: 'oak.md', from: 'body' });
    });
  });

  it('puts a picture into words that find passages, and looks at it again when it answers', async () => {
    const generator = eyes();
    await withIndex({ ownGenerator: generator }, async (index) => {
      expect(await index.imageToQuery(chair())).toBe(chairWords);
      const answer = await index.answerWithRag(chair(), 'Which of these is it, and why?', { k: 2 });
      expect(answer).toMatchObject({
        status: 'answered',
        pictureAsWords: chairWords,
        citations: [{ document: 'oak.md' }],
      });
      const last = generator.requests.at(-1) as (typeof generator.requests)[number];
      expect(askedText(last)).toMatch(
        /^Question: Which of these is it, and why\?\nThe picture that is asked about:\n<picture>\n/,
      );
      const { hits, notes } = await index.search({ image: chair() }, { translate: true, views: ['keyword'] });
      expect(hits[0]?.reference).toContain('oak.md');
      expect(notes[0]).toContain(chairWords);
    });
  });

  it('never sends where a photo was taken', async () => {
    const generator = eyes();
    await withIndex({ ownGenerator: generator }, (index) => index.imageToQuery(chair()));
    const parts = generator.requests.flatMap(({ messages }) =>
      messages.flatMap((one) => (one.role === 'user' ? one.parts : [])),
    );
    const [picture] = parts.flatMap((part) => (part.type === 'picture' ? [part.bytes] : []));
    expect((await sharp(picture).metadata()).exif).toBeUndefined();
  });

  it('is asked for, helpfully, where there is none', async () => {
    await withIndex({}, async (index) => {
      await expect(index.answerWithRag(chair(), 'What is it?')).rejects.toMatchObject({
        code: 'bad-option',
        message: expect.stringContaining('generator'),
      });
    });
    await expect(withIndex({ generator: 'nobody:x' }, (index) => index.ask('x'))).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/no model vendor called "nobody".*nvidia/),
    });
    await expect(withIndex({ generator: 'builtin' }, (index) => index.ask('x'))).rejects.toMatchObject({
      message: expect.stringMatching(/builtin: has no model that serves as a generator.*anthropic/),
    });
    const keyless = withIndex({ generator: 'openai:gpt-4o', environment: {} }, (index) => index.ask('x'));
    await expect(keyless).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/OPENAI_API_KEY.*providers\.openai\.apiKey/),
    });
  });
});

it('a captioner: its words find a picture, are shown as its own, and are counted', async () => {
  const description: PictureDescription = {
    caption: 'A walnut sideboard.',
    objects: ['sideboard'],
    colours: ['brown'],
    text: '',
    kind: 'photo',
  };
  const ownCaptioner = {
    name: 'fake:eyes',
    settings: '',
    imageSide: 64,
    concurrency: 2,
    caption: async () => ({ description, usage: { inputTokens: 5, outputTokens: 2 } }),
    close: async () => undefined,
  };
  const index = await open({ index: join(folder, 'captioned'), ocr: 'off', ownCaptioner });
  const { captions } = await index.add(files()).finished();
  expect(captions).toMatchObject({ model: 'fake:eyes', described: 1, failed: 0, inputTokens: 5 });
  const { hits } = await index.search('sideboard', { views: ['keyword'] });
  expect(hits[0]?.segment).toMatchObject({
    documentName: 'photo.png',
    words: { description: 'A walnut sideboard. Shown: sideboard.' },
    metadata: { 'picture.kind': 'photo' },
  });
  const filtered = await index.search({ text: 'brown', filter: 'picture.objects contains sideboard' });
  expect(filtered.hits).toHaveLength(1);
  const again = await index.add(files()).finished();
  expect(again).toMatchObject({ indexed: 0, captions: { described: 0 } });
  await index.close();
});

it('a captioner that did not answer is asked again in the next run, and only for what is missing', async () => {
  let isUp = false;
  let calls = 0;
  const ownCaptioner = {
    name: 'fake:moody',
    settings: '',
    imageSide: 64,
    concurrency: 2,
    async caption() {
      calls++;
      if (!isUp) throw new Error('not now');
      const description = { caption: 'A board.', objects: [], colours: [], text: '', kind: '' };
      return { description, usage: { inputTokens: undefined, outputTokens: undefined } };
    },
    close: async () => undefined,
  };
  const index = await open({ index: join(folder, 'moody'), ocr: 'off', ownCaptioner });
  expect(await index.add(files()).finished()).toMatchObject({ indexed: 3, failed: 0, captions: { failed: 1 } });
  isUp = true;
  expect(await index.add(files()).finished()).toMatchObject({ indexed: 1, unchanged: 2, captions: { described: 1 } });
  expect(await index.add(files()).finished()).toMatchObject({ indexed: 0, unchanged: 3 });
  expect(calls).toBe(2);
  await index.close();
});

it('a reranker decides the order, and can be left out', async () => {
  const ownReranker = {
    name: 'fake:judge',
    accepts: { query: { text: true, picture: false }, candidate: { text: true, picture: false } },
    maxTextChars: 2_000,
    rerank: async (_query: object, candidates: readonly { text?: string }[]) =>
      candidates.map(({ text }) => (text?.includes('tent') ? 1 : 0)),
    close: async () => undefined,
  };
  await withIndex({ ownReranker }, async (index) => {
    const { hits } = await index.search('oak chair');
    expect(hits[0]).toMatchObject({ segment: { documentName: 'tent.md' }, reranked: { by: 'fake:judge' } });
    const plain = await index.search('oak chair', { rerank: false });
    expect(plain.hits[0]?.segment.documentName).toBe('oak.md');
  });
});

it('checks what a generator says against what it cites, and takes it out when told', async () => {
  const liar = () =>
    fakeGenerator((request) => {
      const label = /\[(S\d+)\] oak\.md/.exec(askedText(request))?.[1] ?? 'S1';
      return `The chair is of solid oak [${label}]. It costs $249 [${label}]. It was made in Norway.`;
    });
  await withIndex({ ownGenerator: liar() }, async (index) => {
    const { checks } = await index.ask('Which chair is of oak?');
    expect(checks?.map(({ verdict }) => verdict)).toEqual(['supported', 'unsupported', 'uncited']);
    expect(checks?.[1]?.reasons.join(' ')).toContain('249');
  });
  await withIndex({ ownGenerator: liar(), strict: true }, async (index) => {
    let streamed = '';
    for await (const event of index.askStream('Which chair is of oak?')) {
      if (event.type === 'text') streamed += event.text;
      if (event.type === 'finished') {
        expect(event.answer.text).toBe('The chair is of solid oak [1].');
        expect(event.answer.notes?.join(' ')).toMatch(/249|removed|taken out/i);
      }
    }
    expect(streamed).toBe('The chair is of solid oak [1].');
  });
});
