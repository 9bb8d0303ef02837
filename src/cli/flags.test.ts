import { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../config.ts';
import type { CommandName } from './command-name.ts';
import { addFlags, flagOf, givenSettings, namingFlags, settingFlags, splitList } from './flags.ts';

function parse(name: CommandName, ...args: string[]): Record<string, unknown> {
  const command = new Command(name).exitOverride().configureOutput({ writeErr: () => undefined });
  addFlags(command, name);
  return givenSettings(command.parse(args, { from: 'user' }).opts());
}

describe('the settings as flags', () => {
  it('has each setting, under its name in kebab case, on some command', () => {
    expect(Object.keys(settingFlags).sort()).toEqual(Object.keys(settingsSchema.shape).sort());
    expect(flagOf('allowPrivateAddresses')).toBe('--allow-private-addresses');
    for (const { commands } of Object.values(settingFlags)) expect(commands.length).toBeGreaterThan(0);
  });

  it('gives what was given and nothing else, so that the environment and the file keep their say', () => {
    expect(parse('index')).toEqual({});
    expect(parse('index', '--json', '--max-pixels', '1000', '--ocr', 'off')).toEqual({ maxPixels: '1000', ocr: 'off' });
  });

  it('turns settings on, and off again', () => {
    expect(parse('search', '--offline')).toEqual({ offline: true });
    expect(parse('search', '--no-offline')).toEqual({ offline: false });
  });

  it('gathers lists from commas and repetition, but leaves the commas of globs alone', () => {
    expect(parse('index', '--include', '*.{jpg,png},notes/**', '--include', 'a.md')).toEqual({
      include: ['*.{jpg,png}', 'notes/**', 'a.md'],
    });
    expect(splitList(' a, b,,{c,d}e ')).toEqual(['a', 'b', '{c,d}e']);
  });

  it('names settings in messages as flags', () => {
    expect(namingFlags('Raise the option maxPixels, or use option nothing.')).toBe(
      'Raise --max-pixels, or use option nothing.',
    );
  });

  it('refuses what the command does not take', () => {
    expect(() => parse('search', '--keep-gps')).toThrow(CommanderError);
    expect(() => parse('index', '--ocr', 'perhaps')).toThrow(/Allowed choices are light, quality, off/);
    expect(() => parse('status', '--jsn')).toThrow(/Did you mean --json/);
  });

  it('describes every flag, with its default where it has one', () => {
    const command = new Command('index');
    addFlags(command, 'index');
    const help = command.helpInformation();
    expect(help).toMatch(/--index <DIR>\s+folder of the index, or memory: \(default: +\.sightline\)/);
    expect(help).toContain('--ocr <light|quality|off>');
    for (const option of command.options.filter((one) => !one.hidden))
      expect(option.description, option.flags).not.toBe('');
  });
});
