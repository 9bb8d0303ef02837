import { describe, expect, it } from 'vitest';
import { askedLabel, askedPlace } from './asked-place.ts';

describe('askedLabel', () => {
  it.each([
    ['What does Figure 3 show?', 'Figure 3'],
    ['explain fig. 2a', 'Figure 2'],
    ['FIGURE A-3 in the appendix', 'Figure A-3'],
    ['Was zeigt Abb. 12?', 'Figure 12'],
    ['the totals in table 4.1', 'Table 4.1'],
    ['Exhibit 7, second row', 'Exhibit 7'],
  ])('%s: %s', (question, label) => expect(askedLabel(question)).toBe(label));

  it.each(['a table for 4', 'what figures were reported in 2023?', 'configure 3 servers', 'stable 2', ''])(
    'names none: %s',
    (question) => expect(askedLabel(question)).toBeUndefined(),
  );
});

describe('askedPlace', () => {
  it('asks for slides where a question asks which of them', () => {
    expect(askedPlace('Which slide covers pricing?')?.filter).toMatchObject({ field: 'kind', value: 'slide' });
    expect(askedPlace('B slide in the ridge pole')).toBeUndefined();
    expect(askedPlace('what does figure 2 show?')?.filter).toMatchObject({ field: 'label', value: 'Figure 2' });
  });
});
