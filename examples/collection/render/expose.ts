import { smoothLight } from './denoise.ts';
import { hash } from './noise.ts';
import { look, newSample } from './shade.ts';
import type { Camera, World } from './world.ts';

/** A picture as light, before it is developed. */
export interface Plate {
  readonly width: number;
  readonly height: number;
  readonly light: Float32Array;
}

/** Takes the picture: several rays through every pixel, then smooths the light (never the texture). */
export function expose(world: World, camera: Camera, width: number, height: number, rays: number, seed: number): Plate {
  const size = width * height;
  const albedo = new Float32Array(size * 3);
  const lit = new Float32Array(size * 3);
  const shine = new Float32Array(size * 3);
  const glow = new Float32Array(size * 3);
  const normal = new Float32Array(size * 3);
  const depth = new Float32Array(size);
  const ray = rayThrough(camera, width, height);
  const s = newSample();
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      const i = py * width + px;
      const k = i * 3;
      const o0 = hash(px, py, seed);
      const o1 = hash(px, py, seed + 1);
      const o2 = hash(px, py, seed + 2);
      const o3 = hash(px, py, seed + 3);
      let solid = 0;
      let far = 0;
      for (let n = 0; n < rays; n++) {
        // R2 sequences: evenly spread, no clumps, few rays needed.
        const jx = (o0 + n * 0.7548776662) % 1;
        const jy = (o1 + n * 0.5698402909) % 1;
        ray(px + jx, py + jy);
        look(
          world,
          camera.from[0],
          camera.from[1],
          camera.from[2],
          dir[0],
          dir[1],
          dir[2],
          (o2 + n * 0.7548776662) % 1,
          (o3 + n * 0.5698402909) % 1,
          (o1 + n * 0.8191725134) % 1,
          (o0 + n * 0.6710436067) % 1,
          s,
        );
        glow[k] = (glow[k] ?? 0) + s.er / rays;
        glow[k + 1] = (glow[k + 1] ?? 0) + s.eg / rays;
        glow[k + 2] = (glow[k + 2] ?? 0) + s.eb / rays;
        if (!s.solid) continue;
        solid++;
        far += s.depth;
        albedo[k] = (albedo[k] ?? 0) + s.ar / rays;
        albedo[k + 1] = (albedo[k + 1] ?? 0) + s.ag / rays;
        albedo[k + 2] = (albedo[k + 2] ?? 0) + s.ab / rays;
        lit[k] = (lit[k] ?? 0) + s.lr;
        lit[k + 1] = (lit[k + 1] ?? 0) + s.lg;
        lit[k + 2] = (lit[k + 2] ?? 0) + s.lb;
        // A single very bright reflection would leave a white speck.
        shine[k] = (shine[k] ?? 0) + Math.min(4, s.sr) / rays;
        shine[k + 1] = (shine[k + 1] ?? 0) + Math.min(4, s.sg) / rays;
        shine[k + 2] = (shine[k + 2] ?? 0) + Math.min(4, s.sb) / rays;
        normal[k] = (normal[k] ?? 0) + s.nx;
        normal[k + 1] = (normal[k + 1] ?? 0) + s.ny;
        normal[k + 2] = (normal[k + 2] ?? 0) + s.nz;
      }
      depth[i] = solid ? far / solid : -1;
      for (let c = k; solid && c < k + 3; c++) {
        lit[c] = (lit[c] ?? 0) / solid;
        normal[c] = (normal[c] ?? 0) / solid;
      }
    }
  }
  const guide = { width, height, normal, depth };
  const smoothLit = smoothLight(lit, guide, 4);
  const smoothShine = smoothLight(shine, guide, 2);
  const light = new Float32Array(size * 3);
  for (let k = 0; k < size * 3; k++) {
    light[k] = (albedo[k] ?? 0) * (smoothLit[k] ?? 0) + (smoothShine[k] ?? 0) + (glow[k] ?? 0);
  }
  return { width, height, light };
}

const dir: [number, number, number] = [0, 0, -1];

function rayThrough(c: Camera, width: number, height: number): (px: number, py: number) => void {
  const f = unit(c.to[0] - c.from[0], c.to[1] - c.from[1], c.to[2] - c.from[2]);
  const r = unit(-f[2], 0, f[0]);
  const u = [r[1] * f[2] - r[2] * f[1], r[2] * f[0] - r[0] * f[2], r[0] * f[1] - r[1] * f[0]] as const;
  const k = Math.tan((c.fov * Math.PI) / 360);
  return (px, py) => {
    const sx = ((px / width) * 2 - 1) * k * (width / height);
    const sy = (1 - (py / height) * 2) * k;
    const x = f[0] + r[0] * sx + u[0] * sy;
    const y = f[1] + r[1] * sx + u[1] * sy;
    const z = f[2] + r[2] * sx + u[2] * sy;
    const n = Math.hypot(x, y, z);
    dir[0] = x / n;
    dir[1] = y / n;
    dir[2] = z / n;
  };
}

function unit(x: number, y: number, z: number): readonly [number, number, number] {
  const n = Math.hypot(x, y, z) || 1;
  return [x / n, y / n, z / n];
}
