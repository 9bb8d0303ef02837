import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hit } from '../data/hit.ts';
import type { Words } from '../data/segment.ts';
import { askedMeasure } from './asked-measure.ts';
import { extractAnswer } from './extract.ts';
import { fakeHit as hit } from './fake-hit.ts';

const washing = hit({
  heading: 'Washing a down sleeping bag',
  body: '- Use a front-loading machine.\n- Wash at 30 °C with down soap.\n- Rinse twice.',
});
const zipper = hit({
  heading: 'Zipper care',
  body: 'A zipper keeps catching when the slider has\nspread. Replace the slider.',
});
const table = hit(
  { heading: 'Warranty', body: '| Group | Warranty |\n| --- | --- |\n| Tents | 5 years |\n| Boots | 3 years |' },
  'table',
);
const screen = hit({ name: 'screen 0311', ocr: 'Payment declined\nError code PX-4471' }, 'image');
const chair = hit(
  {
    name: 'MidnightOak dining chair',
    body: 'A dark chair of smoked oak.\n\nid: MidnightOak\nprice: 189\nweight_kg: 6.2',
  },
  'record',
);
const all = [washing, zipper, table, screen, chair];

describe('extractAnswer', () => {
  it.each([
    ['Why does the zipper keep catching?', zipper, 'A zipper keeps catching when the slider has spread.'],
    ['At what temperature do I wash a down sleeping bag?', washing, 'Wash at 30 °C'],
    ['How long is the warranty on tents?', table, 'Tents | 5 years'],
    ['How much does the MidnightOak chair cost?', chair, 'price: 189'],
    ['error PX-4471', screen, 'Error code PX-4471'],
  ])('%s', (question, source, words) => {
    const answer = extractAnswer(question, all);
    expect(answer.status).toBe('answered');
    expect(answer.text).toContain(words);
    expect(answer.citations[0]).toMatchObject({ number: 1, reference: source.reference, segmentId: source.segment.id });
  });

  it.each(['What is the capital of Mongolia?', 'Who won the chess tournament last year?', 'Do you ship to the moon?'])(
    'says that nothing answers: %s',
    (question) => {
      expect(extractAnswer(question, all)).toMatchObject({ status: 'no-evidence', citations: [] });
    },
  );

  it('takes a paragraph that begins with a word and a colon for running text, and fields for fields', () => {
    const damp = hit({ body: 'damp: wipe the flysheet with a dry cloth\nbefore you pack the tent away.' });
    const asked = 'What do I do with the flysheet before I pack the tent away?';
    expect(extractAnswer(asked, [damp]).text).toBe(
      'damp: wipe the flysheet with a dry cloth before you pack the tent away. [1]',
    );
    const fields = hit({ body: 'Fabric: nylon\nPoles: aluminium\n(both from one mill)' });
    expect(extractAnswer('Of what are the poles?', [fields]).text).toBe('Poles: aluminium [1]');
  });

  it('answers nothing from nothing', () => {
    expect(extractAnswer('Why?', []).status).toBe('no-evidence');
    expect(extractAnswer('', all).status).toBe('no-evidence');
  });

  it('quotes verbatim and cites every line, whatever is asked', () => {
    const asked = fc.array(
      fc.constantFrom(
        'zipper',
        'catching',
        'wash',
        'sleeping',
        'warranty',
        'tents',
        'chair',
        'price',
        'how long',
        'error',
        '?',
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(asked, (parts) => {
        const answer = extractAnswer(parts.join(' '), all);
        for (const { quote, segmentId, from } of answer.citations) {
          const source = all.find((one) => one.segment.id === segmentId);
          expect(source?.segment.words[from as keyof Words]).toContain(quote);
        }
        const lines = answer.status === 'answered' ? answer.text.split('\n') : [];
        expect(lines.every((line, i) => line.endsWith(`[${i + 1}]`))).toBe(true);
      }),
    );
  });

  it('does not quote Figure 1 where Figure 2 is asked for', () => {
    const figure = (label: string, caption: string): Hit => {
      const found = hit({ caption: `${label}. ${caption}` }, 'image');
      return { ...found, segment: { ...found.segment, metadata: { label } } };
    };
    const figures = [figure('Figure 1', 'The parts of the tent.'), figure('Figure 2', 'Pitching the tent in steps.')];
    const { citations } = extractAnswer('What does Figure 2 of the tent manual show?', figures);
    expect(citations.map((citation) => citation.label)).toEqual(['Figure 2']);
  });
});

describe('askedMeasure', () => {
  it('knows what kind of answer a question wants', () => {
    expect(askedMeasure('at what temperature does wax melt')?.answers('melt it at 65 °C')).toBe(true);
    expect(askedMeasure('how often should I oil it')?.answers('twice a year')).toBe(true);
    expect(askedMeasure('how often should I oil it')?.answers('with a soft cloth')).toBe(false);
    expect(askedMeasure('how much is the tent')?.answers('price: 780')).toBe(true);
    expect(askedMeasure('how heavy is it')?.answers('weight_kg: 6.2')).toBe(true);
    expect(askedMeasure('why does it catch')).toBeUndefined();
  });
});
