import type { Plate } from './expose.ts';
import { hash, smoothstep } from './noise.ts';

export interface Look {
  /** Brightness before the film curve. */
  readonly exposure?: number;
  /** Colour cast: above 1 warm, below 1 cool. */
  readonly warmth?: number;
  /** How far bright lights bleed: 0 none .. 1 misty. */
  readonly bloom?: number;
  readonly grain?: number;
  readonly vignette?: number;
}

/** Turns light into screen pixels: bloom, film curve, vignette, grain. */
export function develop(plate: Plate, look: Look, seed: number): Uint8Array {
  const { width, height, light } = plate;
  const { exposure = 1, warmth = 1, bloom = 0.12, grain = 0.012, vignette = 0.28 } = look;
  const mist = bloom > 0 ? blurred(light, width, height) : light;
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const dx = (x / width - 0.5) * 1.25;
      const dy = y / height - 0.5;
      const dark = 1 - vignette * smoothstep(0.12, 0.65, dx * dx + dy * dy);
      const speck = (hash(x, y, seed) + hash(x, y, seed + 9) - 1) * grain;
      for (let c = 0; c < 3; c++) {
        const k = i * 3 + c;
        const cast = c === 0 ? warmth : c === 2 ? 1 / warmth : 1;
        const v = ((light[k] ?? 0) * (1 - bloom) + (mist[k] ?? 0) * bloom) * exposure * cast * dark;
        out[k] = Math.max(0, Math.min(255, (screen(film(v)) + speck) * 255 + 0.5));
      }
    }
  }
  return out;
}

/** A film-like shoulder: highlights roll off instead of clipping. */
function film(v: number): number {
  const x = Math.max(0, v) * 0.72;
  return Math.min(1, (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14));
}

function screen(v: number): number {
  return v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055;
}

/** A wide blur of the whole plate: three box blurs each way come close to a bell curve. */
function blurred(light: Float32Array, width: number, height: number): Float32Array {
  let from: Float32Array = Float32Array.from(light, (v) => Math.min(v, 6));
  const r = Math.round(width / 64);
  for (let pass = 0; pass < 3; pass++) {
    from = slide(from, width, height, r, 3, width * 3);
    from = slide(from, height, width, r, width * 3, 3);
  }
  return from;
}

/** Box blur along one axis with a running sum. */
function slide(a: Float32Array, n: number, lines: number, r: number, step: number, lineStep: number): Float32Array {
  const out = new Float32Array(a.length);
  for (let line = 0; line < lines; line++) {
    for (let c = 0; c < 3; c++) {
      const base = line * lineStep + c;
      const at = (i: number) => a[base + Math.min(n - 1, Math.max(0, i)) * step] ?? 0;
      let sum = 0;
      for (let i = -r; i <= r; i++) sum += at(i);
      for (let i = 0; i < n; i++) {
        out[base + i * step] = sum / (2 * r + 1);
        sum += at(i + r + 1) - at(i - r);
      }
    }
  }
  return out;
}
