import type { Look } from '../render/develop.ts';
import type { Camera, Lamp, Placed, World } from '../render/world.ts';
import { type Setting, withObjects } from '../settings/setting.ts';

/** One picture to take: where it goes, from where it is seen, and what stands there. */
export interface Shot {
  /** Path below the output folder, without its ending. */
  readonly file: string;
  readonly camera: Camera;
  /** Built only when the picture is taken: scenes are closures and cannot be sent to a worker. */
  readonly stage: () => { readonly world: World; readonly look: Look };
}

export interface Scene {
  readonly in: Setting;
  readonly with: readonly Placed[];
  readonly lamps?: readonly Lamp[];
  readonly look?: Look;
}

export function shot(file: string, camera: Camera, scene: () => Scene): Shot {
  return {
    file,
    camera,
    stage: () => {
      const s = scene();
      return { world: withObjects(s.in, s.with, s.lamps), look: { ...s.in.look, ...s.look } };
    },
  };
}

export function from(x: number, y: number, z: number, to: readonly [number, number, number], fov: number): Camera {
  return { from: [x, y, z], to, fov };
}
