import { hex, mix, type Rgb } from '../render/colour.ts';
import { fbm2, noise2, pebbleId, pebbles, smoothstep } from '../render/noise.ts';
import type { Ground, Surface } from '../render/world.ts';

// What lies underfoot. Relief is real geometry near the camera, so that it throws its own small shadows.

export function colour(out: Surface, c: Rgb, k: number): void {
  out.r = c[0] * k;
  out.g = c[1] * k;
  out.b = c[2] * k;
}

/** Short grass: spikes close together, patches of moss and dry stalks. */
export function grass(green: string, dry: string): Ground {
  const a = hex(green);
  const b = hex(dry);
  const swell = (x: number, z: number) => 0.05 * fbm2(x * 0.8 + 4, z * 0.8, 2) - 0.03;
  const blade = (x: number, z: number) => noise2(x * 95, z * 95) * (0.4 + 0.6 * noise2(x * 9, z * 9));
  return {
    height: (x, z) => swell(x, z) + 0.035 * blade(x, z) - 0.02,
    top: 0.045,
    bottom: -0.06,
    material: {
      paint: (x, y, z, out) => {
        const tip = Math.max(0, Math.min(1, (y - swell(x, z) + 0.02) / 0.024));
        const patchy = smoothstep(0.4, 0.7, fbm2(x * 1.7 + 8, z * 1.7, 3));
        const stalk = noise2(x * 130, z * 60);
        colour(out, mix(a, b, patchy * 0.6 + stalk * 0.3), 0.3 + 0.95 * tip);
        out.rough = 0.9;
        out.f0 = 0.015;
      },
    },
  };
}

/** Needles, moss and small stones under trees. */
export function forestFloor(): Ground {
  const needle = hex('#6b4a2c');
  const moss = hex('#454a20');
  const soil = hex('#33231a');
  const swell = (x: number, z: number) => 0.09 * fbm2(x * 0.7, z * 0.7 + 5, 2) - 0.045;
  return {
    height: (x, z) => swell(x, z) + 0.02 * fbm2(x * 22, z * 22, 3) - 0.012,
    top: 0.06,
    bottom: -0.07,
    material: {
      paint: (x, _y, z, out) => {
        const m = smoothstep(0.44, 0.72, fbm2(x * 1.6 + 2, z * 1.6, 4));
        const litter = noise2(x * 70 + noise2(x * 9, z * 9) * 20, z * 160);
        const c = mix(mix(soil, needle, litter), moss, m);
        colour(out, c, 0.55 + 0.7 * fbm2(x * 40, z * 40, 2));
        out.rough = 0.95;
        out.f0 = 0.015;
      },
    },
  };
}

/** Pebbles running down into still water from z = shore onwards. */
export function lakeShore(shore: number, deep: string): Ground {
  const water = hex(deep);
  const grey = hex('#8b8780');
  const brown = hex('#7a6a58');
  const level = -0.06;
  const bank = (x: number, z: number) => {
    const edge = z - shore + 0.25 * (fbm2(x * 0.9, 3, 2) - 0.5);
    return Math.min(0, edge * 0.12 - 0.0) * (edge < 0 ? 1 : 0);
  };
  const stones = (x: number, z: number) => {
    const h = bank(x, z);
    if (h < level - 0.03) return level - 0.03;
    return h + 0.035 * pebbles(x * 16, z * 16) + 0.02 * fbm2(x * 2, z * 2, 2) - 0.03;
  };
  return {
    height: (x, z) => Math.max(level, stones(x, z)),
    top: 0.03,
    bottom: level,
    material: {
      paint: (x, y, z, out) => {
        if (y < level + 0.0015) {
          colour(out, water, 0.5);
          out.rough = 0.02;
          out.f0 = 0.05;
          return;
        }
        const p = pebbles(x * 16, z * 16);
        const id = pebbleId;
        const wet = smoothstep(0.05, 0.005, y - level);
        const c = mix(grey, brown, id);
        colour(out, c, (0.45 + 0.75 * id) * (0.5 + 0.5 * p) * (1 - 0.55 * wet));
        out.rough = 0.85 - 0.5 * wet;
      },
      bump: (x, y, z) => (y < level + 0.0015 ? 0.0035 * fbm2(x * 3.5, z * 9, 3) : 0.002 * noise2(x * 60, z * 60)),
    },
  };
}

export function snowField(): Ground {
  const drift = (x: number, z: number) => 0.22 * fbm2(x * 0.5 + 7, z * 0.7, 3) - 0.11;
  return {
    height: (x, z) => drift(x, z) + 0.03 * fbm2(x * 4 + z * 2, z * 6, 3),
    top: 0.16,
    bottom: -0.13,
    material: {
      paint: (x, _y, z, out) => {
        colour(out, [0.86, 0.89, 0.93], 0.94 + 0.1 * noise2(x * 120, z * 120));
        out.rough = 0.7;
        out.f0 = 0.03;
      },
    },
  };
}

/** Sand with wind ripples, wet towards the sea, sea beyond `shore`. */
export function seaSand(shore: number, sand: string, sea: string): Ground {
  const dry = hex(sand);
  const water = hex(sea);
  const foam: Rgb = [0.8, 0.82, 0.82];
  const slope = (x: number, z: number) => z - shore + 0.5 * (fbm2(x * 0.35 + 2, 4, 2) - 0.5);
  const ripple = (x: number, z: number) =>
    0.012 * Math.sin(z * 34 + 5 * fbm2(x * 1.2, z * 1.2, 2)) * fbm2(x * 0.9, z * 0.9, 2) + 0.03 * fbm2(x * 3, z * 3, 2);
  return {
    height: (x, z) => {
      const s = slope(x, z);
      return s < 0 ? -0.05 : -0.05 + Math.min(0.05, s * 0.06) + Math.min(1, s) * ripple(x, z);
    },
    top: 0.05,
    bottom: -0.05,
    material: {
      paint: (x, _y, z, out) => {
        const s = slope(x, z);
        const lap = s + 0.12 * fbm2(x * 2.4, z * 2, 3);
        if (s < 0) {
          const wave = smoothstep(0.58, 0.72, fbm2(x * 0.8, z * 2.6, 3)) * smoothstep(-5, -0.3, s) * 0.4;
          colour(out, mix(water, foam, Math.max(wave, smoothstep(-0.2, -0.02, lap - 0.12))), 0.7);
          out.rough = 0.1;
          out.f0 = 0.05;
          return;
        }
        const wet = smoothstep(0.8, 0.1, s);
        colour(out, dry, (0.8 + 0.4 * noise2(x * 160, z * 160)) * (1 - 0.55 * wet));
        out.rough = 0.9 - 0.65 * wet;
        out.f0 = 0.03;
      },
      bump: (x, _y, z) => (slope(x, z) < 0 ? 0.02 * fbm2(x * 1.6, z * 5, 4) : 0.0012 * noise2(x * 150, z * 150)),
    },
  };
}
