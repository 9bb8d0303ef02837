import { blocked } from './trace.ts';
import type { World } from './world.ts';

/** How far a ray is followed, in metres. */
export const FAR = 60;

/** The answer of `directLight`: one place for it, because it is asked for millions of times a picture. */
export const light: [number, number, number] = [0, 0, 0];

/** Light that falls straight from sun and lamps onto a point, into `light`. */
export function directLight(
  w: World,
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
  u: number,
  v: number,
): void {
  light[0] = light[1] = light[2] = 0;
  const a = u * Math.PI * 2;
  const rad = Math.sqrt(v);
  if (w.sun) {
    const s = w.sun;
    const [tx, ty, tz] = s.towards;
    // Two directions across the light, to wander over its disc.
    const k = s.spread * rad;
    const px = tz * Math.cos(a) * k + tx * ty * Math.sin(a) * k;
    const py = -(1 - ty * ty) * Math.sin(a) * k;
    const pz = -tx * Math.cos(a) * k + tz * ty * Math.sin(a) * k;
    const len = Math.hypot(tx + px, ty + py, tz + pz);
    const lx = (tx + px) / len;
    const ly = (ty + py) / len;
    const lz = (tz + pz) / len;
    const ndl = nx * lx + ny * ly + nz * lz;
    if (ndl > 0) {
      const open = s.mask ? s.mask(x + px * 2, y + py * 2, z + pz * 2) : 1;
      if (open > 0 && !blocked(w, x, y, z, lx, ly, lz, FAR)) {
        light[0] += s.light[0] * ndl * open;
        light[1] += s.light[1] * ndl * open;
        light[2] += s.light[2] * ndl * open;
      }
    }
  }
  for (const lamp of w.lamps) {
    const jx = lamp.x + lamp.radius * rad * Math.cos(a) - x;
    const jy = lamp.y + lamp.radius * (2 * v - 1) * 0.7 - y;
    const jz = lamp.z + lamp.radius * rad * Math.sin(a) - z;
    const dist = Math.hypot(jx, jy, jz);
    const ndl = (nx * jx + ny * jy + nz * jz) / dist;
    if (ndl <= 0) continue;
    const fall = ndl / Math.max(0.01, dist * dist);
    if (fall * (lamp.light[0] + lamp.light[1]) < 0.002) continue;
    if (blocked(w, x, y, z, jx / dist, jy / dist, jz / dist, dist - lamp.radius * 1.2)) continue;
    light[0] += lamp.light[0] * fall;
    light[1] += lamp.light[1] * fall;
    light[2] += lamp.light[2] * fall;
  }
}
