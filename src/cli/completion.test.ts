import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { completionScript } from './completion-scripts.ts';
import { completionWords } from './completion-words.ts';
import { buildProgram } from './program.ts';

const words = completionWords(await buildProgram());

describe('completion', () => {
  it('knows every command with its flags', () => {
    expect(words.commands.map((command) => command.name)).toEqual([...commands.map((command) => command.name), 'help']);
    const search = words.commands.find((command) => command.name === 'search');
    expect(search?.flags.map((flag) => flag.long)).toEqual(
      expect.arrayContaining(['--image', '--kind', '--index', '--json', '--explain', '--help']),
    );
    expect(search?.flags.some((flag) => flag.long === '--no-offline')).toBe(false);
  });

  it.each(['bash', 'zsh', 'fish'] as const)('names every command and flag in the script for %s', (shell) => {
    const script = completionScript(shell, words);
    for (const command of words.commands) {
      expect(script).toContain(command.name);
      for (const flag of command.flags)
        if (flag.long) expect(script).toContain(shell === 'fish' ? `-l ${flag.long.slice(2)}` : flag.long);
    }
  });

  it.skipIf(spawnSync('bash', ['--version']).error)(
    'completes in bash what the program takes (skipped where there is no bash)',
    () => {
      const complete = (...line: string[]): string[] => {
        const script = `${completionScript('bash', words)}\nCOMP_WORDS=(${line.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${line.length - 1}; _sightline; printf '%s\\n' "\${COMPREPLY[@]}"`;
        return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
      };
      expect(complete('sightline', 's')).toEqual(['search', 'show', 'status', 'serve']);
      expect(complete('sightline', 'search', '--ex')).toEqual(['--explain']);
      expect(complete('sightline', 'search', '--kind', 'i')).toEqual(['image']);
      expect(complete('sightline', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
      expect(complete('sightline', 'index', '--ocr', '')).toEqual(['light', 'quality', 'off']);
    },
  );
});
