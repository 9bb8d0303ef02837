/** What keeps the smoothing from running over edges. */
export interface Guide {
  readonly width: number;
  readonly height: number;
  readonly normal: Float32Array;
  /** Negative where there is only sky. */
  readonly depth: Float32Array;
}

/** Edge-avoiding smoothing in widening steps (the "a trous" wavelet): noise goes, creases stay. */
export function smoothLight(input: Float32Array, guide: Guide, passes: number): Float32Array {
  let from = input;
  // At edges the averaged normal is short, which would look like a crease: give all the same length.
  for (let k = 0; k < guide.normal.length; k += 3) {
    const n = Math.hypot(guide.normal[k] ?? 0, guide.normal[k + 1] ?? 0, guide.normal[k + 2] ?? 0) || 1;
    for (let c = k; c < k + 3; c++) guide.normal[c] = (guide.normal[c] ?? 0) / n;
  }
  for (let p = 0; p < passes; p++) {
    const to = new Float32Array(input.length);
    onePass(from, to, guide, 1 << p);
    from = to;
  }
  return from;
}

const WEIGHT = [0.375, 0.25, 0.0625] as const;

function onePass(from: Float32Array, to: Float32Array, g: Guide, step: number): void {
  const { width, height, normal, depth } = g;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const k = i * 3;
      const d = depth[i] ?? -1;
      if (d < 0) continue;
      const nx = normal[k] ?? 0;
      const ny = normal[k + 1] ?? 0;
      const nz = normal[k + 2] ?? 0;
      const inv = 1 / (0.015 * d * step + 0.01);
      let sum = 0;
      let r = 0;
      let gr = 0;
      let b = 0;
      for (let j = -2; j <= 2; j++) {
        const yy = y + j * step;
        if (yy < 0 || yy >= height) continue;
        for (let l = -2; l <= 2; l++) {
          const xx = x + l * step;
          if (xx < 0 || xx >= width) continue;
          const m = yy * width + xx;
          const dm = depth[m] ?? -1;
          if (dm < 0) continue;
          const q = m * 3;
          const dot = nx * (normal[q] ?? 0) + ny * (normal[q + 1] ?? 0) + nz * (normal[q + 2] ?? 0);
          if (dot <= 0.5) continue;
          const d2 = dot * dot;
          const d4 = d2 * d2;
          const d8 = d4 * d4;
          const away = Math.abs(dm - d) * inv;
          const w =
            ((WEIGHT[j < 0 ? -j : j] ?? 0) * (WEIGHT[l < 0 ? -l : l] ?? 0) * d8 * d8) / (1 + away * away * away * away);
          sum += w;
          r += w * (from[q] ?? 0);
          gr += w * (from[q + 1] ?? 0);
          b += w * (from[q + 2] ?? 0);
        }
      }
      if (sum > 0) {
        to[k] = r / sum;
        to[k + 1] = gr / sum;
        to[k + 2] = b / sum;
      } else {
        to[k] = from[k] ?? 0;
        to[k + 1] = from[k + 1] ?? 0;
        to[k + 2] = from[k + 2] ?? 0;
      }
    }
  }
}
