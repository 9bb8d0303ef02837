import { add, hex, mix, scale } from '../render/colour.ts';
import { matt } from '../render/materials.ts';
import { fbm2, hash, smoothstep } from '../render/noise.ts';
import { part } from '../render/pose.ts';
import { ellipsoid, rod } from '../render/shape.ts';
import { displace, lumpy, move } from '../render/shape-ops.ts';
import { type Material, type Model, type Placed, place } from '../render/world.ts';
import { clouded, conifers, mountains, stars } from './backdrops.ts';
import { colour, forestFloor, grass, lakeShore, seaSand, snowField } from './grounds.ts';
import { dome, patch, type Setting, sunAt } from './setting.ts';

/** A trunk with furrowed bark. */
export function trunk(x: number, z: number, r: number, seed = 1): Model {
  const bark = displace(
    rod([0, -0.2, 0], [0.1 * (hash(seed, 1, 1) - 0.5), 6, 0], r, r * 0.8),
    0.02,
    (a, y, c) => fbm2(Math.atan2(a, c) * 5 + seed, y * 1.6, 3) * 2 - 1,
    0.6,
  );
  return [
    part(move(bark, x, 0, z), {
      paint: (a, y, c, out) => {
        const f = fbm2(Math.atan2(a - x, c - z) * 7 + seed, y * 3, 4);
        colour(out, mix(hex('#2c211a'), hex('#7d6450'), smoothstep(0.3, 0.7, f)), 0.9);
        out.rough = 0.95;
      },
    }),
  ];
}

export function boulder(x: number, z: number, r: number): Placed {
  const m: Material = matt('#7d7a74', 0.35);
  return place([part(lumpy(ellipsoid(r, r * 0.62, r * 0.8), r * 0.22, r * 0.7), m)], x, r * 0.22, z, x * 90);
}

const noon = dome([0.36, 0.56, 0.95], [0.75, 0.85, 0.95], [0.16, 0.18, 0.12]);

export function meadow(): Setting {
  const sky = mountains(clouded('#3f7fc4', '#cfe2ee', '#ffffff', 0.55), '#b8cddb', [
    { height: 0.3, rough: 2.4, rock: '#5d6f85', snow: '#f2f6fa', snowFrom: 0.55, haze: 0.45, seed: 3 },
    { height: 0.13, rough: 4, rock: '#3d5a3c', snow: '#3d5a3c', snowFrom: 2, haze: 0.25, seed: 8 },
  ]);
  return {
    objects: [],
    ground: grass('#4c6b1f', '#9a9346'),
    sky: conifers(sky, {
      dark: '#12240f',
      light: '#4d6b33',
      haze: '#a9c0c0',
      height: 0.1,
      width: 0.022,
      fog: 0.12,
      seed: 4,
      blur: 0.003,
      base: -0.02,
    }),
    ambient: noon,
    sun: sunAt(-135, 42, [2.6, 2.35, 1.95], 0.02),
    lamps: [],
    haze: { colour: hex('#b8cddb'), distance: 30 },
    look: { vignette: 0.25, bloom: 0.08 },
  };
}

export function forest(): Setting {
  const glow = patch(dome(hex('#b9cda6'), hex('#dfe6c8'), hex('#3b4a2a')), [0.3, 0.25, -1], [0.7, 0.62, 0.35], 10);
  const far = conifers(glow, {
    dark: '#5c7351',
    light: '#8fa374',
    haze: '#d5ddba',
    height: 0.9,
    width: 0.07,
    fog: 0.5,
    seed: 11,
    blur: 0.012,
    base: -0.1,
  });
  const near = conifers(far, {
    dark: '#1d3018',
    light: '#566f36',
    haze: '#b9c79b',
    height: 0.5,
    width: 0.1,
    fog: 0.14,
    seed: 5,
    blur: 0.012,
    base: -0.08,
  });
  return {
    objects: [
      place(trunk(-1.9, -2.6, 0.19, 3)),
      place(trunk(2.3, -3.4, 0.22, 6)),
      place(trunk(0.7, -6.2, 0.17, 8)),
      place(trunk(-4.2, -5.5, 0.24, 5)),
      place(trunk(4.6, -6.5, 0.2, 4)),
    ],
    ground: forestFloor(),
    sky: near,
    ambient: dome([0.5, 0.62, 0.5], [0.6, 0.68, 0.48], [0.12, 0.12, 0.07]),
    sun: {
      ...sunAt(-140, 46, [3.1, 2.7, 1.9], 0.02),
      mask: (x, y, z) => smoothstep(0.36, 0.56, fbm2(x * 0.8 + y * 0.5 + 3, z * 0.8 + y * 0.4, 3)),
    },
    lamps: [],
    haze: { colour: hex('#b9c79b'), distance: 13 },
    look: { vignette: 0.34, bloom: 0.16, warmth: 1.03 },
  };
}

export function lake(): Setting {
  const sky = mountains(clouded('#5b93c9', '#dfe9ee', '#ffffff', 0.6), '#bccfdb', [
    { height: 0.34, rough: 2.2, rock: '#66788c', snow: '#f4f7fb', snowFrom: 0.5, haze: 0.4, seed: 21 },
    { height: 0.19, rough: 3.1, rock: '#46604f', snow: '#e8eef2', snowFrom: 1.4, haze: 0.24, seed: 14 },
  ]);
  return {
    objects: [boulder(-2.6, -0.9, 0.35), boulder(2.9, -1.2, 0.28)],
    ground: lakeShore(-1.15, '#2b5560'),
    sky: conifers(sky, {
      dark: '#122218',
      light: '#3f5a35',
      haze: '#a9c0c6',
      height: 0.055,
      width: 0.012,
      fog: 0.2,
      seed: 9,
      blur: 0.002,
      base: -0.012,
    }),
    ambient: noon,
    sun: sunAt(-125, 36, [2.6, 2.3, 1.85], 0.02),
    lamps: [],
    look: { vignette: 0.26, bloom: 0.08 },
  };
}

export function snowMountain(): Setting {
  return {
    objects: [],
    ground: snowField(),
    sky: mountains(clouded('#174f9c', '#86b6e0', '#ffffff', 0.3), '#a8c6e2', [
      { height: 0.36, rough: 1.9, rock: '#4a5870', snow: '#ffffff', snowFrom: 0.3, haze: 0.22, seed: 33 },
      { height: 0.15, rough: 2.8, rock: '#3c485a', snow: '#ffffff', snowFrom: 0.25, haze: 0.1, seed: 42 },
    ]),
    ambient: dome([0.16, 0.28, 0.6], [0.36, 0.47, 0.66], [0.4, 0.45, 0.52]),
    sun: sunAt(-105, 24, [2.5, 2.2, 1.8], 0.015),
    lamps: [],
    haze: { colour: hex('#a8c6e2'), distance: 40 },
    look: { vignette: 0.25, bloom: 0.1, exposure: 0.8 },
  };
}

export function beachSunset(): Setting {
  const base = clouded('#38497f', '#f7a35a', '#f0765a', 0.62);
  const sunDir = [-0.26, 0.085, -1] as const;
  const glow = patch(base, sunDir, [1.1, 0.5, 0.14], 24);
  const sky = patch(glow, sunDir, [9, 6.5, 3], 2600);
  return {
    objects: [],
    ground: seaSand(-2.2, '#c79f74', '#1d3a4a'),
    sky: (x, y, z) => (y < 0 ? scale(sky(x, -y, z), 0.75) : sky(x, y, z)),
    ambient: patch(dome([0.22, 0.28, 0.5], [0.75, 0.5, 0.38], [0.2, 0.14, 0.1]), [-0.2, 0.2, -1], [1.4, 0.75, 0.3], 4),
    sun: sunAt(-14.6, 11, [2.6, 1.35, 0.55], 0.03),
    lamps: [],
    haze: { colour: hex('#d99560'), distance: 70 },
    look: { vignette: 0.3, bloom: 0.14, warmth: 1.04 },
  };
}

export function beachDay(): Setting {
  const sky = clouded('#2f83cf', '#cfe8f2', '#ffffff', 0.5);
  return {
    objects: [],
    ground: seaSand(-2.0, '#e2cda2', '#1f7f92'),
    sky: (x, y, z) => sky(x, Math.abs(y), z),
    ambient: noon,
    sun: sunAt(-140, 50, [2.6, 2.4, 2.05], 0.02),
    lamps: [],
    haze: { colour: hex('#cfe2e8'), distance: 60 },
    look: { vignette: 0.22, bloom: 0.08 },
  };
}

/** A clearing after dark: stars, black trees, whatever lamps the scene brings. */
export function night(): Setting {
  const base = dome(hex('#0a1430'), hex('#2a3a5e'), hex('#06070a'));
  const sky = conifers(stars(base, 1.1), {
    dark: '#020305',
    light: '#0a0e12',
    haze: '#141d30',
    height: 0.28,
    width: 0.055,
    fog: 0.1,
    seed: 17,
    blur: 0.003,
    base: -0.03,
  });
  const floor = grass('#4c5a2a', '#7a7040');
  return {
    objects: [],
    ground: floor,
    sky,
    ambient: (x, y, z) => scale(add(base(x, y, z), [0.002, 0.003, 0.006]), 0.8),
    sun: sunAt(140, 50, [0.05, 0.07, 0.12], 0.02),
    lamps: [],
    look: { vignette: 0.36, bloom: 0.2, exposure: 1.15 },
  };
}
