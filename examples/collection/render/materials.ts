import { hex, mix, type Rgb } from './colour.ts';
import { fbm3, noise3, smoothstep } from './noise.ts';
import type { Material, Surface } from './world.ts';

function put(out: Surface, c: Rgb, k = 1): void {
  out.r = c[0] * k;
  out.g = c[1] * k;
  out.b = c[2] * k;
}

/** Timber with rings and fibres running along one axis. */
export function wood(dark: string, light: string, along: 'x' | 'y' | 'z', gloss = 0.45): Material {
  const a = hex(dark);
  const b = hex(light);
  return {
    paint: (x, y, z, out) => {
      const u = along === 'x' ? x : along === 'y' ? y : z;
      const v = along === 'x' ? y : along === 'y' ? z : x;
      const w = along === 'x' ? z : along === 'y' ? x : y;
      const bend = fbm3(u * 2.2, v * 7, w * 7, 3);
      const ring = (Math.hypot(v + 0.31, w + 0.17) * 34 + bend * 3.6) % 1;
      const late = smoothstep(0.15, 0.85, ring) * smoothstep(1, 0.9, ring);
      const fibre = noise3(u * 16, v * 420, w * 420);
      const cloud = fbm3(u * 1.3, v * 5, w * 5, 2);
      put(out, mix(b, a, Math.min(1, late * 0.4 + fibre * 0.38 + (cloud - 0.35) * 0.45)));
      out.rough = gloss + 0.15 * fibre;
    },
  };
}

/** Woven or knitted cloth: dull, a little uneven, softly creased. */
export function cloth(code: string, options: { weave?: number; crease?: number; shade?: string } = {}): Material {
  const c = hex(code);
  const { weave = 0.0022, crease = 0.006 } = options;
  const d = options.shade ? hex(options.shade) : mix(c, [0, 0, 0], 0.35);
  const f = 1 / weave;
  const crumple = (x: number, y: number, z: number) => crease * fbm3(x * 9 + 3, y * 9, z * 9, 3);
  return {
    paint: (x, y, z, out) => {
      const thread = noise3(x * f, y * f * 0.45, z * f);
      const wear = fbm3(x * 6, y * 6, z * 6, 2);
      put(out, mix(c, d, Math.min(1, thread * 0.45 + (wear - 0.4) * 0.5)));
      out.rough = 0.95;
      out.f0 = 0.02;
    },
    ...(crease > 0 ? { bump: crumple } : {}),
  };
}

/** Coated tent or shell cloth: smooth with a faint sheen. */
export function nylon(code: string, crease = 0.004): Material {
  const c = hex(code);
  return {
    paint: (x, y, z, out) => {
      put(out, c, 0.86 + 0.28 * fbm3(x * 5, y * 5, z * 5, 2));
      out.rough = 0.5;
      out.f0 = 0.035;
    },
    bump: (x, y, z) => crease * fbm3(x * 8, y * 5, z * 8, 3),
  };
}

export function leather(code: string, rough = 0.42): Material {
  const c = hex(code);
  const d = mix(c, [0, 0, 0], 0.6);
  return {
    paint: (x, y, z, out) => {
      const age = fbm3(x * 14, y * 14, z * 14, 3);
      put(out, mix(c, d, Math.max(0, (age - 0.45) * 1.3)));
      out.rough = rough + 0.08 * noise3(x * 60, y * 60, z * 60);
      out.f0 = 0.04;
    },
    bump: (x, y, z) => 0.0016 * fbm3(x * 45, y * 30, z * 45, 2) + 0.0007 * noise3(x * 190, y * 190, z * 190),
  };
}

export function metal(code: string, rough = 0.3): Material {
  const c = hex(code);
  return {
    paint: (x, y, z, out) => {
      put(out, c);
      out.rough = rough + 0.08 * noise3(x * 40, y * 7, z * 40);
      out.f0 = 0.9;
      out.metal = 0.92;
    },
  };
}

/** Enamel, lacquer, glazed clay: an even colour under a clear coat. */
export function glaze(code: string, rough = 0.16, speckle = 0): Material {
  const c = hex(code);
  return {
    paint: (x, y, z, out) => {
      const dot =
        speckle > 0
          ? 1 - 0.75 * smoothstep(0.86 - speckle * 1.5, 0.9 - speckle * 1.5, noise3(x * 260, y * 260, z * 260))
          : 1;
      put(out, c, dot * (0.93 + 0.12 * noise3(x * 9, y * 9, z * 9)));
      out.rough = rough;
      out.f0 = 0.05;
    },
  };
}

export function matt(code: string, variation = 0.12): Material {
  const c = hex(code);
  return {
    paint: (x, y, z, out) => {
      put(out, c, 1 - variation + 2 * variation * fbm3(x * 12, y * 12, z * 12, 3));
      out.rough = 0.85;
      out.f0 = 0.03;
    },
  };
}

/** Something that gives off light by itself. */
export function glowing(code: string, strength: number, body = '#fff6e0'): Material {
  const c = hex(code);
  const b = hex(body);
  return {
    paint: (x, y, z, out) => {
      put(out, b, 0.7);
      const k = strength * (0.9 + 0.2 * noise3(x * 6, y * 6, z * 6));
      out.er = c[0] * k;
      out.eg = c[1] * k;
      out.eb = c[2] * k;
      out.rough = 0.9;
      out.f0 = 0.02;
    },
  };
}

/** One material here, another there: `pick` gives the share of the second. */
export function split(a: Material, b: Material, pick: (x: number, y: number, z: number) => boolean): Material {
  const one = a.bump;
  const two = b.bump;
  return {
    paint: (x, y, z, out) => (pick(x, y, z) ? b : a).paint(x, y, z, out),
    ...(one || two ? { bump: (x: number, y: number, z: number) => (pick(x, y, z) ? two : one)?.(x, y, z) ?? 0 } : {}),
  };
}

/** Adds relief to a material that has none of its own. */
export function embossed(m: Material, height: (x: number, y: number, z: number) => number): Material {
  const own = m.bump;
  return { paint: m.paint, bump: (x, y, z) => height(x, y, z) + (own ? own(x, y, z) : 0) };
}

/** Checked wool: stripes of the colours both ways, overlaid like warp and weft. */
export function tartan(
  ground: string,
  bands: readonly (readonly [string, number, number])[],
  repeat: number,
  flat: (x: number, y: number, z: number) => readonly [number, number],
): Material {
  const base = hex(ground);
  const stripes = bands.map(([code, from, to]) => ({ c: hex(code), from, to }));
  const band = (t: number): Rgb => {
    const m = (((t / repeat) % 1) + 1) % 1;
    for (const s of stripes) if (m >= s.from && m < s.to) return s.c;
    return base;
  };
  return {
    paint: (x, y, z, out) => {
      const [u, v] = flat(x, y, z);
      const twill = Math.sin((u + v) * 900) * 0.08;
      put(out, mix(band(u), band(v), 0.5 + twill), 0.85 + 0.3 * noise3(x * 240, y * 240, z * 240));
      out.rough = 0.95;
      out.f0 = 0.02;
    },
    bump: (x, y, z) => 0.006 * fbm3(x * 8, y * 8, z * 8, 2),
  };
}
