import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visualOrder } from './visual-order.ts';

const item = (name: string, x: number, y: number, width: number, height: number) => ({
  name,
  box: { x, y, width, height },
});
const names = (items: readonly { name: string }[]) => items.map(({ name }) => name).join(' ');

describe('visualOrder', () => {
  it('reads rows from left to right, although they are not quite level', () => {
    expect(
      names(
        visualOrder([
          item('b', 110, 0, 90, 20),
          item('d', 110, 62, 90, 20),
          item('a', 0, 3, 90, 20),
          item('c', 0, 60, 90, 20),
        ]),
      ),
    ).toBe('a b c d');
  });

  it('reads cards one after the other', () => {
    const card = (n: number) => [item(`head${n}`, n * 150, 50, 100, 20), item(`text${n}`, n * 150, 75, 100, 80)];
    expect(names(visualOrder([...card(2), ...card(0), ...card(1)]))).toBe('head0 text0 head1 text1 head2 text2');
  });

  it('keeps everything, once, with what has no place last, however things lie', () => {
    const number = fc.integer({ min: -50, max: 400 });
    const box = fc.record({ x: number, y: number, width: fc.nat(200), height: fc.nat(200) });
    fc.assert(
      fc.property(fc.array(fc.option(box, { nil: undefined }), { maxLength: 60 }), (boxes) => {
        const items = boxes.map((place, n) => ({ n, ...(place ? { box: place } : {}) }));
        const ordered = visualOrder(items);
        expect(ordered.map(({ n }) => n).sort((a, b) => a - b)).toEqual(items.map(({ n }) => n));
        const firstPlaceless = ordered.findIndex(({ box: place }) => place === undefined);
        if (firstPlaceless >= 0) expect(ordered.slice(firstPlaceless).every((one) => one.box === undefined)).toBe(true);
      }),
    );
  });

  it('takes little time for very many things', () => {
    const many = Array.from({ length: 20_000 }, (_, n) => item(String(n), (n * 7919) % 700, (n * 104_729) % 500, 5, 5));
    expect(visualOrder(many)).toHaveLength(20_000);
    expect(visualOrder(Array.from({ length: 400 }, (_, n) => item(String(n), 0, n * 10, 5, 5)))).toHaveLength(400);
  }, 2000);
});
