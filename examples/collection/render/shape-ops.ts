import { fbm3 } from './noise.ts';
import { type Box, type Point, rod, type Sdf, type Shape } from './shape.ts';

const RAD = Math.PI / 180;

export function move(s: Shape, x: number, y: number, z: number): Shape {
  const { d, box: b } = s;
  return {
    d: (px, py, pz) => d(px - x, py - y, pz - z),
    box: [b[0] + x, b[1] + y, b[2] + z, b[3] + x, b[4] + y, b[5] + z],
  };
}

/** The box round the eight turned corners. */
function turnedBox(b: Box, turn: (p: Point) => Point): Box {
  const lo = [Infinity, Infinity, Infinity];
  const hi = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < 8; i++) {
    const p = turn([i & 1 ? b[3] : b[0], i & 2 ? b[4] : b[1], i & 4 ? b[5] : b[2]]);
    for (let k = 0; k < 3; k++) {
      lo[k] = Math.min(lo[k] ?? 0, p[k] ?? 0);
      hi[k] = Math.max(hi[k] ?? 0, p[k] ?? 0);
    }
  }
  return [lo[0] ?? 0, lo[1] ?? 0, lo[2] ?? 0, hi[0] ?? 0, hi[1] ?? 0, hi[2] ?? 0];
}

export function turnX(s: Shape, degrees: number): Shape {
  const c = Math.cos(degrees * RAD);
  const n = Math.sin(degrees * RAD);
  const { d } = s;
  return {
    d: (x, y, z) => d(x, c * y + n * z, c * z - n * y),
    box: turnedBox(s.box, ([x, y, z]) => [x, c * y - n * z, n * y + c * z]),
  };
}

export function turnY(s: Shape, degrees: number): Shape {
  const c = Math.cos(degrees * RAD);
  const n = Math.sin(degrees * RAD);
  const { d } = s;
  return {
    d: (x, y, z) => d(c * x - n * z, y, n * x + c * z),
    box: turnedBox(s.box, ([x, y, z]) => [c * x + n * z, y, c * z - n * x]),
  };
}

export function turnZ(s: Shape, degrees: number): Shape {
  const c = Math.cos(degrees * RAD);
  const n = Math.sin(degrees * RAD);
  const { d } = s;
  return {
    d: (x, y, z) => d(c * x + n * y, c * y - n * x, z),
    box: turnedBox(s.box, ([x, y, z]) => [c * x - n * y, n * x + c * y, z]),
  };
}

function joinedBox(shapes: readonly Shape[], pad: number): Box {
  const least = (k: 0 | 1 | 2) => Math.min(...shapes.map((s) => s.box[k])) - pad;
  const most = (k: 3 | 4 | 5) => Math.max(...shapes.map((s) => s.box[k])) + pad;
  return [least(0), least(1), least(2), most(3), most(4), most(5)];
}

export function union(...shapes: readonly Shape[]): Shape {
  const ds = shapes.map((s) => s.d);
  return {
    d: (x, y, z) => {
      let best = Infinity;
      for (const d of ds) {
        const v = d(x, y, z);
        if (v < best) best = v;
      }
      return best;
    },
    box: joinedBox(shapes, 0),
  };
}

/** Joins shapes as if in clay: k is how far the joint is smoothed, in metres. */
export function blend(k: number, ...shapes: readonly Shape[]): Shape {
  const ds = shapes.map((s) => s.d);
  return {
    d: (x, y, z) => {
      let a = Infinity;
      for (const d of ds) {
        const b = d(x, y, z);
        const h = k - Math.abs(a - b);
        a = Math.min(a, b) - (h > 0 ? (h * h) / (4 * k) : 0);
      }
      return a;
    },
    box: joinedBox(shapes, k * 0.3),
  };
}

export function cut(s: Shape, away: Shape): Shape {
  const a = s.d;
  const b = away.d;
  return { d: (x, y, z) => Math.max(a(x, y, z), -b(x, y, z)), box: s.box };
}

export function common(s: Shape, other: Shape): Shape {
  const a = s.d;
  const b = other.d;
  return { d: (x, y, z) => Math.max(a(x, y, z), b(x, y, z)), box: s.box };
}

/** Only the skin of a shape, t thick. */
export function shell(s: Shape, t: number): Shape {
  const { d } = s;
  return { d: (x, y, z) => Math.abs(d(x, y, z)) - t / 2, box: grown(s.box, t) };
}

/** The shape and its mirror image across x = 0. */
export function mirrored(s: Shape): Shape {
  const { d, box: b } = s;
  const r = Math.max(Math.abs(b[0]), Math.abs(b[3]));
  return { d: (x, y, z) => d(Math.abs(x), y, z), box: [-r, b[1], b[2], r, b[4], b[5]] };
}

/** Pushes the surface out or in by up to amount; the slower march pays for the broken distance. */
export function displace(s: Shape, amount: number, height: Sdf, caution = 0.7): Shape {
  const { d } = s;
  return {
    d: (x, y, z) => {
      const v = d(x, y, z);
      return v > amount * 2 ? (v - amount) * caution : (v - amount * height(x, y, z)) * caution;
    },
    box: grown(s.box, amount),
  };
}

/** Soft irregularity: folds in cloth, hand-made edges, stones. */
export function lumpy(s: Shape, amount: number, size: number, caution = 0.7): Shape {
  const f = 1 / size;
  return displace(s, amount, (x, y, z) => fbm3(x * f, y * f, z * f, 2) * 2 - 1, caution);
}

function grown(b: Box, m: number): Box {
  return [b[0] - m, b[1] - m, b[2] - m, b[3] + m, b[4] + m, b[5] + m];
}

/** A smooth bar through the points: handles, straps, ropes, bent poles. */
export function tube(points: readonly Point[], r: number, stepsEach = 5): Shape {
  const at = (i: number): Point => points[Math.min(points.length - 1, Math.max(0, i))] ?? [0, 0, 0];
  const path: Point[] = [];
  for (let i = 0; i < points.length - 1; i++) {
    const [a, b, c, e] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let s = 0; s < stepsEach; s++) path.push(spline(a, b, c, e, s / stepsEach));
  }
  path.push(at(points.length - 1));
  const rods: Shape[] = [];
  for (let i = 0; i + 1 < path.length; i++) rods.push(rod(path[i] ?? [0, 0, 0], path[i + 1] ?? [0, 0, 0], r));
  return union(...rods);
}

function spline(a: Point, b: Point, c: Point, e: Point, t: number): Point {
  const one = (k: 0 | 1 | 2) =>
    0.5 *
    (2 * b[k] +
      (c[k] - a[k]) * t +
      (2 * a[k] - 5 * b[k] + 4 * c[k] - e[k]) * t * t +
      (3 * b[k] - a[k] - 3 * c[k] + e[k]) * t * t * t);
  return [one(0), one(1), one(2)];
}
