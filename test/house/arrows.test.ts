import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** The rooms of the pipeline in its order, each with the files that later rooms and providers may see: its doors. */
const doors: Record<string, readonly string[]> = {
  read: ['asset', 'reader'],
  generate: ['generator', 'collect', 'sdk-generator', 'openai-generator', 'fit-pictures'],
  enrich: ['enricher', 'text-recognizer', 'captioner', 'chat-captioner'],
  embed: [
    'embedder',
    'picture-preprocessing',
    'clip-directory',
    'remote-embedder',
    'openai-embeddings',
    'sentence-families',
  ],
  store: ['store', 'filter', 'parse-filter'],
  retrieve: ['retrieve', 'reranker', 'image-to-query'],
  answer: ['answer-writer'],
};
const pipeline = Object.keys(doors);
/** Above the pipeline: each may see everything below it. */
const upper = ['registry', 'config', 'engine', 'evaluate', 'index', 'testing', 'mcp', 'server', 'cli'];

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((name) => name.split(sep).join('/'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.endsWith('.test.ts'));

/** Imports of types count as well: what a type names, it depends on. */
const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(join(source, from), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] as string);
  return found.map((to) => ({
    from,
    to: relative(source, join(source, dirname(from), to))
      .split(sep)
      .join('/'),
  }));
});

const roomOf = (file: string): string =>
  file.includes('/') ? (file.split('/')[0] as string) : file.replace(/\.ts$/, '');
const nameOf = (file: string): string => (file.split('/').at(-1) as string).replace(/\.ts$/, '');

/** Why an import runs the wrong way; undefined when it is right. */
function objection({ from, to }: Import): string | undefined {
  const [a, b] = [roomOf(from), roomOf(to)];
  // A vendor's own files share its name: tesseract.ts, tesseract-thread.ts.
  const vendor = (file: string): string => nameOf(file).split('-')[0] as string;
  if (a === b) {
    const foreign = a === 'providers' && nameOf(to) !== 'provider' && vendor(from) !== vendor(to);
    return foreign ? 'a provider imports another provider' : undefined;
  }
  if (a === 'data') return 'data imports nothing but data';
  if (b === 'data') return undefined;
  if (a === 'support') return 'support imports only data and support';
  if (b === 'support') return undefined;
  if (upper.includes(a)) {
    if (!upper.includes(b)) return undefined;
    return upper.indexOf(b) < upper.indexOf(a) ? undefined : `${a} stands below ${b}`;
  }
  if (!pipeline.includes(b)) return `${a} imports ${b}, which is above it`;
  if (a !== 'providers' && pipeline.indexOf(b) > pipeline.indexOf(a)) return `${a} comes before ${b}`;
  return doors[b]?.includes(nameOf(to)) ? undefined : `${to} is not a door of ${b} (${doors[b]?.join(', ')})`;
}

describe('the arrows of the house', () => {
  it('sees the house', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('run one way', () => {
    const wrong = imports.flatMap((one) => {
      const why = objection(one);
      return why ? [`${one.from} -> ${one.to}: ${why}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it('make no circle', () => {
    const edges = new Map<string, string[]>();
    for (const { from, to } of imports) edges.set(from, [...(edges.get(from) ?? []), to]);
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (done.has(file) || path.includes(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('lead to files that are there', () => {
    expect(imports.filter(({ to }) => !files.includes(to)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('have no room called utils, helpers, misc or manager', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|misc|common|manager)\b/.test(file))).toEqual([]);
  });
});
