/**
 * The Responses API with the official client over a real server: https://platform.openai.com/docs/api-reference/responses/create and
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type OpenAI from 'openai';
import { type OpenOptions, open, type Sightline } from 'sightline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askedText, fakeGenerator } from '../src/generate/fake-generator.ts';
import { drawPicture, writeFiles } from './cli-process.ts';
import { nothingFound } from './fixtures/nothing-found.ts';
import { apiErrorOf, listenOpenAi, type OpenAiDoor } from './openai-door-listen.ts';

type Asked = OpenAI.Responses.ResponseCreateParamsNonStreaming;
type Event = OpenAI.Responses.ResponseStreamEvent;

let root: string;
let files: string;
let engine: Sightline;
let door: OpenAiDoor;
const toClose: (() => Promise<unknown>)[] = [];
const question = 'What does the orange tent weigh?';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-responses-'));
  files = join(root, 'files');
  await writeFiles(files, {
    'tent.md': '# Tent\n\nThe orange tent weighs 2.4 kg.\n\nThe orange tent costs $189.',
    'chair.txt': 'The oak chair wants oil once a year.',
    'photos/harbour.png': await drawPicture(200, 60, 20),
    'photos/meadow.png': await drawPicture(20, 160, 60),
  });
  engine = await openIndex();
  door = await listenOpenAi(engine, { generator: () => engine.generator() });
}, 60_000);
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
afterAll(async () => {
  await door.close();
  await engine.close();
  await rm(root, { recursive: true, force: true });
});

async function openIndex(options: OpenOptions = {}): Promise<Sightline> {
  const one = await open({ index: 'memory:', ocr: 'off', ...options });
  await one.add(files).finished();
  return one;
}
async function doorWith(options: OpenOptions): Promise<OpenAiDoor> {
  const one = await openIndex(options);
  const listening = await listenOpenAi(one);
  toClose.push(() => one.close(), listening.close);
  return listening;
}
async function doorOf(served: Sightline): Promise<OpenAiDoor> {
  const listening = await listenOpenAi(served);
  toClose.push(listening.close);
  return listening;
}
async function streamed({ client }: OpenAiDoor, asked: Asked): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of await client.responses.create({ ...asked, stream: true })) events.push(event);
  return events;
}
function textPart(response: OpenAI.Responses.Response): OpenAI.Responses.ResponseOutputText {
  const [item] = response.output;
  const [part] = item?.type === 'message' ? item.content : [];
  if (part?.type === 'output_text') return part;
  throw new Error('no text');
}
const extension = z.looseObject({
  status: z.string(),
  question: z.string(),
  ignored: z.array(z.string()).optional(),
  citations: z.array(z.looseObject({ reference: z.string(), url: z.string() })),
});
const extensionOf = (response: object) => extension.parse('sightline' in response ? response.sightline : undefined);

describe('a response', () => {
  it('is one message with its citations as annotations, its usage, and nothing kept', async () => {
    const response = await door.client.responses.create({ model: 'sightline', input: question });
    expect(response).toMatchObject({ object: 'response', status: 'completed', error: null, incomplete_details: null });
    expect(response).toMatchObject({ store: false, previous_response_id: null, tools: [], model: 'sightline' });
    expect(response.output_text).toMatch(/^The orange tent weighs 2\.4 kg\. \[1\]/);
    const { text, annotations } = textPart(response);
    const [citation] = extensionOf(response).citations;
    expect(annotations[0]).toMatchObject({ type: 'url_citation', url: citation?.url, title: 'tent.md' });
    for (const one of annotations) {
      if (one.type === 'url_citation') expect(text.slice(one.start_index, one.end_index)).toMatch(/^\[\d+\]$/);
    }
    const { input_tokens = 0, output_tokens = 0, total_tokens } = response.usage ?? {};
    expect(total_tokens).toBe(input_tokens + output_tokens);
    expect(output_tokens).toBeGreaterThan(0);
    expect(JSON.stringify(response)).not.toContain(root);
  });

  it('streams the published events in their order, and they add up to the same response', async () => {
    const whole = await door.client.responses.create({ model: 'sightline', input: question });
    const events = await streamed(door, { model: 'sightline', input: question });
    const types = events.map(({ type }) => type);
    expect([...new Set(types)]).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.annotation.added',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, i) => i));
    const deltas = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []));
    expect(deltas.join('')).toBe(whole.output_text);
    const annotations = events.flatMap((event) =>
      event.type === 'response.output_text.annotation.added' ? [event.annotation] : [],
    );
    expect(annotations).toEqual(textPart(whole).annotations);
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error('not completed');
    expect(textPart(last.response)).toEqual(textPart(whole));
    expect(last.response.usage).toEqual(whole.usage);
    expect(extensionOf(last.response)).toEqual(extensionOf(whole));
  });

  it('is put together by the helper of the client as it goes', async () => {
    const runner = door.client.responses.stream({ model: 'sightline', input: question });
    let snapshot = '';
    runner.on('response.output_text.delta', (event) => {
      snapshot = event.snapshot;
    });
    const final = await runner.finalResponse();
    expect(snapshot).toContain('2.4 kg. [1]');
    expect(textPart(final).text).toBe(snapshot);
  });

  it('takes messages, pictures, instructions and search options', async () => {
    const pictures: number[] = [];
    const generator = fakeGenerator((request) => {
      pictures.push(askedText(request).split('<picture>').length - 1);
      return 'A harbour [S1].';
    });
    const { client } = await doorWith({ ownGenerator: generator, evidencePictures: 0 });
    const image_url = `data:image/png;base64,${(await drawPicture(200, 60, 20)).toString('base64')}`;
    const asked: Asked & { sightline: object } = {
      model: 'sightline',
      instructions: 'Answer like a pirate.',
      input: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hello.' },
        { type: 'function_call', call_id: 'x', name: 'look', arguments: '{}' },
        { type: 'function_call_output', call_id: 'x', output: 'nothing' },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'Which place is this?' },
            { type: 'input_image', image_url, detail: 'auto' },
          ],
        },
      ],
      sightline: { kinds: ['image'], strategy: 'late', k: 2 },
    };
    const response = await client.responses.create(asked);
    expect(pictures).toEqual([1]);
    expect(extensionOf(response).citations[0]?.reference).toBe('photos/harbour.png');
    const [request] = generator.requests;
    expect(request && askedText(request)).toContain('> Be brief.\n> Answer like a pirate.');
    expect(response.instructions).toBe('Answer like a pirate.');
  });

  it('goes on with a conversation that the client brings along', async () => {
    const first = await door.client.responses.create({ model: 'sightline', input: question });
    const second = await door.client.responses.create({
      model: 'sightline',
      input: [
        { role: 'user', content: question },
        ...first.output.flatMap((item) => (item.type === 'message' ? [item] : [])),
        { role: 'user', content: 'And what does it cost?' },
      ],
    });
    expect(extensionOf(second).question).toBe(`${question} And what does it cost?`);
    expect(second.output_text).toContain('$189');
  });
});

describe('an answer that is cut', () => {
  it('is incomplete and says why, streamed or not', async () => {
    const asked = { model: 'sightline', input: question };
    for (const [reason, told] of [
      ['length', 'max_output_tokens'],
      ['content-filter', 'content_filter'],
    ] as const) {
      const one = await doorWith({ ownGenerator: fakeGenerator(() => 'It weighs 2.4 kg [S1] and', {}, reason) });
      const response = await one.client.responses.create(asked);
      expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: told } });
      const last = (await streamed(one, asked)).at(-1);
      expect(last).toMatchObject({ type: 'response.incomplete', response: { incomplete_details: { reason: told } } });
      const chat = { model: 'sightline', messages: [{ role: 'user' as const, content: question }] };
      const ends: (string | null | undefined)[] = [];
      ends.push((await one.client.chat.completions.create(chat)).choices[0]?.finish_reason);
      for await (const chunk of await one.client.chat.completions.create({ ...chat, stream: true })) {
        if (chunk.choices[0]?.finish_reason) ends.push(chunk.choices[0].finish_reason);
      }
      const expected = reason === 'length' ? 'length' : 'content_filter';
      expect(ends).toEqual([expected, expected]);
    }
  });

  it('ends within max_output_tokens, with the sources of what is left and no others', async () => {
    const said = 'It weighs 2.4 kg [S1]. It costs a good deal more than the chair that wants oil once a year [S2].';
    const one = await doorWith({ ownGenerator: fakeGenerator(() => said) });
    const response = await one.client.responses.create({ model: 'sightline', input: question, max_output_tokens: 16 });
    expect(response).toMatchObject({ status: 'incomplete', max_output_tokens: 16 });
    expect(response.output_text).toMatch(/^It weighs 2\.4 kg \[1\]\.[^[]*\n\n\[1\]: http[^\n]*$/);
    expect(extensionOf(response).citations).toHaveLength(1);
  });
});

describe('refusals', () => {
  it('name what is not kept, called or formed here', async () => {
    const refused = [
      [{ previous_response_id: 'resp_1' }, 'previous_response_id'],
      [{ conversation: 'conv_1' }, 'conversation'],
      [{ prompt: { id: 'pmpt_1' } }, 'prompt'],
      [{ background: true }, 'background'],
      [{ text: { format: { type: 'json_object' as const } } }, 'text.format'],
      [{ tool_choice: 'required' as const }, 'tool_choice'],
      [{ top_logprobs: 3 }, 'top_logprobs'],
      [{ input: [{ type: 'item_reference' as const, id: 'msg_1' }] }, 'input[0]'],
      [{ max_output_tokens: 0 }, 'max_output_tokens'],
    ] as const;
    for (const [more, param] of refused) {
      const asked = { model: 'sightline', input: question, ...more } as Asked;
      const error = await apiErrorOf(door.client.responses.create(asked));
      expect(error).toMatchObject({ status: 400, param, type: 'invalid_request_error' });
    }
    const file = [{ role: 'user', content: [{ type: 'input_file', file_id: 'file_1' }] }] as Asked['input'] & object;
    expect(await apiErrorOf(door.client.responses.create({ model: 'sightline', input: file }))).toMatchObject({
      status: 400,
      param: 'input[0].content',
    });
    const path = [{ role: 'user', content: [{ type: 'input_image', image_url: '/etc/hostname' }] }] as never;
    expect(await apiErrorOf(door.client.responses.create({ model: 'sightline', input: path }))).toMatchObject({
      status: 400,
      param: 'input[0].content',
    });
    expect(await apiErrorOf(door.client.responses.create({ model: 'gpt-5', input: question }))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    // Nothing is kept that could be asked for.
    expect(await apiErrorOf(door.client.responses.retrieve('resp_1'))).toMatchObject({ status: 404 });
  });

  it('are not made of what is merely offered: it is named as without effect', async () => {
    const tools: Asked['tools'] = [{ type: 'function', name: 'x', parameters: {}, strict: false }];
    const asked: Asked = { model: 'sightline', input: question, tools, temperature: 0.5, store: true, user: 'me' };
    const response = await door.client.responses.create({ ...asked, reasoning: { effort: 'low' } });
    expect(extensionOf(response).ignored?.toSorted()).toEqual(['reasoning', 'store', 'temperature', 'tools']);
  });

  it('of a stream come with a status before its first event, and as events after it', async () => {
    const filter = { model: 'sightline', input: question, sightline: { filter: 'price <' } };
    expect(await apiErrorOf(door.client.responses.create({ ...filter, stream: true }))).toMatchObject({ status: 400 });
    const failing = await doorOf({
      ...engine,
      async *askStream() {
        yield nothingFound;
        yield { type: 'text', text: 'The beginning' };
        throw new TypeError('secret detail');
      },
    });
    const events = await streamed(failing, { model: 'sightline', input: question });
    expect(events.map(({ type }) => type).slice(-3)).toEqual([
      'response.output_text.delta',
      'error',
      'response.failed',
    ]);
    expect(events.at(-1)).toMatchObject({ response: { status: 'failed', error: { code: 'server_error' } } });
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('a client that hangs up stops the answer', async () => {
    let stopped = false;
    const endless = await doorOf({
      ...engine,
      async *askStream(_question, { signal } = {}) {
        yield nothingFound;
        signal?.addEventListener('abort', () => {
          stopped = true;
        });
        while (!signal?.aborted) {
          yield { type: 'text', text: 'on and on ' };
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      },
    });
    const stream = await endless.client.responses.create({ model: 'sightline', input: question, stream: true });
    for await (const event of stream) if (event.type === 'response.output_text.delta') break;
    stream.controller.abort();
    await expect.poll(() => stopped).toBe(true);
  });
});
