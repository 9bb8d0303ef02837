import { describe, expect, it } from 'vitest';
import { isThisMachine } from './this-machine.ts';

const hostOf = (address: string): string => new URL(`http://${address}`).hostname;

describe('isThisMachine', () => {
  it.each([
    'localhost',
    'LOCALHOST:8000',
    '127.0.0.1',
    '127.8.9.10:11434',
    '[::1]:8080',
    // The same address in other spellings, which the URL class makes plain.
    '2130706433',
    '0x7f.1',
    '[0:0:0:0:0:0:0:1]',
  ])('takes %s for this machine', (address) => {
    expect(isThisMachine(hostOf(address))).toBe(true);
  });

  it.each([
    ['a private network', '192.168.1.5'],
    ['a private network', '10.0.0.2:8000'],
    ['link-local', '169.254.1.1'],
    ['every address at once', '0.0.0.0'],
    ['an address carried by another', '[::ffff:127.0.0.1]'],
    ['a private network of IPv6', '[fd00::1]'],
    ['a name that begins like it', 'localhost.example'],
    ['a name that begins like its address', '127.0.0.1.example'],
    ['a name below it', 'models.localhost'],
    ['a login that looks like it', 'localhost@models.example'],
    ['a name of the network', 'gpu.local'],
  ])('takes %s for another machine: %s', (_, address) => {
    expect(isThisMachine(hostOf(address))).toBe(false);
  });
});
