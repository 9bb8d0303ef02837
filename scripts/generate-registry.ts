import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const target = `${source}registry.ts`;

/** The adapters of a room: the files that export one under the room's name. */
async function adapters(room: string, exported: string): Promise<string[]> {
  const names = await readdir(`${source}${room}`);
  const found: string[] = [];
  for (const name of names.sort()) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const text = await readFile(`${source}${room}/${name}`, 'utf8');
    if (new RegExp(`^export const ${exported}:`, 'm').test(text)) found.push(name.slice(0, -3));
  }
  return found;
}

/** The registry's text, made from what lies in the folders. */
export async function registrySource(): Promise<string> {
  const section = async (name: string, room: string, exported: string): Promise<string> => {
    const lines = (await adapters(room, exported)).map(
      (file) =>
        `  ${/^[a-z]+$/.test(file) ? file : `'${file}'`}: async () => (await import('./${room}/${file}.ts')).${exported},`,
    );
    return `export const ${name} = {\n${lines.join('\n')}\n} as const;\n`;
  };
  return `// Made by scripts/generate-registry.ts from the folders; \`npm run check\` fails when it is out of date.

/** Model vendors and local runtimes, loaded when first named. */
${await section('providers', 'providers', 'provider')}
/** Kinds of vector store, loaded when first named. */
${await section('stores', 'store', 'store')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = await registrySource();
  if (process.argv.includes('--check')) {
    if ((await readFile(target, 'utf8').catch(() => '')) !== wanted) {
      console.error('src/registry.ts is out of date. Run: npm run generate');
      process.exit(1);
    }
  } else await writeFile(target, wanted);
}
