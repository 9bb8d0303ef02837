import { readFile } from 'node:fs/promises';
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
  it('lists every vendor, with the roles it has', () => {
    const rolesOf = (provider: Provider): ModelRole[] => roles.filter((role) => provider[role] !== undefined);
    expect(Object.fromEntries(loaded.map(({ name, provider }) => [name, rolesOf(provider)]))).toEqual({
      anthropic: ['captioner', 'generator'],
      builtin: ['embedder'],
      huggingface: ['embedder', 'captioner'],
      jina: ['embedder', 'reranker'],
      local: ['embedder', 'captioner', 'reranker', 'generator'],
      nvidia: ['embedder', 'captioner', 'reranker', 'generator'],
      ollama: ['embedder', 'captioner', 'generator'],
      openai: ['embedder', 'captioner', 'generator'],
      voyage: ['embedder', 'reranker'],
    });
  });

  it.each(loaded)('$name: is called what its file is, says what it is, and names examples', ({ name, provider }) => {
    expect(provider.vendor).toBe(name);
    expect(provider.description.length).toBeGreaterThan(20);
    expect(provider.examples.length).toBeGreaterThan(0);
    for (const example of provider.examples) expect(example).toMatch(new RegExp(`^${name}(:\\S+)?$`));
  });

  it('is what README.md says of it', async () => {
    const readme = await readFile(join(fileURLToPath(new URL('..', import.meta.url)), 'README.md'), 'utf8');
    for (const role of roles) {
      const row = new RegExp(`^\\| ${role} \\|.*\\| ([^|]+) \\|$`, 'm').exec(readme)?.[1] ?? '';
      const named = [...row.matchAll(/`(\w+)`/g)].map((match) => match[1]);
      const there = loaded.filter(({ provider }) => provider[role]).map(({ name }) => name);
      expect({ role, vendors: named.sort() }).toEqual({ role, vendors: there.sort() });
    }
  });
});
