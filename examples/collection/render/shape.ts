// Solid shapes as signed distances in metres: negative inside, positive outside.
// Each carries a bounding box, so that a ray only visits the shapes it can reach.

export type Sdf = (x: number, y: number, z: number) => number;
export type Box = readonly [number, number, number, number, number, number];
export type Point = readonly [number, number, number];
export type Flat = readonly [number, number];

export interface Shape {
  readonly d: Sdf;
  readonly box: Box;
}

export function sphere(r: number): Shape {
  return { d: (x, y, z) => Math.sqrt(x * x + y * y + z * z) - r, box: [-r, -r, -r, r, r, r] };
}

export function ellipsoid(rx: number, ry: number, rz: number): Shape {
  const d: Sdf = (x, y, z) => {
    const ax = x / rx;
    const ay = y / ry;
    const az = z / rz;
    const k0 = Math.sqrt(ax * ax + ay * ay + az * az);
    const bx = ax / rx;
    const by = ay / ry;
    const bz = az / rz;
    const k1 = Math.sqrt(bx * bx + by * by + bz * bz);
    return k1 < 1e-9 ? -Math.min(rx, ry, rz) : (k0 * (k0 - 1)) / k1;
  };
  return { d, box: [-rx, -ry, -rz, rx, ry, rz] };
}

/** A box about the origin with softened edges. */
export function block(w: number, h: number, depth: number, round = 0.004): Shape {
  const hx = w / 2 - round;
  const hy = h / 2 - round;
  const hz = depth / 2 - round;
  const d: Sdf = (x, y, z) => {
    const qx = Math.abs(x) - hx;
    const qy = Math.abs(y) - hy;
    const qz = Math.abs(z) - hz;
    const ox = Math.max(qx, 0);
    const oy = Math.max(qy, 0);
    const oz = Math.max(qz, 0);
    return Math.sqrt(ox * ox + oy * oy + oz * oz) + Math.min(Math.max(qx, qy, qz), 0) - round;
  };
  return { d, box: [-w / 2, -h / 2, -depth / 2, w / 2, h / 2, depth / 2] };
}

/** An upright cylinder about the origin. */
export function cylinder(r: number, h: number, round = 0.003): Shape {
  const d: Sdf = (x, y, z) => {
    const qx = Math.sqrt(x * x + z * z) - r + round;
    const qy = Math.abs(y) - h / 2 + round;
    const ox = Math.max(qx, 0);
    const oy = Math.max(qy, 0);
    return Math.min(Math.max(qx, qy), 0) + Math.sqrt(ox * ox + oy * oy) - round;
  };
  return { d, box: [-r, -h / 2, -r, r, h / 2, r] };
}

/** A rounded bar from a to b whose thickness may change on the way. */
export function rod(a: Point, b: Point, ra: number, rb = ra): Shape {
  const [ax, ay, az] = a;
  const bx = b[0] - ax;
  const by = b[1] - ay;
  const bz = b[2] - az;
  const len2 = Math.max(1e-9, bx * bx + by * by + bz * bz);
  const d: Sdf = (x, y, z) => {
    const px = x - ax;
    const py = y - ay;
    const pz = z - az;
    let t = (px * bx + py * by + pz * bz) / len2;
    t = t < 0 ? 0 : Math.min(t, 1);
    const qx = px - bx * t;
    const qy = py - by * t;
    const qz = pz - bz * t;
    return Math.sqrt(qx * qx + qy * qy + qz * qz) - (ra + (rb - ra) * t);
  };
  const m = Math.max(ra, rb);
  return {
    d,
    box: [
      Math.min(ax, b[0]) - m,
      Math.min(ay, b[1]) - m,
      Math.min(az, b[2]) - m,
      Math.max(ax, b[0]) + m,
      Math.max(ay, b[1]) + m,
      Math.max(az, b[2]) + m,
    ],
  };
}

export function torus(ring: number, r: number): Shape {
  const d: Sdf = (x, y, z) => {
    const q = Math.sqrt(x * x + z * z) - ring;
    return Math.sqrt(q * q + y * y) - r;
  };
  const o = ring + r;
  return { d, box: [-o, -r, -o, o, r, o] };
}

/** Signed distance to a closed polygon in the plane. */
function polygonDistance(points: readonly Flat[]): (x: number, y: number) => number {
  const n = points.length;
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  return (x, y) => {
    let best = Number.POSITIVE_INFINITY;
    let sign = 1;
    for (let i = 0, j = n - 1; i < n; j = i, i++) {
      const xi = xs[i] ?? 0;
      const yi = ys[i] ?? 0;
      const yj = ys[j] ?? 0;
      const ex = (xs[j] ?? 0) - xi;
      const ey = yj - yi;
      const wx = x - xi;
      const wy = y - yi;
      let t = (wx * ex + wy * ey) / (ex * ex + ey * ey);
      t = t < 0 ? 0 : Math.min(t, 1);
      const bx = wx - ex * t;
      const by = wy - ey * t;
      const dist = bx * bx + by * by;
      if (dist < best) best = dist;
      const c1 = y >= yi;
      const c2 = y < yj;
      const c3 = ex * wy > ey * wx;
      if ((c1 && c2 && c3) || (!c1 && !c2 && !c3)) sign = -sign;
    }
    return sign * Math.sqrt(best);
  };
}

function extent(points: readonly Flat[], axis: 0 | 1): readonly [number, number] {
  const v = points.map((p) => p[axis]);
  return [Math.min(...v), Math.max(...v)];
}

/** Turns a profile (radius, height) round the upright axis: pots, shades, kettles. */
export function revolve(profile: readonly Flat[], round = 0.002): Shape {
  const flat = polygonDistance(profile);
  const [, r] = extent(profile, 0);
  const [y0, y1] = extent(profile, 1);
  return {
    d: (x, y, z) => flat(Math.sqrt(x * x + z * z), y) - round,
    box: [-r - round, y0 - round, -r - round, r + round, y1 + round, r + round],
  };
}

/** Gives an outline in x and y a thickness along z: blades, gables, panels. */
export function extrude(outline: readonly Flat[], depth: number, round = 0.002): Shape {
  const flat = polygonDistance(outline);
  const h = depth / 2 - round;
  const [x0, x1] = extent(outline, 0);
  const [y0, y1] = extent(outline, 1);
  const d: Sdf = (x, y, z) => {
    const a = flat(x, y);
    const b = Math.abs(z) - h;
    const oa = Math.max(a, 0);
    const ob = Math.max(b, 0);
    return Math.min(Math.max(a, b), 0) + Math.sqrt(oa * oa + ob * ob) - round;
  };
  return { d, box: [x0 - round, y0 - round, -depth / 2, x1 + round, y1 + round, depth / 2] };
}
