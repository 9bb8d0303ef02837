import type { Rgb } from './colour.ts';
import { directLight, FAR, light } from './direct-light.ts';
import { blocked, type Hit, nearest, newHit } from './trace.ts';
import type { Surface, World } from './world.ts';

/** What one sample of a pixel saw. The parts are kept apart so that only light is smoothed, not texture. */
export interface Sample {
  solid: boolean;
  ar: number;
  ag: number;
  ab: number;
  lr: number;
  lg: number;
  lb: number;
  sr: number;
  sg: number;
  sb: number;
  er: number;
  eg: number;
  eb: number;
  nx: number;
  ny: number;
  nz: number;
  depth: number;
}

export function newSample(): Sample {
  return {
    solid: false,
    ar: 0,
    ag: 0,
    ab: 0,
    lr: 0,
    lg: 0,
    lb: 0,
    sr: 0,
    sg: 0,
    sb: 0,
    er: 0,
    eg: 0,
    eb: 0,
    nx: 0,
    ny: 0,
    nz: 0,
    depth: 1e3,
  };
}

function newSurface(): Surface {
  return { r: 0, g: 0, b: 0, rough: 0.6, f0: 0.04, metal: 0, er: 0, eg: 0, eb: 0 };
}

function reset(s: Surface): void {
  s.rough = 0.6;
  s.f0 = 0.04;
  s.metal = 0;
  s.er = s.eg = s.eb = 0;
}

const LIFT = 0.002;
const first = newHit();
const second = newHit();
const skin = newSurface();
const other = newSurface();

/** Tilts the normal by the slope of the material's relief. */
function roughen(h: Hit): void {
  const bump = h.material?.bump;
  if (!bump) return;
  const e = Math.max(0.0008, h.t * 0.0006);
  const b = bump(h.lx, h.ly, h.lz);
  const gx = (bump(h.lx + e, h.ly, h.lz) - b) / e;
  const gy = (bump(h.lx, h.ly + e, h.lz) - b) / e;
  const gz = (bump(h.lx, h.ly, h.lz + e) - b) / e;
  // Relief is measured in the model's axes; the small turn to world axes is not worth the cost.
  const nx = h.nx - gx;
  const ny = h.ny - gy;
  const nz = h.nz - gz;
  const n = Math.hypot(nx, ny, nz) || 1;
  h.nx = nx / n;
  h.ny = ny / n;
  h.nz = nz / n;
}

/** Light arriving along a ray that has bounced once: what it hits is lit simply. */
function glance(
  w: World,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  u: number,
  v: number,
  sharp: boolean,
): Rgb {
  if (!nearest(w, ox, oy, oz, dx, dy, dz, FAR, second) || !second.material) {
    return sharp ? w.sky(dx, dy, dz) : w.ambient(dx, dy, dz);
  }
  const h = second;
  reset(other);
  h.material?.paint(h.lx, h.ly, h.lz, other);
  const x = ox + dx * h.t + h.nx * LIFT;
  const y = oy + dy * h.t + h.ny * LIFT;
  const z = oz + dz * h.t + h.nz * LIFT;
  const { nx, ny, nz } = h;
  directLight(w, x, y, z, nx, ny, nz, u, v);
  const sky = w.ambient(nx, ny, nz);
  // Nothing is traced further: half the open sky stands in for all later bounces.
  const k = 0.5 + 0.25 * ny;
  return [
    other.r * (light[0] + sky[0] * k) + other.er,
    other.g * (light[1] + sky[1] * k) + other.eg,
    other.b * (light[2] + sky[2] * k) + other.eb,
  ];
}

/** Traces one camera ray. r0..r3 are numbers in [0, 1) that spread evenly over the samples. */
export function look(
  w: World,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  r0: number,
  r1: number,
  r2: number,
  r3: number,
  out: Sample,
): void {
  out.sr = out.sg = out.sb = 0;
  if (!nearest(w, ox, oy, oz, dx, dy, dz, FAR, first) || !first.material) {
    const c = w.sky(dx, dy, dz);
    out.solid = false;
    out.er = c[0];
    out.eg = c[1];
    out.eb = c[2];
    return;
  }
  const h = first;
  if (h.nx * dx + h.ny * dy + h.nz * dz > 0) {
    h.nx = -h.nx;
    h.ny = -h.ny;
    h.nz = -h.nz;
  }
  const gx = h.nx;
  const gy = h.ny;
  const gz = h.nz;
  roughen(h);
  reset(skin);
  h.material?.paint(h.lx, h.ly, h.lz, skin);
  const { nx, ny, nz } = h;
  const depth = h.t;
  const x = ox + dx * depth + gx * LIFT;
  const y = oy + dy * depth + gy * LIFT;
  const z = oz + dz * depth + gz * LIFT;

  directLight(w, x, y, z, nx, ny, nz, r0, r1);
  // A cosine-weighted direction: point on a sphere that rests on the surface.
  const cz = 2 * r2 - 1;
  const cr = Math.sqrt(Math.max(0, 1 - cz * cz));
  let bx = nx + cr * Math.cos(r3 * 6.2832);
  let by = ny + cr * Math.sin(r3 * 6.2832);
  let bz = nz + cz;
  const bl = Math.hypot(bx, by, bz) || 1;
  bx /= bl;
  by /= bl;
  bz /= bl;
  const [dl0, dl1, dl2] = light;
  const around = bx * gx + by * gy + bz * gz > 0 ? glance(w, x, y, z, bx, by, bz, r1, r0, false) : ([0, 0, 0] as const);

  const diffuse = 1 - skin.metal;
  const cos = Math.max(0, -(nx * dx + ny * dy + nz * dz));
  const fresnel = (1 - cos) ** 5 * (1 - skin.rough * 0.85);
  if (skin.f0 > 0.001) shine(w, x, y, z, nx, ny, nz, dx, dy, dz, gx, gy, gz, fresnel, r2, r3, r0, r1, out);

  out.solid = true;
  let fog = 0;
  if (w.haze) fog = 1 - Math.exp(-((depth / w.haze.distance) ** 3));
  const keep = 1 - fog;
  const fc = w.haze ? w.haze.colour : ([0, 0, 0] as const);
  out.ar = skin.r * diffuse * keep;
  out.ag = skin.g * diffuse * keep;
  out.ab = skin.b * diffuse * keep;
  out.lr = dl0 + around[0];
  out.lg = dl1 + around[1];
  out.lb = dl2 + around[2];
  out.sr *= keep;
  out.sg *= keep;
  out.sb *= keep;
  out.er = skin.er + fc[0] * fog;
  out.eg = skin.eg + fc[1] * fog;
  out.eb = skin.eb + fc[2] * fog;
  out.nx = nx;
  out.ny = ny;
  out.nz = nz;
  out.depth = depth;
}

/** Adds what the surface mirrors, blurred by its roughness, and the glint of the sun. */
function shine(
  w: World,
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
  dx: number,
  dy: number,
  dz: number,
  gx: number,
  gy: number,
  gz: number,
  fresnel: number,
  u: number,
  v: number,
  s: number,
  q: number,
  out: Sample,
): void {
  const metal = skin.metal;
  const tint = (c: number) => skin.f0 * (1 - metal + metal * c) + (1 - skin.f0) * fresnel;
  const t0 = tint(skin.r);
  const t1 = tint(skin.g);
  const t2 = tint(skin.b);
  const back = 2 * (nx * dx + ny * dy + nz * dz);
  const wide = skin.rough * skin.rough * 0.9;
  const cz = 2 * u - 1;
  const cr = Math.sqrt(Math.max(0, 1 - cz * cz)) * wide;
  let mx = dx - back * nx + cr * Math.cos(v * 6.2832);
  let my = dy - back * ny + cr * Math.sin(v * 6.2832);
  let mz = dz - back * nz + cz * wide;
  const ml = Math.hypot(mx, my, mz) || 1;
  mx /= ml;
  my /= ml;
  mz /= ml;
  if (mx * gx + my * gy + mz * gz <= 0) return;
  const rough = skin.rough;
  const seen = glance(w, x, y, z, mx, my, mz, s, q, rough < 0.35);
  out.sr += seen[0] * t0;
  out.sg += seen[1] * t1;
  out.sb += seen[2] * t2;
  if (w.sun && rough < 0.85) {
    const [sx, sy, sz] = w.sun.towards;
    const hx = sx - dx;
    const hy = sy - dy;
    const hz = sz - dz;
    const hl = Math.hypot(hx, hy, hz);
    const ndh = Math.max(0, (nx * hx + ny * hy + nz * hz) / hl);
    const power = 2 / Math.max(0.0016, rough ** 4) - 1;
    const ndl = Math.max(0, nx * sx + ny * sy + nz * sz);
    if (ndl > 0 && ndh > 0.3 && !blocked(w, x, y, z, sx, sy, sz, FAR)) {
      const open = w.sun.mask ? w.sun.mask(x, y, z) : 1;
      const glint = Math.min(6, ((power + 2) / 8) * ndh ** power) * ndl * open;
      out.sr += w.sun.light[0] * glint * t0;
      out.sg += w.sun.light[1] * glint * t1;
      out.sb += w.sun.light[2] * glint * t2;
    }
  }
}
