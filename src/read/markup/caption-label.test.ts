import { expect, it } from 'vitest';
import { captionLabel } from './caption-label.ts';

it.each([
  ['Figure 3: Rain on the pier', 'Figure 3'],
  ['Fig. 3 Rain', 'Figure 3'],
  ['FIGURE 2-1. The valve', 'Figure 2-1'],
  ['Table A.2: Prices', 'Table A.2'],
  ['Tabelle 4', 'Table 4'],
  ['Chart 1', 'Chart 1'],
  ['Abbildung 7: Regen', 'Figure 7'],
])('%s is %s', (caption, label) => {
  expect(captionLabel(caption)).toBe(label);
});

it.each([['The figure 3 shows rain'], ['Figures'], ['Figure 30 % larger'], [''], [undefined]])(
  '%s numbers nothing',
  (caption) => {
    expect(captionLabel(caption)).toBeUndefined();
  },
);
