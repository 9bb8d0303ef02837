import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const program = join(root, 'dist', 'cli', 'main.js');

/** The built command line (`dist/cli/main.js`), built first when it is missing or older than its sources. */
export async function builtProgram(): Promise<string> {
  const built = existsSync(program) ? (await stat(program)).mtimeMs : 0;
  const entries = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
  const sources = entries.filter((one) => one.isFile() && one.name.endsWith('.ts') && !one.name.includes('.test.'));
  const changes = await Promise.all(sources.map(async (one) => (await stat(join(one.parentPath, one.name))).mtimeMs));
  if (Math.max(...changes) > built) {
    console.log('Building ...');
    const { status } = spawnSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error('The build failed; see above.');
  }
  return program;
}

/** The library as it is shipped. Call {@link builtProgram} first: this does not build, so that a measured child can use it. */
export async function builtLibrary(): Promise<typeof import('sightline')> {
  return (await import(pathToFileURL(join(root, 'dist', 'index.js')).href)) as typeof import('sightline');
}
