import { add, mix, type Rgb, scale } from '../render/colour.ts';
import type { Look } from '../render/develop.ts';
import type { Ground, Lamp, Placed, Sky, Sun, World } from '../render/world.ts';

/** A place to photograph things in: everything of the picture but the things themselves. */
export interface Setting {
  readonly objects: readonly Placed[];
  readonly ground?: Ground;
  readonly sky: Sky;
  readonly ambient: Sky;
  readonly sun?: Sun;
  readonly lamps: readonly Lamp[];
  readonly haze?: NonNullable<World['haze']>;
  readonly look: Look;
}

export function withObjects(s: Setting, objects: readonly Placed[], lamps: readonly Lamp[] = []): World {
  return { ...s, objects: [...s.objects, ...objects], lamps: [...s.lamps, ...lamps] };
}

export function sunAt(azimuth: number, elevation: number, light: Rgb, spread: number): Sun {
  const a = (azimuth * Math.PI) / 180;
  const e = (elevation * Math.PI) / 180;
  return { towards: [Math.sin(a) * Math.cos(e), Math.sin(e), -Math.cos(a) * Math.cos(e)], light, spread };
}

/** A soft sky for lighting only: bright above, ground colour below. */
export function dome(zenith: Rgb, horizon: Rgb, ground: Rgb): Sky {
  return (_x, y) => {
    if (y < 0) return mix(scale(horizon, 0.6), ground, Math.min(1, -y * 3));
    return mix(horizon, zenith, Math.min(1, y * 1.4));
  };
}

/** Adds a broad bright patch to a sky: the light of a window, of a sunset. */
export function patch(sky: Sky, towards: readonly [number, number, number], light: Rgb, tight: number): Sky {
  const n = Math.hypot(...towards);
  const [a, b, c] = [towards[0] / n, towards[1] / n, towards[2] / n];
  return (x, y, z) => {
    const k = Math.max(0, x * a + y * b + z * c) ** tight;
    return add(sky(x, y, z), scale(light, k));
  };
}

export const flat: Pick<Ground, 'height' | 'top' | 'bottom'> = { height: () => 0, top: 0, bottom: 0 };
