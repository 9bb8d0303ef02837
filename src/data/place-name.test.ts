import { expect, it } from 'vitest';
import { placeName } from './place-name.ts';

it.each([
  [{ page: 12 }, { label: 'Figure 3' }, 'manual.pdf p.12 · Figure 3'],
  [{ page: 12, box: { x: 1, y: 2, width: 3, height: 4 } }, {}, 'manual.pdf p.12'],
  [{ slide: 4 }, {}, 'manual.pdf slide 4'],
  [{ char: { start: 1, end: 2 } }, {}, 'manual.pdf'],
  [{ char: { start: 1, end: 2 } }, { label: 'Table 2' }, 'manual.pdf · Table 2'],
])('says where %j lies', (locator, metadata, name) =>
  expect(placeName({ documentName: 'manual.pdf', locator, metadata })).toBe(name),
);
