import { hex, mix, type Rgb, scale } from '../render/colour.ts';
import { fbm2, hash, noise2, smoothstep } from '../render/noise.ts';
import type { Sky } from '../render/world.ts';

// Far scenery is painted on the sky by direction. The camera looks along -z,
// so `az` runs left to right and `el` upwards, both about in radians.

function turn(x: number, z: number): number {
  return Math.atan2(x, -z);
}

export function clouded(zenith: string, horizon: string, cloud: string, cover: number): Sky {
  const a = hex(zenith);
  const b = hex(horizon);
  const c = hex(cloud);
  return (x, y, z) => {
    const up = Math.max(0, y);
    const base = mix(b, a, Math.min(1, up ** 0.55 * 1.15));
    const k = 1 / (up + 0.12);
    const f = fbm2(x * k * 1.3 + 5, z * k * 2.2 + 9, 5);
    return mix(base, c, smoothstep(1 - cover, 1.25 - cover, f) * 0.85 * smoothstep(0, 0.12, up));
  };
}

export interface Ridge {
  readonly height: number;
  readonly rough: number;
  readonly rock: string;
  readonly snow: string;
  /** Height above which snow lies; 1 none. */
  readonly snowFrom: number;
  readonly haze: number;
  readonly seed: number;
}

function crest(az: number, r: Ridge): number {
  let sum = 0;
  let amp = 0.55;
  let f = r.rough;
  for (let i = 0; i < 5; i++) {
    sum += amp * (1 - Math.abs(noise2(az * f + r.seed, i * 9 + r.seed) * 2 - 1));
    amp *= 0.48;
    f *= 2.1;
  }
  return r.height * (sum - 0.12);
}

/** Rows of mountains, nearest last. */
export function mountains(sky: Sky, haze: string, ridges: readonly Ridge[]): Sky {
  const mist = hex(haze);
  const rows = ridges.map((r) => ({ r, rock: hex(r.rock), snow: hex(r.snow) }));
  return (x, y, z) => {
    let c: Rgb = sky(x, y, z);
    if (y > 0.75) return c;
    const az = turn(x, z);
    for (const { r, rock, snow } of rows) {
      const top = crest(az, r);
      const edge = smoothstep(top + 0.0025, top - 0.0025, y);
      if (edge <= 0) continue;
      const fold = fbm2(az * 26 + y * 14 + r.seed, y * 40 - az * 9, 4);
      const side = fbm2(az * 9 - y * 11 + r.seed, y * 9, 3);
      const lit = 0.45 + 1.1 * smoothstep(0.35, 0.65, side * 0.6 + fold * 0.4);
      const line = r.snowFrom * r.height + (fold - 0.5) * r.height * 0.7;
      const white = smoothstep(line, line + r.height * 0.12, y) * smoothstep(0.3, 0.55, fold + 0.12);
      // Facets turned from the sun are blue; the flip is sharp, as on real ridges.
      const sunny = smoothstep(0.44, 0.56, side + (fold - 0.5) * 0.35);
      const drift = mix([snow[0] * 0.36, snow[1] * 0.48, snow[2] * 0.72], snow, sunny);
      const body = mix(scale(rock, lit), drift, white);
      const foot = r.haze + (1 - r.haze) * 0.35 * smoothstep(top, top * 0.2, y);
      c = mix(c, mix(body, mist, foot), edge);
    }
    return c;
  };
}

/** A wall of conifers; `blur` softens it as a lens would. */
export function conifers(
  sky: Sky,
  o: {
    dark: string;
    light: string;
    haze: string;
    height: number;
    width: number;
    fog: number;
    seed: number;
    blur: number;
    base: number;
  },
): Sky {
  const dark = hex(o.dark);
  const light = hex(o.light);
  const mist = hex(o.haze);
  return (x, y, z) => {
    const c = sky(x, y, z);
    if (y > o.base + o.height * 1.5) return c;
    const az = turn(x, z);
    const cell = Math.floor(az / o.width);
    let cover = 0;
    let shade = 0.5;
    for (let k = -2; k <= 2; k++) {
      const id = cell + k;
      const tall = o.height * (0.55 + 0.75 * hash(id, o.seed, 3));
      const cx = (id + 0.5 + 0.7 * (hash(id, o.seed, 4) - 0.5)) * o.width;
      const v = (y - o.base) / tall;
      if (v > 1.05) continue;
      const tier = 0.62 + 0.38 * (((1 - v) * 9 + hash(id, o.seed, 5)) % 1);
      const half = o.width * 1.25 * Math.max(0.02, 1 - v) * tier;
      const ragged = (noise2(az * 900 + id, y * 700) - 0.5) * o.width * 0.5;
      const inside =
        smoothstep(half + o.blur, half - o.blur, Math.abs(az - cx) + ragged) *
        smoothstep(1.02 + o.blur * 2, 1 - o.blur, v);
      if (inside > cover * 0.98) {
        cover = Math.max(cover, inside);
        const side = (az - cx) / (half + 0.001);
        shade = 0.25 + 0.35 * hash(id, o.seed, 6) + 0.28 * side + 0.3 * (tier - 0.8);
      }
    }
    if (cover <= 0) return c;
    const needles = 0.75 + 0.5 * fbm2(az * 260, y * 300, 2);
    const body = scale(mix(dark, light, Math.min(1, Math.max(0, shade))), needles);
    const fog = Math.min(1, o.fog + 0.25 * smoothstep(o.height * 0.5, 0, y - o.base));
    return mix(c, mix(body, mist, fog), cover);
  };
}

/** Soft discs of light, as lamps and leaves look far out of focus. */
export function bokeh(
  sky: Sky,
  colours: readonly string[],
  size: number,
  density: number,
  strength: number,
  seed: number,
): Sky {
  const tints = colours.map(hex);
  return (x, y, z) => {
    let c = sky(x, y, z);
    const u = turn(x, z) / size;
    const v = y / size;
    const iu = Math.floor(u);
    const iv = Math.floor(v);
    for (let j = -1; j <= 1; j++) {
      for (let i = -1; i <= 1; i++) {
        if (hash(iu + i, iv + j, seed) > density) continue;
        const cx = iu + i + hash(iu + i, iv + j, seed + 1);
        const cy = iv + j + hash(iu + i, iv + j, seed + 2);
        const r = 0.35 + 0.5 * hash(iu + i, iv + j, seed + 3);
        const d = Math.hypot(u - cx, v - cy) / r;
        const disc = smoothstep(1, 0.86, d) * (0.6 + 0.4 * d * d);
        const t = tints[Math.floor(hash(iu + i, iv + j, seed + 4) * tints.length)] ?? [1, 1, 1];
        const k = strength * disc * (0.4 + 0.6 * hash(iu + i, iv + j, seed + 5));
        c = [c[0] + t[0] * k, c[1] + t[1] * k, c[2] + t[2] * k];
      }
    }
    return c;
  };
}

export function stars(sky: Sky, strength: number): Sky {
  return (x, y, z) => {
    const c = sky(x, y, z);
    if (y < 0) return c;
    const u = turn(x, z) * 130;
    const v = y * 130;
    const iu = Math.floor(u);
    const iv = Math.floor(v);
    const band = smoothstep(0.35, 0.75, fbm2(u * 0.02 + v * 0.028, v * 0.012 - u * 0.01 + 3, 4));
    const glow = band * 0.025 * strength;
    const lucky = hash(iu, iv, 71);
    let k = 0;
    if (lucky > 0.86 - band * 0.12) {
      const d = Math.hypot(u - iu - 0.5, v - iv - 0.5);
      k = strength * smoothstep(0.34, 0.05, d) * (0.15 + 2.2 * hash(iu, iv, 72) ** 5);
    }
    return [c[0] + glow * 0.9 + k, c[1] + glow + k * 0.96, c[2] + glow * 1.5 + k * 1.04];
  };
}
