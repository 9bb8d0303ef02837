import { add, hex, mix, scale } from '../render/colour.ts';
import { cloth, glaze, matt, wood } from '../render/materials.ts';
import { fbm2, hash, smoothstep } from '../render/noise.ts';
import { part } from '../render/pose.ts';
import { block, cylinder, ellipsoid, revolve } from '../render/shape.ts';
import { move, turnX, turnZ } from '../render/shape-ops.ts';
import { type Material, type Model, type Part, place } from '../render/world.ts';
import { bokeh } from './backdrops.ts';
import { dome, flat, patch, type Setting, sunAt } from './setting.ts';

/** A paper sweep in a photographer's studio, lit by one big soft box. Haze hides where floor turns wall. */
export function studio(paper: string, options: { sun?: number; strength?: number } = {}): Setting {
  const c = hex(paper);
  const soft = patch(dome(scale(c, 0.55), scale(c, 0.5), scale(c, 0.3)), [-0.7, 0.6, 0.4], [1.5, 1.5, 1.55], 3);
  const { sun = -50, strength = 1.5 } = options;
  const wall = (y: number) => scale(c, 1.12 - 0.75 * smoothstep(-0.1, 0.9, y));
  const box = patch(() => [0, 0, 0], [-0.7, 0.5, 0.6], [1.7, 1.7, 1.75], 8);
  return {
    objects: [],
    ground: { ...flat, material: matt(paper, 0.02) },
    sky: (x, y, z) => add(wall(y), box(x, y, z)),
    ambient: soft,
    sun: { ...sunAt(180 + sun, 48, scale([1, 0.97, 0.93], strength), 0.16) },
    lamps: [],
    haze: { colour: wall(-0.1), distance: 4.4 },
    look: { vignette: 0.36, bloom: 0.05, grain: 0.012 },
  };
}

function planks(dark: string, light: string): Material {
  const grain = wood(dark, light, 'x', 0.3);
  return {
    paint: (x, y, z, out) => {
      const row = Math.floor(z / 0.13);
      const across = z / 0.13 - row;
      const u = x + hash(row, 3, 1) * 1.7;
      const board = Math.floor(u / 1.7);
      const along = (u / 1.7 - board) * 1.7;
      const id = hash(row, board, 9);
      grain.paint(x, y + id * 7, z + id * 3, out);
      const gap = Math.min(smoothstep(0, 0.03, across), smoothstep(1, 0.97, across), smoothstep(0, 0.004, along));
      const k = (0.72 + 0.45 * id) * (0.35 + 0.65 * gap);
      out.r *= k;
      out.g *= k;
      out.b *= k;
    },
  };
}

function plaster(code: string): Material {
  const m = matt(code, 0.05);
  return { paint: m.paint, bump: (x, y) => 0.0012 * fbm2(x * 40, y * 40, 3) };
}

/** A window high on the left: the sun falls through its panes and draws them on wall and floor. */
function panes(towards: readonly [number, number, number], planeX: number) {
  return (x: number, y: number, z: number): number => {
    const t = (planeX - x) / towards[0];
    const wy = y + towards[1] * t - 1.95;
    const wz = z + towards[2] * t - 0.6;
    const bar = (v: number, half: number, count: number) => {
      if (Math.abs(v) > half) return 0;
      const cell = ((v + half) / (2 * half)) * count;
      const f = cell - Math.floor(cell);
      return smoothstep(0.02, 0.06, f) * smoothstep(0.98, 0.94, f);
    };
    return bar(wy, 0.95, 3) * bar(wz, 1.25, 3);
  };
}

export interface RoomColours {
  readonly wall: string;
  readonly floorDark: string;
  readonly floorLight: string;
  readonly rug?: string;
  readonly wainscot?: string;
}

/** A corner of a living room in morning light. */
export function room(c: RoomColours, extras: Model = [], sunlit = 3.1): Setting {
  const wall = plaster(c.wall);
  const back: Model = [
    part(move(block(14, 5, 0.2), 0, 2.5, -1.7), wall),
    part(move(block(14, 0.11, 0.02, 0.006), 0, 0.055, -1.59), matt('#efe9df', 0.03)),
    ...(c.wainscot
      ? [
          part(move(block(14, 1, 0.016), 0, 0.5, -1.595), matt(c.wainscot, 0.03)),
          part(move(block(14, 0.04, 0.04, 0.01), 0, 1.0, -1.585), matt(c.wainscot, 0.03)),
        ]
      : []),
    ...(c.rug
      ? [part(move(block(2.5, 0.016, 1.7, 0.007), 0.15, 0.008, 0.1), cloth(c.rug, { weave: 0.006, crease: 0.002 }))]
      : []),
    ...extras,
  ];
  const sun = sunAt(-112, 33, scale([1, 0.86, 0.66], sunlit), 0.012);
  const w = hex(c.wall);
  const soft = patch(
    dome(scale(mix(w, [1, 1, 1], 0.4), 0.42), scale(w, 0.4), scale(hex(c.floorLight), 0.25)),
    [-0.85, 0.35, 0.4],
    [1.25, 1.32, 1.45],
    3,
  );
  return {
    objects: [place(back)],
    ground: { ...flat, material: planks(c.floorDark, c.floorLight) },
    sky: soft,
    ambient: soft,
    sun: { ...sun, mask: panes(sun.towards, -2.6) },
    lamps: [],
    look: { vignette: 0.3, bloom: 0.1, warmth: 1.03 },
  };
}

/** Broad leaves in a clay pot, to give a room a second subject. */
export function pottedPlant(x: number, z: number, height = 1): Model {
  const leaves: Part[] = [];
  for (let i = 0; i < 16; i++) {
    const size = (0.09 + 0.06 * hash(i, 2, 2)) * height;
    const turn = -65 + 130 * hash(i, 1, 3);
    const tip = -70 + 140 * hash(i, 5, 3);
    const leaf = turnX(
      turnZ(move(ellipsoid(0.035 * height + 0.012, size, 0.004), 0, size + 0.12, 0), turn * 0.7),
      tip * 0.6,
    );
    leaves.push(
      part(move(leaf, x, 0.3 * height + 0.34 * hash(i, 9, 1) * height, z), glaze(i % 3 ? '#3f6b3a' : '#56804a', 0.45)),
    );
  }
  return [
    part(
      move(
        revolve([
          [0, 0],
          [0.1, 0],
          [0.15, 0.27],
          [0.165, 0.27],
          [0.165, 0.3],
          [0.13, 0.3],
          [0.13, 0.26],
          [0, 0.26],
        ]),
        x,
        0,
        z,
      ),
      matt('#b5694a', 0.15),
    ),
    part(move(cylinder(0.012, 0.6 * height), x, 0.3 + 0.25 * height, z), matt('#4a3b26')),
    ...leaves,
  ];
}

/** A framed picture on the back wall: a small painted landscape. */
export function framed(x: number, y: number, w: number, h: number, colours: readonly [string, string, string]): Model {
  const [sky, hill, land] = colours.map(hex);
  const art: Material = {
    paint: (px, py, _z, out) => {
      const v = (py - y) / h;
      const u = (px - x) / w;
      const far = 0.08 + 0.2 * fbm2(u * 4 + 3, 1, 4) - 0.08;
      const near = -0.25 + 0.3 * fbm2(u * 3 + 9, 5, 3) - 0.1;
      const c = Math.abs(u) > 0.36 || Math.abs(v) > 0.38 ? hex('#f4f0e6') : v < near ? land : v < far ? hill : sky;
      out.r = c?.[0] ?? 0;
      out.g = c?.[1] ?? 0;
      out.b = c?.[2] ?? 0;
      out.rough = 0.6;
    },
  };
  return [
    part(move(block(w + 0.05, h + 0.05, 0.03), x, y, -1.585), wood('#3a2618', '#5d4028', 'x')),
    part(move(block(w, h, 0.034), x, y, -1.583), art),
  ];
}

/** A table top close up, the room behind it far out of focus. */
export function tabletop(dark: string, light: string, mood: 'warm' | 'day' | 'dusk'): Setting {
  const tints = {
    warm: ['#3a2312', '#6b4524', '#ffb45e'],
    day: ['#7f8f86', '#c3cbbd', '#fff6dd'],
    dusk: ['#10141f', '#2a2f40', '#ff9d4a'],
  } as const;
  const [low, high, spark] = tints[mood];
  const base = dome(hex(high), mix(hex(low), hex(high), 0.6), hex(low));
  const blurred = (x: number, y: number, z: number) => {
    const c = base(x, y, z);
    const u = Math.atan2(x, -z);
    return scale(c, 0.55 + 0.9 * fbm2(u * 3.1 + 4, y * 2.5 + 1, 2));
  };
  const strength = mood === 'day' ? 0.16 : mood === 'warm' ? 0.3 : 0.4;
  const key = { warm: scale([1, 0.8, 0.55], 2.1), day: scale([1, 0.96, 0.9], 2.2), dusk: scale([0.6, 0.7, 1], 0.35) }[
    mood
  ];
  const ambient = patch(
    dome(scale(hex(high), 0.9), scale(hex(high), 0.7), scale(hex(low), 0.5)),
    [-0.8, 0.5, 0.2],
    mood === 'dusk' ? [0.12, 0.15, 0.24] : [0.9, 0.92, 0.95],
    3,
  );
  return {
    objects: [place([part(move(block(5, 0.06, 1.9, 0.01), 0, -0.03, 0.35), plankTop(dark, light))])],
    sky: bokeh(blurred, [spark, spark, high], 0.11, 0.5, strength, 31),
    ambient,
    sun: sunAt(-128, 38, key, 0.09),
    lamps: [],
    look: { vignette: 0.36, bloom: 0.12 },
  };
}

function plankTop(dark: string, light: string): Material {
  const grain = wood(dark, light, 'x', 0.35);
  return {
    paint: (x, y, z, out) => {
      const row = Math.floor(z / 0.17 + 0.4);
      const across = z / 0.17 + 0.4 - row;
      const id = hash(row, 4, 4);
      grain.paint(x * 2.2 + id * 5, y * 3 + id * 3, z * 4.5, out);
      const k = (0.8 + 0.3 * id) * (0.3 + 0.7 * Math.min(smoothstep(0, 0.02, across), smoothstep(1, 0.98, across)));
      out.r *= k;
      out.g *= k;
      out.b *= k;
    },
    bump: (_x, _y, z) => 0.0004 * fbm2(z * 300, 1, 2),
  };
}
