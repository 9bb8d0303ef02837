import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from '../store/filter.ts';
import { parseFilter } from '../store/parse-filter.ts';
import { mayStateConstraint } from './constraint-sample.ts';
import { questionConstraints } from './question-constraints.ts';
import { judgedConstraints, judgedFields, judgedNow, judgedPlain } from './question-constraints-judged.ts';

const read = (question: string) => questionConstraints(question, judgedFields, { now: judgedNow });
const byText = (a: Filter, b: Filter): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

describe('questions that state constraints', () => {
  it.each(judgedConstraints)('$question', ({ question, filters, rest }) => {
    const { found, rest: left } = read(question);
    expect(found.map((one) => parseFilter(one.filter)).sort(byText)).toEqual(filters.map(parseFilter).sort(byText));
    if (rest !== undefined) expect(left).toBe(rest);
  });
});

describe('questions that state none', () => {
  it.each(judgedPlain)('%s', (question) => expect(read(question)).toEqual({ rest: question, found: [] }));
});

describe('whatever is asked', () => {
  const pieces = fc.constantFrom(
    ...[
      'under',
      'over',
      'between',
      'from',
      'to',
      'and',
      'or',
      'since',
      'in',
      'only',
      'pictures',
      'tables',
      'last',
      'year',
      '2 years',
    ],
    ...[
      '$200',
      '200',
      '2024',
      'March',
      '1,2.3',
      '2 kg',
      '€',
      '$',
      '-',
      'in stock',
      'PDFs',
      'the',
      'not',
      '"',
      ',',
      '.',
      '(',
      'or less',
      '5G',
    ],
    ...[
      'unter',
      'zwischen',
      'bis',
      'nur Bilder',
      'Ä',
      '\u0000',
      '🦊',
      '\n',
      'chair',
      'photos',
      '2024-05-01',
      '99999999999999999999',
    ],
  );
  const question = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.array(pieces, { maxLength: 12 }).map((words) => words.join(' ')),
    fc.array(pieces, { maxLength: 12 }).map((words) => words.join('')),
  );

  it('takes words out and puts none in, and its filters are what they say', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { filter, rest, found } = read(asked);
        expect(isWithin(rest, asked)).toBe(true);
        const parts = found
          .map((one) => parseFilter(one.filter))
          .flatMap((one) => (one.op === 'and' ? one.all : [one]));
        if (parts.length === 0) expect({ filter, rest }).toEqual({ filter: undefined, rest: asked });
        else expect(filter).toEqual(parts.length === 1 ? parts[0] : { op: 'and', all: parts });
        for (const { text } of found) expect(asked).toContain(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds nothing where no figure, kind or state is named', () => {
    const words = fc.array(fc.oneof(pieces, fc.lorem({ maxCount: 1 })), { maxLength: 4 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(fc.oneof(question, words), (asked) => {
        fc.pre(!mayStateConstraint(asked));
        expect(read(asked).found).toEqual([]);
      }),
    );
  });

  it('finds nothing where no field could answer', () => {
    for (const { question: asked } of judgedConstraints) {
      const { found } = questionConstraints(asked, [], { now: judgedNow });
      expect(found.filter((one) => !/^\(?(?:kind|document) /.test(one.filter))).toEqual([]);
    }
  });

  it('stays quick on what is made to be slow', () => {
    const from = performance.now();
    for (const piece of [
      '1',
      '1,',
      'under ',
      '$',
      'only pictures and ',
      'from 2024 to ',
      'in the ',
      ' ',
      '(',
      '1.1 or less ',
    ])
      read(piece.repeat(300).slice(0, 300));
    expect(performance.now() - from).toBeLessThan(500);
    expect(read('under $200 '.repeat(1000)).found).toEqual([]);
  });
});

describe('words that need a certain field', () => {
  const price = { name: 'price', kind: 'number', min: 10, max: 900 } as const;

  it('leaves tables of a shop alone, and pictures where none are held', () => {
    const shop = [price, { name: 'category', kind: 'text', values: ['Tables', 'chairs'] }] as const;
    expect(questionConstraints('only tables', shop).found).toEqual([]);
    expect(questionConstraints('only pictures', [{ name: 'kind', kind: 'text', values: ['record'] }]).found).toEqual(
      [],
    );
    expect(questionConstraints('only tables', []).found).toHaveLength(1);
  });

  it('converts no money', () => {
    const inEuros = [price, { name: 'price.currency', kind: 'text', values: ['EUR'] }] as const;
    expect(questionConstraints('under $200', inEuros).found).toEqual([]);
    expect(questionConstraints('under 200 €', inEuros).filter).toEqual(parseFilter('price < 200'));
    expect(questionConstraints('under $200', [{ ...price, name: 'price_eur' }]).found).toEqual([]);
    expect(questionConstraints('under $200', [{ ...price, name: 'Price (USD)' }]).found[0]?.filter).toBe(
      '"Price (USD)" < 200',
    );
  });

  it('takes the plainest price there is', () => {
    const many = ['shippingAmount', 'old_price', 'price', 'cost'].map((name) => ({ ...price, name }));
    expect(questionConstraints('under $200', many).filter).toEqual(parseFilter('price < 200'));
    expect(questionConstraints('unter 200 €', [{ ...price, name: 'Preis' }]).filter).toEqual(
      parseFilter('Preis < 200'),
    );
  });

  it('takes years where only years are known, and no months there', () => {
    const years = [{ name: 'year', kind: 'date', min: '1990', max: '2024' }] as const;
    expect(questionConstraints('books from 2024', years).filter).toEqual(parseFilter('year = 2024'));
    expect(questionConstraints('books from March 2024', years).found).toEqual([]);
  });

  it('asks of two lengths which one is meant', () => {
    const lengths = ['width_cm', 'depth_cm'].map((name) => ({ name, kind: 'number' }) as const);
    expect(questionConstraints('shelves under 80 cm', lengths).found).toEqual([]);
    expect(questionConstraints('shelves under 800 mm deep', lengths).filter).toEqual(parseFilter('depth_cm < 80'));
    expect(questionConstraints('shelves under 80 cm', lengths.slice(0, 1)).filter).toEqual(
      parseFilter('width_cm < 80'),
    );
  });

  it('reads "last year" only when it knows the year', () => {
    const dates = [{ name: 'date', kind: 'date', min: '2020-01-01', max: '2026-01-01' }] as const;
    expect(questionConstraints('photos since last year', dates).found).toEqual([]);
    expect(questionConstraints('photos since last year', dates, { now: judgedNow }).found[0]).toEqual({
      text: 'since last year',
      filter: 'date >= 2025',
      explanation: '"since last year" is read as: date since 2025.',
    });
  });
});

/** Whether a text's characters stand in another one in the same order. */
function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at);
    if (at < 0) return false;
    at += character.length;
  }
  return true;
}
