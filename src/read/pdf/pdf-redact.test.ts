import { describe, expect, it } from 'vitest';
import { fakeLines, fakePdfPage, fakeRun } from './fake-pdf-page.ts';
import { redactedTextBoxes } from './pdf-redact.ts';

describe('redactedTextBoxes', () => {
  it('finds nothing where there is nothing', () => {
    expect(redactedTextBoxes(fakePdfPage({ runs: fakeLines(['Boats for hire', 'from nine'], 60, 100) }))).toEqual([]);
  });

  it('finds what stands in running lines, in cells beside their label, beneath scans and on end', () => {
    const runs = [
      fakeRun('A long line about boats, and where to write to: liv@example.org, at any time of the day', 60, 100),
      fakeRun('Harbour Ltd, (555) 234-5678, page 3', 60, 780),
      fakeRun('Phone', 60, 300),
      fakeRun('212 555 0199', 200, 300),
      fakeRun('+44 20 7946 0958', 60, 500, { hidden: true }),
      fakeRun('liv@example.org', 580, 200, { angle: 90, box: { x: 580, y: 200, width: 10, height: 80 } }),
    ];
    const boxes = redactedTextBoxes(fakePdfPage({ runs }));
    expect(boxes).toHaveLength(5);
    const covers = (x: number, y: number) =>
      boxes.some((box) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height);
    for (const [x, y] of [
      [330, 105],
      [160, 785],
      [230, 305],
      [90, 505],
      [585, 270],
    ] as const)
      expect(covers(x, y), `${x}, ${y}`).toBe(true);
    for (const [x, y] of [
      [70, 105],
      [480, 105],
      [70, 305],
    ] as const)
      expect(covers(x, y), `${x}, ${y}`).toBe(false);
  });
});
