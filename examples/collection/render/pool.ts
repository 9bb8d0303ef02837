import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Developed } from './worker.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
  readonly rays: number;
}

/** Renders the named shots on all cores; each picture depends on its own seed only, so order does not matter. */
export async function renderAll(
  files: readonly string[],
  size: Size,
  save: (d: Developed) => Promise<void>,
): Promise<void> {
  const waiting = [...files];
  const count = Math.max(1, Math.min(availableParallelism(), waiting.length));
  await Promise.all(Array.from({ length: count }, () => oneWorker(waiting, size, save)));
}

function oneWorker(waiting: string[], size: Size, save: (d: Developed) => Promise<void>): Promise<void> {
  // A process rather than a thread: it inherits the TypeScript loader this one was started with.
  const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { serialization: 'advanced' });
  return new Promise<void>((resolve, reject) => {
    const next = (): void => {
      const file = waiting.shift();
      if (file) worker.send({ file, ...size });
      else worker.disconnect();
    };
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a rendering process ended with ${code}`))));
    worker.on('message', (d) => {
      save(d as Developed).then(next, reject);
    });
    next();
  });
}
