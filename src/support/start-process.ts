import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Starts a process that runs one of this project's own modules, named by its path below `src/` without extension
 * (`providers/paddle-process`), the way {@link startThread} starts threads. For what a thread cannot do: native code that ends
 * the whole program when its thread is stopped in the middle of a call.
 *
 * It prints nothing, and idle it does not keep this process alive. Messages are structured clones; the module must end itself
 * when the channel closes (`disconnect`).
 */
export function startProcess(module: string): ChildProcess {
  const here = import.meta.url;
  const fromSources = here.endsWith('.ts');
  const candidates = fromSources
    ? [new URL(`../${module}.ts`, here)]
    : ['./', '../'].map((folder) => new URL(`${folder}${module}.js`, here));
  const program = candidates.map((url) => fileURLToPath(url)).find((path) => existsSync(path));
  return fork(program ?? fileURLToPath(candidates[0] as URL), {
    execArgv: fromSources ? ['--import', import.meta.resolve('tsx')] : [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
