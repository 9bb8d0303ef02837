import { describe, expect, it } from 'vitest';
import type { Answer, CheckedClaim } from '../data/answer.ts';
import type { Hit } from '../data/hit.ts';
import { askedText, fakeGenerator } from '../generate/fake-generator.ts';
import { SightlineError } from '../support/errors.ts';
import { type CheckOptions, checkCitations } from './check-citations.ts';
import { citationOf } from './citation.ts';
import { extractAnswer } from './extract.ts';
import { fakeHit, fakeStoredPicture } from './fake-hit.ts';

const chair = fakeHit(
  {
    name: 'MidnightOak dining chair',
    body: 'Five upright slats and a hollowed seat in smoked oak. Pegged joints, no screws.\n\nid: MidnightOak\nprice: 189\ncurrency: USD\nweight_kg: 6.2',
  },
  'record',
  { metadata: { price: 189, currency: 'USD', weight_kg: 6.2 } },
);
const kettle = fakeHit({
  heading: 'Descaling a kettle › Brim enamel kettle',
  body: '1. Fill it with one part household vinegar (5 %) and two parts water.\n2. Warm it to 60 °C. Do not boil: hot vinegar dulls the glaze.\n3. Leave it for 30 minutes, pour out, rinse three times.',
});
const pegs = fakeHit({
  body: 'Peg the walls with 14 wall pegs. Use the four storm pegs for the guy lines. The sack weighs 14.8 kg.',
});
const table = fakeHit(
  { caption: 'Warranty', body: '| Group | Years |\n| --- | --- |\n| Tents | 5 years |\n| Lamps | 2 years |' },
  'table',
);
const photo = fakeHit({ name: 'DSC 0183' }, 'image', { picture: fakeStoredPicture });
const captioned = fakeHit({ caption: 'A lantern on a porch.' }, 'image', { picture: fakeStoredPicture });
const german = fakeHit({ body: 'Der Kessel fasst 1,5 Liter und wiegt 1.200 g. Er darf nicht in die Spülmaschine.' });
const sold = fakeHit({
  body: 'It was first sold on 14 March 2025 in Leith and not in Gothenburg. In all 1,200 were made, 45 cm high.',
});
const hits = [chair, kettle, pegs, table, photo, captioned, german, sold];

function answering(text: string, own: readonly Hit[] = hits): Answer {
  return {
    status: 'answered',
    text,
    citations: own.map((hit, i) => citationOf(hit, i + 1)),
    hits: own,
    by: 'fake:writer',
  };
}

async function checked(text: string, options: CheckOptions = {}): Promise<readonly CheckedClaim[]> {
  const find = (id: string) => hits.find(({ segment }) => segment.id === id)?.segment;
  return (await checkCitations(answering(text), find, options)).claims;
}

describe('checkCitations', () => {
  it.each([
    'The MidnightOak costs $189 [1].',
    'It weighs 6,200 grams and has no screws [1].',
    'The seat of the MidnightOak is made of smoked oak [1].',
    'Warm the kettle to 60 degrees, and never boil it [2].',
    'Two parts of water go with one part of vinegar [2].',
    'Rinse it 3 times after half an hour [2].',
    '“Hot vinegar dulls the glaze” [2].',
    'The manual says that "hot vinegar\u00a0dulls … glaze." [2]',
    'You need 14 wall pegs and 4 storm pegs [3].',
    'Tents have a warranty of five years [4].',
    // Either piece of evidence alone says half of it.
    'The MidnightOak costs $189, and tents have 5 years of warranty [1][4].',
    'Der Kessel wiegt 1,2 kg und darf nicht in die Spülmaschine [7].',
    'It was first sold on March 14, 2025 in Leith [8].',
    '1200 of 0.45 m height were made [8].',
  ])('supports: %s', async (text) => {
    expect(await checked(text)).toMatchObject([{ verdict: 'supported', reasons: [] }]);
  });

  it.each([
    ['The MidnightOak costs $249 [1].', /says \$249, the evidence says 189/],
    ['The MidnightOak costs €189 [1].', /says €189, the evidence counts in USD/],
    ['It weighs 6.2 g [1].', /says 6.2 g, the evidence says .*6\.2/],
    ['The PaleHalyard costs $189 [1].', /nothing in \[1\] says this of PaleHalyard/],
    ['The MidnightOak has screws [1].', /denies it/],
    ['Warm the kettle and boil it [2].', /denies it/],
    ['Do not leave it for 30 minutes [2].', /denies what the evidence says/],
    ['Warm it to 60 °F [2].', /says 60 °F, the evidence says 60 °C/],
    ['Rinse it three times in Lisbon [2].', /of Lisbon/],
    ['The manual says "hot vinegar cleans the glaze" [2].', /“hot vinegar cleans the glaze” does not stand in \[2\]/],
    ['Use four wall pegs for the walls, and 14 storm pegs for the guy lines [4].', /14/],
    // The number stands in the table, beside something else.
    ['Lamps have a warranty of 5 years [4].', /says 5 years, the evidence says 2 years/],
    ['Foxes hunt mice in winter [3].', /nothing in \[3\] speaks of foxes, hunt or mice/],
    ['Der Kessel darf in die Spülmaschine [7].', /denies it/],
    ['Der Kessel fasst 2,5 Liter [7].', /says 2,5 Liter, the evidence says 1,5 Liter/],
    ['It was first sold on 15 March 2025 [8].', /says 15 March 2025, the evidence says 14 March 2025/],
    ['It was sold in Gothenburg [8].', /denies it/],
    ['The kettle is warmed [99].', /\[99\] does not exist/],
  ])('does not support: %s', async (text, reason) => {
    const [claim] = await checked(text);
    expect(claim?.verdict).toBe('unsupported');
    expect(claim?.reasons.join('; ')).toMatch(reason);
    expect(claim?.score).toBeLessThan(0.5);
  });

  it('tells what cites nothing, says nothing, or rests on what only a picture shows', async () => {
    const claims = await checked(
      'Hello! The chair is nearly black. A bird sits on the fence [5]. The lantern hangs from a rusty hook [6]. It boils at noon [5][2]. What else?',
    );
    expect(claims.map(({ verdict }) => verdict)).toEqual([
      'not-a-claim',
      'uncited',
      'unchecked',
      'unchecked',
      'unsupported',
      'not-a-claim',
    ]);
    expect(claims[2]?.reasons).toEqual(['[5] is a picture without words: it cannot be checked here']);
  });

  it('reads what stands under a heading such as “Please do not” as denied', async () => {
    const jacket = fakeHit({
      heading: 'Re-waxing › Please do not',
      body: '- put it in a tumble dryer, ever\n- wax the lining',
    });
    const answer = answering('Do not put it in a tumble dryer [1]. You wax the lining [1].', [jacket]);
    const { claims } = await checkCitations(answer, () => jacket.segment);
    expect(claims.map(({ verdict }) => verdict)).toEqual(['supported', 'unsupported']);
  });

  it('finds nothing wrong with answers that are quotations', async () => {
    for (const question of ['How much is the MidnightOak?', 'warranty on tents', 'How long do I leave the kettle?']) {
      const answer = extractAnswer(question, hits);
      const { claims } = await checkCitations(answer, (id) => hits.find(({ segment }) => segment.id === id)?.segment);
      expect(claims.length).toBeGreaterThan(0);
      for (const claim of claims) expect(claim).toMatchObject({ verdict: 'supported' });
    }
  });

  it('asks a model only where there is doubt, with the evidence as data', async () => {
    const judge = fakeGenerator(() => '{"supported": true, "reason": "heating is warming"}');
    const claims = await checked('The MidnightOak costs $189 [1]. Heat the jug gently [2]. It costs $249 [1].', {
      judge,
    });
    expect(claims.map(({ verdict }) => verdict)).toEqual(['supported', 'supported', 'unsupported']);
    expect(judge.requests).toHaveLength(1);
    const [request] = judge.requests;
    expect(request && askedText(request)).toMatch(
      /Evidence \[2\]:\n> [\s\S]*> 2\. Warm it to 60[\s\S]*Statement:\n> Heat the jug gently\./,
    );
    const strict = fakeGenerator(() => '{"supported": false, "reason": "it speaks of vinegar"}');
    expect(await checked('Heat the jug gently [2].', { judge: strict })).toMatchObject([
      { verdict: 'unsupported', reasons: ['it speaks of vinegar'] },
    ]);
  });

  it('goes on by words when the model fails, and says so', async () => {
    const judge = fakeGenerator(() => 'I think so');
    const result = await checkCitations(
      answering('Heat the jug gently [2]. Heat the pot quickly [2].'),
      () => kettle.segment,
      { judge },
    );
    expect(result.claims.map(({ verdict }) => verdict)).toEqual(['unsupported', 'unsupported']);
    expect(result.notes).toHaveLength(1);
    expect(result.notes[0]).toMatch(/by words alone: fake:writer did not answer/);
    expect(judge.requests).toHaveLength(1);
  });

  it('lets nearness in sense decide where words leave doubt, but not over numbers', async () => {
    const near = { similarity: async () => 0.9 };
    const far = { similarity: async () => 0.1 };
    expect(await checked('Heat the jug gently [2].', near)).toMatchObject([{ verdict: 'supported' }]);
    expect(await checked('It costs $249 [1].', near)).toMatchObject([{ verdict: 'unsupported' }]);
    expect(await checked('Leave the jug alone for a nap of 30 minutes [2].', far)).toMatchObject([
      { verdict: 'unsupported' },
    ]);
    expect(await checked('Heat the jug gently [2].', { similarity: async () => Number.NaN })).toMatchObject([
      { verdict: 'unsupported' },
    ]);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const judge = fakeGenerator(() => {
      stop.abort();
      return '{}';
    });
    const run = checked('Heat the jug gently [2].', { judge, signal: stop.signal });
    await expect(run).rejects.toBeInstanceOf(SightlineError);
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('takes bounded time for huge answers and evidence', async () => {
    const started = performance.now();
    const words = 'The tent weighs 14.8 kg and Lisbon is not near, e.g. "so it is". ';
    const huge = fakeHit({ body: words.repeat(5000), ocr: '1,'.repeat(100_000), caption: '"'.repeat(100_000) });
    const texts = [
      `${words.trim()} [1] `.repeat(400),
      `${'word '.repeat(20_000)}[1].`,
      `${'1,000 '.repeat(10_000)}[1].`,
      `${'"'.repeat(50_000)} [1]`,
      `${'No '.repeat(20_000)} [1].`,
      `${'A-'.repeat(50_000)} [1].`,
    ];
    for (const text of texts) await checkCitations(answering(text, [huge]), () => huge.segment);
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
