import type { Shape } from './shape.ts';
import { move, turnX, turnY, turnZ } from './shape-ops.ts';
import type { Material, Model, Part } from './world.ts';

const RAD = Math.PI / 180;

type Back = (x: number, y: number, z: number) => readonly [number, number, number];

function carried(m: Material, back: Back): Material {
  const { paint, bump } = m;
  return {
    paint: (x, y, z, out) => {
      const [a, b, c] = back(x, y, z);
      paint(a, b, c, out);
    },
    ...(bump
      ? {
          bump: (x: number, y: number, z: number) => {
            const [a, b, c] = back(x, y, z);
            return bump(a, b, c);
          },
        }
      : {}),
  };
}

function pose(parts: Model, shape: (s: Shape) => Shape, back: Back): Model {
  return parts.map((p) => ({ shape: shape(p.shape), material: carried(p.material, back) }));
}

/** Moves a whole model, textures and all. */
export function shift(parts: Model, dx: number, dy: number, dz: number): Model {
  return pose(
    parts,
    (s) => move(s, dx, dy, dz),
    (x, y, z) => [x - dx, y - dy, z - dz],
  );
}

/** Leans a whole model about one axis through its origin. */
export function lean(parts: Model, axis: 'x' | 'y' | 'z', degrees: number): Model {
  const c = Math.cos(degrees * RAD);
  const n = Math.sin(degrees * RAD);
  if (axis === 'x')
    return pose(
      parts,
      (s) => turnX(s, degrees),
      (x, y, z) => [x, c * y + n * z, c * z - n * y],
    );
  if (axis === 'y')
    return pose(
      parts,
      (s) => turnY(s, degrees),
      (x, y, z) => [c * x - n * z, y, n * x + c * z],
    );
  return pose(
    parts,
    (s) => turnZ(s, degrees),
    (x, y, z) => [c * x + n * y, c * y - n * x, z],
  );
}

export function part(shape: Shape, material: Material): Part {
  return { shape, material };
}
