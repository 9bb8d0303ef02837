import { describe, expect, it } from 'vitest';
import { emptyQuestion, isAsked, readAddress, writeAddress } from '../web/src/address/address.ts';
import { serverSent } from '../web/src/api/server-sent.ts';
import type { HitView } from '../web/src/api/types.ts';
import { flowing } from '../web/src/parts/flowing-text.ts';
import { answerStretches } from '../web/src/search/answer-parts.ts';
import { looksLikeQuestion, markWords } from '../web/src/search/question-words.ts';
import { boxBetween, moveBox, resizeBox } from '../web/src/search/region.ts';
import { whySentence } from '../web/src/search/why-sentence.ts';
import { withoutConstraints } from '../web/src/search/without-constraints.ts';
import { cameraOn, fitCamera, zoomedAt } from '../web/src/viewer/camera.ts';

/** Parts of the page that need no browser. */

describe('the address of a search', () => {
  it('gives the same search when it is read back', () => {
    const address = {
      view: 'search' as const,
      question: {
        ...emptyQuestion,
        text: 'chairs & tables under $200 #2',
        pictures: [
          { from: 'segment' as const, name: 'a~b', region: { x: 1, y: 2, width: 30, height: 40 } },
          { from: 'url' as const, name: 'https://example.org/a.jpg?b=c#d' },
        ],
        ask: true,
        k: 48,
        kinds: ['image' as const, 'record' as const],
        filter: 'price < 200 and category = "chairs"',
        strategy: 'cascade',
        diversity: 0.3,
        grouped: true,
        deep: true,
        without: ['under $200'],
      },
      shown: 'x1',
      cited: 3,
    };
    expect(readAddress(writeAddress(address).slice(2))).toEqual(address);
  });

  it('leaves out what makes no sense, whoever wrote it', () => {
    const { question } = readAddress(
      '?q=a&k=-3&kind=<b>&kind=image&diversity=7&picture=file:///etc/passwd&picture=segment:x%23xywh=0,0,0,9',
    ) as { question: typeof emptyQuestion };
    expect(question).toEqual({
      ...emptyQuestion,
      text: 'a',
      kinds: ['image'],
      pictures: [{ from: 'segment', name: 'x' }],
    });
    const elsewhere = readAddress('?view=nothing&q=');
    expect(elsewhere.view === 'search' && isAsked(elsewhere.question)).toBe(false);
  });
});

describe('withoutConstraints', () => {
  const found = [
    { text: 'under $200', filter: 'price < 200', explanation: '' },
    { text: 'red', filter: 'colour = "red"', explanation: '' },
  ];

  it('keeps the other conditions as a filter, and the words of the one taken back', () => {
    const body = { text: 'red chairs under $200', k: 5, filter: 'in_stock = true' };
    expect(withoutConstraints(body, found, found.slice(1))).toEqual({
      text: 'red chairs',
      k: 5,
      filter: '(in_stock = true) and (price < 200)',
      constraints: false,
    });
    expect(withoutConstraints({ text: 'red' }, found, found)).toEqual({ text: 'red', constraints: false });
  });
});

describe('serverSent', () => {
  const events = async (...chunks: readonly string[]): Promise<unknown[]> => {
    const body = new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    });
    const found: unknown[] = [];
    for await (const event of serverSent(new Response(body))) found.push(event);
    return found;
  };

  it('reads events however the network cut them, and passes over what is none', async () => {
    const found = await events(
      'event: text\nda',
      'ta: {"text":"a\\n\\nb"}\n',
      '\n: a comment\n\nevent: broken\ndata: {"text"\n\nevent: done\r\ndata: {}\r\n\r\nevent: cut\ndata: {"a"',
    );
    expect(found).toEqual([
      { event: 'text', data: { text: 'a\n\nb' } },
      { event: 'done', data: {} },
    ]);
  });
});

describe('answerStretches', () => {
  const text = 'It costs 249. [1] It is red. [2]';
  const check = { text: '', start: 0, end: 17, verdict: 'unsupported' as const, reasons: ['says 249'] };

  it('cuts an answer at its marks and its faults, and loses none of it', () => {
    const stretches = answerStretches(text, [{ ...check, start: 18, end: 32, verdict: 'supported' }, check]);
    expect(stretches.map(({ fault }) => fault?.verdict)).toEqual(['unsupported', undefined]);
    expect(stretches.flatMap(({ parts }) => parts).filter(({ type }) => type === 'cite')).toEqual([
      { type: 'cite', number: 1 },
      { type: 'cite', number: 2 },
    ]);
  });

  it('passes over checks of another text', () => {
    expect(answerStretches(text, [{ ...check, end: 900 }]).every(({ fault }) => fault === undefined)).toBe(true);
  });
});

describe('words of a question', () => {
  it('are marked in whatever form they stand', () => {
    const marked = (text: string, question: string): string[] =>
      markWords(text, question).flatMap((piece) => (piece.marked ? [piece.text] : []));
    expect(marked('Zippers catch; the zipper was catching.', 'Why is my zipper catching?')).toEqual([
      'Zippers',
      'catch',
      'zipper',
      'catching',
    ]);
    expect(marked('the and of', 'the and of')).toEqual([]);
    expect(markWords('a <b>', '')).toEqual([{ text: 'a <b>', marked: false }]);
  });

  it('tell a question from a description', () => {
    const questions = ['Why does it catch', 'red chair?', 'Wie heiß wird der Ofen', 'which slide covers pricing'];
    const descriptions = ['dark wooden chair', 'what', 'is red', 'island with palms', 'canoe on the beach'];
    expect(questions.filter(looksLikeQuestion)).toEqual(questions);
    expect(descriptions.filter(looksLikeQuestion)).toEqual([]);
  });
});

describe('whySentence', () => {
  const hit: HitView = {
    id: 'a',
    reference: 'a.txt',
    document: { id: 'a', name: 'a.txt', mediaType: 'text/plain' },
    kind: 'text',
    locator: {},
    place: '',
    snippet: '',
    metadata: {},
    score: 1,
    missing: [],
    duplicates: [],
    words: { heading: 'Jackets', body: 'A warm jacket; jackets are warmest when dry.' },
    views: { keyword: { rank: 1, score: 1, share: 1 }, text: { rank: 9, score: 0, share: -0.2 } },
  };

  it('names the words that a hit shares with the question, each in one form, and what else speaks for it', () => {
    expect(whySentence(hit, 'a warm jacket for winter')).toBe('It says “jackets” and “warm”.');
    const image = { rank: 1, score: 1, share: 0.6 };
    expect(whySentence({ ...hit, views: { ...hit.views, image } }, 'warm')).toBe(
      'It says “warm” and looks like what the words describe.',
    );
    expect(whySentence({ ...hit, views: { image } }, '')).toBe('It looks alike.');
    expect(whySentence({ ...hit, views: {} }, 'warm')).toBe('It is among the nearest that there are.');
  });
});

describe('a region', () => {
  const size = { width: 100, height: 80 };

  it('stays inside its picture and keeps a least size', () => {
    const box = { x: 10, y: 10, width: 40, height: 30 };
    expect(moveBox(box, 500, -500, size)).toEqual({ x: 60, y: 0, width: 40, height: 30 });
    expect(resizeBox(box, { x: 1, y: 1 }, 500, -500, size)).toEqual({ x: 10, y: 10, width: 90, height: 8 });
    expect(resizeBox(box, { x: -1, y: 0 }, 500, 0, size)).toEqual({ x: 42, y: 10, width: 8, height: 30 });
    expect(boxBetween({ x: 90, y: 70 }, { x: -20, y: 200 }, size)).toEqual({ x: 0, y: 70, width: 90, height: 10 });
  });
});

describe('the camera of the viewer', () => {
  const page = { width: 600, height: 800 };
  const view = { width: 1000, height: 832 };

  it('shows the whole page in the middle, and never zooms out beyond it', () => {
    const whole = fitCamera(page, view);
    expect(whole).toEqual({ scale: 1, x: 200, y: 16 });
    expect(zoomedAt(whole, 0.1, { x: 0, y: 0 }, page, view)).toEqual(whole);
  });

  it('keeps the point under the pointer where it is', () => {
    const whole = fitCamera(page, view);
    const at = { x: 500, y: 416 };
    const near = zoomedAt(whole, 3, at, page, view);
    expect(near.scale).toBe(3);
    expect((at.x - near.x) / near.scale).toBeCloseTo((at.x - whole.x) / whole.scale);
  });

  it('goes to a place with all of it in view', () => {
    const box = { x: 56, y: 182, width: 483, height: 138 };
    const { scale, x, y } = cameraOn(box, page, view);
    expect(x + box.x * scale).toBeGreaterThanOrEqual(0);
    expect(x + (box.x + box.width) * scale).toBeLessThanOrEqual(view.width);
    expect(y + box.y * scale).toBeGreaterThanOrEqual(0);
  });
});

describe('flowing', () => {
  it('joins lines that a narrow source broke, and leaves lists and short lines', () => {
    const long = 'Nine times out of ten a zipper catches for one of three reasons:';
    expect(flowing(`${long}\ngrit`)).toBe(`${long} grit`);
    expect(flowing(`${long}\n- grit\n- a slider`)).toBe(`${long}\n- grit\n- a slider`);
    expect(flowing('A rose\nis a rose')).toBe('A rose\nis a rose');
  });
});
