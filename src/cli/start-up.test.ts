import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What is loaded before any command is: everything that is imported, not as a type, from the main file on. */
function loadedAtStart(file: URL, seen = new Map<string, string>()): Map<string, string> {
  const source = readFileSync(file, 'utf8');
  for (const [, name = ''] of source.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from '([^']+)';$/gm)) {
    const target = name.startsWith('.') ? new URL(name, file).href : name;
    if (seen.has(target)) continue;
    seen.set(target, file.href);
    if (name.startsWith('.')) loadedAtStart(new URL(target), seen);
  }
  return seen;
}

describe('starting up', () => {
  it('loads no library but those of the command line, so that help and the version are there at once', () => {
    const loaded = [...loadedAtStart(new URL('./main.ts', import.meta.url)).keys()];
    expect(loaded.length).toBeGreaterThan(5);
    expect(loaded.filter((name) => !name.startsWith('file:') && !name.startsWith('node:')).sort()).toEqual([
      'commander',
      'picocolors',
    ]);
  });
});
