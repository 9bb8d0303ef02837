import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ModelRole, Provider } from '../src/providers/provider.ts';
import { providers } from '../src/registry.ts';

const roles = ['embedder', 'captioner', 'reranker', 'generator'] as const satisfies readonly ModelRole[];
const loaded = await Promise.all(
  Object.entries(providers).map(async ([name, load]) => ({ name, provider: (await load()) as Provider })),
);

describe('the registry', () => {
  it('lists every file that is a vendor, and each of them fills a role', async () => {
    const folder = fileURLToPath(new URL('../src/providers', import.meta.url));
    const files = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    const sources = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    const vendors = files.filter((_, i) => /^export const provider\b/m.test(sources[i] ?? ''));
    expect(Object.keys(providers).sort()).toEqual(vendors.map((name) => name.replace(/\.ts$/, '')).sort());
    for (const { name, provider } of loaded) expect([name, roles.some((role) => provider[role])]).toEqual([name, true]);
  });

  it('has every vendor tested beside its file', async () => {
    const there = await readdir(fileURLToPath(new URL('../src/providers', import.meta.url)));
    expect(Object.keys(providers).filter((name) => !there.includes(`${name}.test.ts`))).toEqual([]);
  });

  it.each(loaded)('$name: is called what its file is, says what it is, and names examples', ({ name, provider }) => {
    expect(provider.vendor).toBe(name);
    expect(provider.description.length).toBeGreaterThan(20);
    expect(provider.examples.length).toBeGreaterThan(0);
    for (const example of provider.examples) expect(example).toMatch(new RegExp(`^${name}(:\\S+)?$`));
  });

  it('has what README.md says it has', async () => {
    const readme = await readFile(join(fileURLToPath(new URL('..', import.meta.url)), 'README.md'), 'utf8');
    for (const role of roles) {
      const row = new RegExp(`^\\| ${role} \\|.*\\| ([^|]+) \\|$`, 'm').exec(readme)?.[1] ?? '';
      const named = [...row.matchAll(/`(\w+)`/g)].map((match) => match[1]);
      const there = loaded.filter(({ provider }) => provider[role]).map(({ name }) => name);
      expect({ role, missing: named.filter((name) => !there.includes(name ?? '')), count: named.length > 2 }).toEqual({
        role,
        missing: [],
        count: true,
      });
    }
  });
});
