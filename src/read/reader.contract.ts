import { describe, expect, it } from 'vitest';
import { formatLocator, parseLocator } from '../data/locator.ts';
import { type SegmentDraft, wordsSources } from '../data/segment.ts';
import { SightlineError } from '../support/errors.ts';
import type { Asset } from './asset.ts';
import { fakeAsset } from './fake-asset.ts';
import { type FakeReadOptions, fakeReadContext } from './fake-read-context.ts';
import type { Reader } from './reader.ts';

/** One document that a reader must be able to read. */
export interface ReaderFixture {
  /** What the fixture shows, for the test's name. */
  readonly name: string;
  readonly asset: () => Asset | Promise<Asset>;
  /** Fewest segments it holds; 1 unless told. */
  readonly atLeast?: number;
  /** What the reader needs of its surroundings, such as `picture`. */
  readonly context?: FakeReadOptions;
}

export interface ReaderContract {
  readonly makeReader: () => Reader | Promise<Reader>;
  readonly fixtures: readonly ReaderFixture[];
  /** Rounds of random bytes; 60 unless told. */
  readonly fuzzRounds?: number;
}

/**
 * The suite every reader runs, the built-in ones and any from outside: it proves that segments come lazily, are located
 * uniquely, hold sound words and metadata, and that bad files, empty files and cancelling end as {@link Reader} promises.
 */
export function readerContract(name: string, { makeReader, fixtures, fuzzRounds = 60 }: ReaderContract): void {
  describe(`${name}: the contract of a reader`, () => {
    it('has a name and a version', async () => {
      const reader = await makeReader();
      expect(reader.name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(Number.isInteger(reader.version) && reader.version > 0).toBe(true);
    });

    describe.each(fixtures.map((fixture) => ({ ...fixture, toString: () => fixture.name })))('$name', (fixture) => {
      const open = async (overrides: FakeReadOptions = {}) => {
        const context = fakeReadContext({ ...fixture.context, ...overrides });
        return { context, segments: (await makeReader()).read(await fixture.asset(), context) };
      };

      it('gives sound segments, each at its own place', async () => {
        const { segments } = await open();
        const places = new Set<string>();
        for await (const segment of segments) {
          checkSegment(segment);
          const place = `${segment.kind} ${formatLocator(segment.locator)}`;
          expect(places, `two segments at ${place}`).not.toContain(place);
          places.add(place);
        }
        expect(places.size).toBeGreaterThanOrEqual(fixture.atLeast ?? 1);
      });

      it('gives the same segments when read again', async () => {
        const read = async () =>
          (await collect((await open()).segments)).map((segment) => [segment.kind, segment.locator, segment.words]);
        expect(await read()).toEqual(await read());
      });

      it('reads nothing before it is asked, and lets go when the consumer stops early', async () => {
        const { context, segments } = await open();
        expect(context.asked).toEqual([]);
        const iterator = segments[Symbol.asyncIterator]();
        await iterator.next();
        await iterator.return?.();
        const asked = context.asked.length;
        expect((await iterator.next()).done).toBe(true);
        expect(context.asked.length).toBe(asked);
      });

      it('does not start when it is already cancelled', async () => {
        const { segments } = await open({ signal: AbortSignal.abort() });
        await expect(collect(segments)).rejects.toMatchObject({ name: 'SightlineError', code: 'cancelled' });
      });

      it('stops when it is cancelled on the way', async () => {
        const controller = new AbortController();
        const { segments } = await open({ signal: controller.signal });
        const iterator = segments[Symbol.asyncIterator]();
        if ((await iterator.next()).done) return;
        controller.abort();
        const next = await iterator.next().catch((error: unknown) => error);
        if (next instanceof SightlineError) expect(next.code).toBe('cancelled');
        else expect(next, 'a segment came after the reading was cancelled').toMatchObject({ done: true });
      });

      it('ends as promised on the same file with bytes lost or changed', async () => {
        const asset = await fixture.asset();
        const bytes = await asset.bytes();
        const random = randomNumbers(bytes.length);
        for (let round = 0; round < Math.ceil(fuzzRounds / 4); round++) {
          const damaged = bytes.slice(0, round % 2 === 0 ? bytes.length : Math.floor(random() * bytes.length));
          for (let n = 0; n < 1 + damaged.length / 500; n++)
            damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
          await checkEnd(await makeReader(), fakeAsset(asset.name, damaged), fixture.context);
        }
      });
    });

    it('ends as promised on an empty file', async () => {
      await checkEnd(await makeReader(), fakeAsset('empty', new Uint8Array()));
    });

    it('ends as promised on random bytes', async () => {
      const reader = await makeReader();
      const random = randomNumbers(1);
      for (let round = 0; round < fuzzRounds; round++) {
        const letters = round % 3 === 0 ? '{}[]",:;\n\t<>/=&#|*-_`ab1 ' : '';
        const bytes = Uint8Array.from({ length: Math.floor(random() * 600) }, () =>
          letters ? letters.charCodeAt(Math.floor(random() * letters.length)) : Math.floor(random() * 256),
        );
        await checkEnd(reader, fakeAsset('random', bytes));
      }
    });

    it('passes on the error of a file that cannot be opened', async () => {
      const gone = new SightlineError('unreadable-file', 'There is no such file.');
      const asset = fakeAsset('gone', '', { bytes: () => Promise.reject(gone) });
      await expect(collect((await makeReader()).read(asset, fakeReadContext()))).rejects.toBe(gone);
    });
  });
}

async function collect(segments: AsyncIterable<SegmentDraft>): Promise<SegmentDraft[]> {
  const all: SegmentDraft[] = [];
  for await (const segment of segments) all.push(segment);
  return all;
}

/** Any number of sound segments, or a SightlineError; nothing else may be thrown. */
async function checkEnd(reader: Reader, asset: Asset, overrides: FakeReadOptions = {}): Promise<void> {
  try {
    for await (const segment of reader.read(asset, fakeReadContext(overrides))) checkSegment(segment);
  } catch (error) {
    if (!(error instanceof SightlineError)) throw error;
    expect(error.message).not.toBe('');
  }
}

function checkSegment(segment: SegmentDraft): void {
  expect(parseLocator(formatLocator(segment.locator))).toEqual(segment.locator);
  expect(wordsSources).toEqual(expect.arrayContaining(Object.keys(segment.words)));
  for (const source of wordsSources) {
    const words = segment.words[source];
    if (!(source in segment.words)) continue;
    expect(words, `words.${source}`).toBeTypeOf('string');
    expect(words?.trim(), `words.${source} must be left out when there are none`).not.toBe('');
    expect(words, `words.${source} cuts a character in two`).not.toMatch(/\p{Surrogate}/u);
  }
  expect(Object.keys(segment.words).length > 0 || segment.picture !== undefined, 'neither words nor picture').toBe(
    true,
  );
  for (const [key, value] of Object.entries(segment.metadata ?? {})) {
    const flat = Array.isArray(value) ? value.every((item) => typeof item === 'string') : isScalar(value);
    expect(flat, `metadata.${key} is not a string, a finite number, a boolean or a list of strings`).toBe(true);
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Numbers from 0 to 1, the same in every run (mulberry32), so that a failure can be repeated. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
