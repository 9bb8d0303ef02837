import { shots } from '../shots/all.ts';
import { develop } from './develop.ts';
import { expose } from './expose.ts';
import { seedOf } from './noise.ts';

export interface Order {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly rays: number;
}

export interface Developed {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

process.on('message', (order: Order) => {
  const { file, width, height, rays } = order;
  const shot = shots.find((s) => s.file === file);
  if (!shot) throw new Error(`no shot called ${file}`);
  const seed = seedOf(file);
  const { world, look } = shot.stage();
  const pixels = develop(expose(world, shot.camera, width, height, rays, seed), look, seed);
  const done: Developed = { file, width, height, pixels };
  process.send?.(done);
});
