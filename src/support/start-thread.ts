import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread that runs one of this project's own modules, named by its path below `src/` without extension
 * (`read/pdf-thread`). In a build, where modules are bundled, each such module is an entry of its own under the same path
 * (tsdown.config.ts); from the sources, the thread loads TypeScript through tsx as the other developer commands do.
 */
export function startThread(module: string, options: WorkerOptions = {}): Worker {
  const here = import.meta.url;
  if (here.endsWith('.ts')) {
    const program = JSON.stringify(new URL(`../${module}.ts`, here).href);
    const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
    return new Worker(`import(${tsx}).then(({ register }) => { register(); return import(${program}); });`, {
      ...options,
      eval: true,
    });
  }
  const built = ['./', '../'].map((folder) => new URL(`${folder}${module}.js`, here));
  return new Worker(built.find((url) => existsSync(fileURLToPath(url))) ?? (built[0] as URL), options);
}
