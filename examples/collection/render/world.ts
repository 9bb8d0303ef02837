import type { Rgb } from './colour.ts';
import type { Box, Sdf, Shape } from './shape.ts';

/** What a material says about one point of a surface. Reused for every point, hence mutable. */
export interface Surface {
  r: number;
  g: number;
  b: number;
  /** 0 mirror .. 1 chalk */
  rough: number;
  /** How much is mirrored when looked at straight on: 0.04 for most things. */
  f0: number;
  /** 1 where the mirrored light takes the colour of the surface. */
  metal: number;
  /** Light the surface gives off by itself. */
  er: number;
  eg: number;
  eb: number;
}

export interface Material {
  readonly paint: (x: number, y: number, z: number, out: Surface) => void;
  /** Fine relief in metres, too small to be worth real geometry. */
  readonly bump?: Sdf;
}

export interface Part {
  readonly shape: Shape;
  readonly material: Material;
}

export type Model = readonly Part[];

/** A model set down in the world, turned about the upright axis. */
export interface Placed {
  readonly parts: Model;
  readonly box: Box;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly cos: number;
  readonly sin: number;
}

export interface Ground {
  readonly height: (x: number, z: number) => number;
  /** The highest point; rays above it skip the ground. */
  readonly top: number;
  readonly bottom: number;
  readonly material: Material;
}

export interface Sun {
  /** Towards the light. */
  readonly towards: readonly [number, number, number];
  readonly light: Rgb;
  /** How wide the source is: 0.01 hard noon, 0.15 soft box. */
  readonly spread: number;
  /** What is between light and point, such as a window frame: 0 blocked .. 1 open. */
  readonly mask?: (x: number, y: number, z: number) => number;
}

export interface Lamp {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly light: Rgb;
  readonly radius: number;
}

export type Sky = (dx: number, dy: number, dz: number) => Rgb;

export interface World {
  readonly objects: readonly Placed[];
  readonly ground?: Ground;
  /** What the camera sees behind everything. */
  readonly sky: Sky;
  /** The same, smoothed, as a source of light. */
  readonly ambient: Sky;
  readonly sun?: Sun;
  readonly lamps: readonly Lamp[];
  /** Distance haze: colour and the distance at which it takes over. */
  readonly haze?: { readonly colour: Rgb; readonly distance: number };
}

export interface Camera {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  /** Vertical field of view in degrees. */
  readonly fov: number;
}

export function place(parts: Model, x = 0, y = 0, z = 0, turn = 0): Placed {
  const a = (turn * Math.PI) / 180;
  const edge = (k: 0 | 1 | 2 | 3 | 4 | 5) => parts.map((p) => p.shape.box[k]);
  return {
    parts,
    box: [
      Math.min(...edge(0)),
      Math.min(...edge(1)),
      Math.min(...edge(2)),
      Math.max(...edge(3)),
      Math.max(...edge(4)),
      Math.max(...edge(5)),
    ],
    x,
    y,
    z,
    cos: Math.cos(a),
    sin: Math.sin(a),
  };
}
