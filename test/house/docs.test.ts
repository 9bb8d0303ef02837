import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { buildProgram } from '../../src/cli/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/object-storage.md',
  'docs/openai.md',
  'docs/operations.md',
  'docs/privacy.md',
  'docs/strategies.md',
] as const;
const about = z
  .object({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read('package.json')));

const program = await buildProgram();
const commands = new Map(program.commands.map((command) => [command.name(), command]));
const flagsOf = (options: (typeof program)['options']): string[] =>
  options.flatMap((option) => [option.long, option.short].filter((flag) => flag !== undefined));
const flags = new Set([
  ...flagsOf(program.options),
  ...program.commands.flatMap((command) => flagsOf(command.options)),
  '--help',
  '-h',
]);

/** Code spans and indented or fenced blocks, as one piece each line. */
function code(text: string): string[] {
  const fenced = [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].flatMap((match) => (match[1] ?? '').split('\n'));
  const rest = text.replace(/^```\w*\n.*?^```$/gms, '');
  const indented = rest.split('\n').filter((line) => /^ {4}\S/.test(line));
  const spans = [...rest.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...fenced, ...indented, ...spans].map((line) => line.trim());
}

/** Command lines of the program, however it is called: the words after its name. */
const invocations = (text: string): string[] =>
  code(text).flatMap((line) => /^(?:sightline|node dist\/cli\/main\.js) (.+)$/.exec(line)?.[1] ?? []);

describe.each(documents)('%s', (name) => {
  const text = read(name);

  it('names only commands that are there, with flags they take', () => {
    const wrong = invocations(text).flatMap((line) => {
      const [word = '', ...rest] = line.replace(/"[^"]*"/g, '""').split(/\s+/);
      if (word.startsWith('-')) return flags.has(word) ? [] : [line];
      const command = commands.get(word);
      if (!command) return word === 'help' ? [] : [line];
      const known = new Set([...flagsOf(command.options), '--help', '-h']);
      return rest.filter((part) => /^--?[a-z]/.test(part) && !known.has(part)).map((part) => `${line}: ${part}`);
    });
    expect(wrong).toEqual([]);
  });

  it('names only flags that some command has', () => {
    const foreign = /^(?:npm|npx|export NODE_OPTIONS)\b/;
    const named = code(text)
      .filter((line) => !foreign.test(line))
      .flatMap((line) => [...line.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map((match) => match[0]));
    expect(named.filter((flag) => !flags.has(flag))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const named = code(text).flatMap((line) => [
      ...[...line.matchAll(/npm run (?:-s )?([\w:]+)/g)].map((match) => match[1] ?? ''),
      ...[...line.matchAll(/npm (start|test)\b/g)].map((match) => match[1] ?? ''),
    ]);
    expect(named.filter((script) => !(script in about.scripts))).toEqual([]);
  });

  it('names only paths that are there', () => {
    const rooms = /^(?:src|test|bench|docs|examples|models|scripts)\/[\w./-]*$/;
    const named = code(text)
      .flatMap((line) => line.split(/\s+/))
      .filter((word) => rooms.test(word) && !word.includes('NAME'));
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('has links that lead somewhere', () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    const headings = (file: string): string[] =>
      [...read(file).matchAll(/^#+ (.+)$/gm)].map((match) =>
        (match[1] ?? '')
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replace(/\s/g, '-'),
      );
    const broken = targets.filter((target) => {
      if (/^https:\/\//.test(target)) return false;
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? name : join(dirname(name), file);
      return !existsSync(join(root, path)) || (anchor !== undefined && !headings(path).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('names nothing that belongs to one machine', () => {
    expect(text.match(/\/(?:work|home|tmp|Users|root)\/\S*|localhost|127\.0\.0\.1/g)).toBeNull();
  });
});

describe('README.md', () => {
  const readme = read('README.md');

  it('gives the two commands as they are', () => {
    for (const command of ['npm ci && npm start', 'npm ci && npm test'])
      expect(readme.split('\n').filter((line) => line.trim() === command)).toHaveLength(1);
  });

  it('shows every command that people call by hand', () => {
    const shown = new Set(invocations(readme).map((line) => line.split(' ')[0]));
    for (const name of ['index', 'search', 'ask', 'show', 'watch', 'status', 'remove', 'doctor'])
      expect([...shown]).toContain(name);
  });

  it('lists the exit codes there are', () => {
    const listed = [...readme.matchAll(/^\| (\d+) \| [a-z]/gm)].map((match) => Number(match[1]));
    expect(listed.filter((number) => Object.values<number>(exitCodes).includes(number))).toEqual(
      Object.values(exitCodes),
    );
  });
});

describe('ARCHITECTURE.md', () => {
  const architecture = read('ARCHITECTURE.md');

  it('lists every dependency with its version and licence', () => {
    const listed = [...architecture.matchAll(/^\| (\S+) \| (\d[\w.-]*) \| (\S.*?) \| \S/gm)].map(
      ([, name, version, licence]) => [name, version, licence],
    );
    const wanted = Object.entries({ ...about.dependencies, ...about.optionalDependencies }).map(([name, version]) => {
      const { license } = z
        .object({ license: z.string() })
        .parse(JSON.parse(read(`node_modules/${name}/package.json`)));
      return [name, version, license];
    });
    const byName = (a: readonly unknown[], b: readonly unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);
    expect(listed.sort(byName)).toEqual(wanted.sort(byName));
  });

  it('names every room of the house', () => {
    const rooms = new Set([...architecture.matchAll(/^\| `src\/(\w+)\/`/gm)].map((match) => match[1]));
    const there = [
      'data',
      'support',
      'read',
      'enrich',
      'generate',
      'embed',
      'store',
      'retrieve',
      'answer',
      'providers',
      'engine',
      'evaluate',
      'mcp',
      'server',
      'cli',
    ];
    expect([...rooms].sort()).toEqual(there.sort());
  });
});

describe('package.json', () => {
  it('publishes only what is there', () => {
    const { files } = z.object({ files: z.array(z.string()) }).parse(JSON.parse(read('package.json')));
    expect(files.filter((file) => file !== 'dist' && !existsSync(join(root, file)))).toEqual([]);
  });
});
