import type { Box } from '../../data/locator.ts';

interface Placed {
  readonly box?: Box;
}

/** Above so many things on one slide they are put in order by their corners alone. */
const mostCut = 400;

/** Boxes may overlap by so much of the smaller one and still count as beside each other. */
const tolerance = 0.15;

/**
 * Things in the order in which people read them, by their places: the area is cut along the widest empty band that runs all
 * through it, across or down, then each part in the same way; what no band divides is read from top to bottom and from
 * left to right. What has no place comes last, in the order given.
 */
export function visualOrder<T extends Placed>(items: readonly T[]): T[] {
  const placed = items.filter((item): item is T & { box: Box } => item.box !== undefined);
  const rest = items.filter((item) => item.box === undefined);
  return [...(placed.length > mostCut ? byCorner(placed) : cut(placed)), ...rest];
}

function cut<T extends { readonly box: Box }>(items: readonly T[]): T[] {
  if (items.length < 2) return [...items];
  const across = widestGap(items, (box) => [box.y, box.y + box.height]);
  const down = widestGap(items, (box) => [box.x, box.x + box.width]);
  if (!across && !down) return byCorner(items);
  const first = across && (!down || across.width >= down.width) ? across : down;
  if (!first) return byCorner(items);
  return [...cut(first.before), ...cut(first.behind)];
}

interface Gap<T> {
  /** Below 0 where things overlap a little. */
  readonly width: number;
  readonly before: readonly T[];
  readonly behind: readonly T[];
}

function widestGap<T extends { readonly box: Box }>(
  items: readonly T[],
  span: (box: Box) => readonly [from: number, to: number],
): Gap<T> | undefined {
  const inOrder = items.map((item) => ({ item, span: span(item.box) })).sort((a, b) => a.span[0] - b.span[0]);
  let end = Number.NEGATIVE_INFINITY;
  let lastSize = 0;
  let best: { width: number; at: number } | undefined;
  for (const [
    at,
    {
      span: [from, to],
    },
  ] of inOrder.entries()) {
    const width = from - end;
    if (at > 0 && width >= -tolerance * Math.min(lastSize, to - from) && (!best || width > best.width))
      best = { width, at };
    if (to > end) {
      end = to;
      lastSize = to - from;
    }
  }
  if (!best) return undefined;
  const sorted = inOrder.map(({ item }) => item);
  return { width: best.width, before: sorted.slice(0, best.at), behind: sorted.slice(best.at) };
}

function byCorner<T extends { readonly box: Box }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
}
