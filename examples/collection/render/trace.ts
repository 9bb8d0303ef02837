import type { Box, Sdf } from './shape.ts';
import type { Material, World } from './world.ts';

/** Where a ray met something. Reused, hence mutable. */
export interface Hit {
  t: number;
  material: Material | undefined;
  /** Normal in the world. */
  nx: number;
  ny: number;
  nz: number;
  /** The point in the model's own measure: textures stay with the thing when it turns. */
  lx: number;
  ly: number;
  lz: number;
}

export function newHit(): Hit {
  return { t: 0, material: undefined, nx: 0, ny: 1, nz: 0, lx: 0, ly: 0, lz: 0 };
}

let nearT = 0;
let farT = 0;

/** Clips the ray to the box; leaves the stretch inside in nearT and farT. */
function reaches(b: Box, ox: number, oy: number, oz: number, ix: number, iy: number, iz: number): boolean {
  const ax = (b[0] - ox) * ix;
  const bx = (b[3] - ox) * ix;
  const ay = (b[1] - oy) * iy;
  const by = (b[4] - oy) * iy;
  const az = (b[2] - oz) * iz;
  const bz = (b[5] - oz) * iz;
  nearT = Math.max(Math.min(ax, bx), Math.min(ay, by), Math.min(az, bz), 0);
  farT = Math.min(Math.max(ax, bx), Math.max(ay, by), Math.max(az, bz));
  return farT >= nearT;
}

function inverse(v: number): number {
  return 1 / (Math.abs(v) < 1e-8 ? 1e-8 : v);
}

/** The first thing on the ray before `limit`, if any. */
export function nearest(
  world: World,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  limit: number,
  hit: Hit,
): boolean {
  let best = limit;
  let found = false;
  for (const o of world.objects) {
    const px = ox - o.x;
    const pz = oz - o.z;
    const lx = o.cos * px - o.sin * pz;
    const ly = oy - o.y;
    const lz = o.sin * px + o.cos * pz;
    const rx = o.cos * dx - o.sin * dz;
    const rz = o.sin * dx + o.cos * dz;
    const ix = inverse(rx);
    const iy = inverse(dy);
    const iz = inverse(rz);
    if (!reaches(o.box, lx, ly, lz, ix, iy, iz) || nearT > best) continue;
    for (const part of o.parts) {
      if (!reaches(part.shape.box, lx, ly, lz, ix, iy, iz) || nearT > best) continue;
      const t = march(part.shape.d, lx, ly, lz, rx, dy, rz, nearT, Math.min(farT, best), 110, 0.0003);
      if (t < 0) continue;
      best = t;
      found = true;
      hit.material = part.material;
      hit.lx = lx + rx * t;
      hit.ly = ly + dy * t;
      hit.lz = lz + rz * t;
      slope(part.shape.d, hit.lx, hit.ly, hit.lz, Math.max(0.0005, t * 0.0004), hit);
      const { nx, nz } = hit;
      hit.nx = o.cos * nx + o.sin * nz;
      hit.nz = o.cos * nz - o.sin * nx;
    }
  }
  const g = groundHit(world, ox, oy, oz, dx, dy, dz, best);
  if (g >= 0 && world.ground) {
    best = g;
    found = true;
    const x = ox + dx * g;
    const z = oz + dz * g;
    const e = Math.max(0.002, g * 0.002);
    const h = world.ground.height;
    const sx = h(x + e, z) - h(x - e, z);
    const sz = h(x, z + e) - h(x, z - e);
    const n = Math.hypot(sx, 2 * e, sz);
    hit.nx = -sx / n;
    hit.ny = (2 * e) / n;
    hit.nz = -sz / n;
    hit.material = world.ground.material;
    hit.lx = x;
    hit.ly = oy + dy * g;
    hit.lz = z;
  }
  hit.t = best;
  return found;
}

/** Whether anything stands between the point and `limit` along the ray. */
export function blocked(
  world: World,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  limit: number,
): boolean {
  for (const o of world.objects) {
    const px = ox - o.x;
    const pz = oz - o.z;
    const lx = o.cos * px - o.sin * pz;
    const ly = oy - o.y;
    const lz = o.sin * px + o.cos * pz;
    const rx = o.cos * dx - o.sin * dz;
    const rz = o.sin * dx + o.cos * dz;
    const ix = inverse(rx);
    const iy = inverse(dy);
    const iz = inverse(rz);
    if (!reaches(o.box, lx, ly, lz, ix, iy, iz) || nearT > limit) continue;
    for (const part of o.parts) {
      if (!reaches(part.shape.box, lx, ly, lz, ix, iy, iz) || nearT > limit) continue;
      if (march(part.shape.d, lx, ly, lz, rx, dy, rz, nearT, Math.min(farT, limit), 60, 0.0008) >= 0) return true;
    }
  }
  return groundHit(world, ox, oy, oz, dx, dy, dz, Math.min(limit, 3)) >= 0;
}

function march(
  d: Sdf,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  from: number,
  to: number,
  steps: number,
  close: number,
): number {
  let t = from + 0.0005;
  for (let i = 0; i < steps; i++) {
    const v = d(ox + dx * t, oy + dy * t, oz + dz * t);
    if (v < close * (1 + t * 0.4)) return t;
    t += v;
    if (t > to) return -1;
  }
  return -1;
}

function groundHit(
  world: World,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  limit: number,
): number {
  const g = world.ground;
  if (!g) return -1;
  if (oy > g.top && dy >= -1e-6) return -1;
  let t = oy > g.top ? (g.top - oy) / dy : 0;
  if (t > limit) return -1;
  if (g.top === g.bottom) return t > 1e-4 ? t : -1;
  const end = dy < 0 ? Math.min(limit, (g.bottom - oy) / dy) : Math.min(limit, dy > 1e-6 ? (g.top - oy) / dy : limit);
  let last = t;
  for (let i = 0; i < 70; i++) {
    const gap = oy + dy * t - g.height(ox + dx * t, oz + dz * t);
    if (gap < 0.0004 * (1 + t)) {
      if (gap < 0) t = refine(g.height, ox, oy, oz, dx, dy, dz, last, t);
      return t;
    }
    last = t;
    t += Math.max(gap * 0.55, 0.0015 * (1 + t));
    if (t > end) return dy < 0 && end < limit ? end : -1;
  }
  return dy < 0 ? t : -1;
}

function refine(
  h: (x: number, z: number) => number,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  above: number,
  below: number,
): number {
  let lo = above;
  let hi = below;
  for (let i = 0; i < 5; i++) {
    const m = (lo + hi) / 2;
    if (oy + dy * m > h(ox + dx * m, oz + dz * m)) lo = m;
    else hi = m;
  }
  return (lo + hi) / 2;
}

/** The direction in which a field grows, written into the hit's normal. */
function slope(d: Sdf, x: number, y: number, z: number, e: number, out: Hit): void {
  const a = d(x + e, y - e, z - e);
  const b = d(x - e, y - e, z + e);
  const c = d(x - e, y + e, z - e);
  const f = d(x + e, y + e, z + e);
  const nx = a - b - c + f;
  const ny = -a - b + c + f;
  const nz = -a + b - c + f;
  const n = Math.hypot(nx, ny, nz) || 1;
  out.nx = nx / n;
  out.ny = ny / n;
  out.nz = nz / n;
}
