import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressRefusal, hostNameRefusal, literalAddress } from './address-rules.ts';

const strict = { allowPrivate: false };
const open = { allowPrivate: true };

describe('addressRefusal', () => {
  it.each([
    '8.8.8.8',
    '93.184.215.14',
    '1.1.1.1',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
  ])('lets the public address %s pass', (address) => {
    expect(addressRefusal(address, strict)).toBeUndefined();
  });

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine', '127.255.255.254'],
    ['this machine', '::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '0.1.2.3'],
    ['unspecified', '::'],
    ['private network', '10.1.2.3'],
    ['private network', '172.16.0.1'],
    ['private network', '172.31.255.255'],
    ['private network', '192.168.1.1'],
    ['private network', 'fd12:3456::1'],
    ['private network', 'fc00::1'],
    ['private network', 'fec0::1'],
    ['link-local', '169.254.1.1'],
    ['link-local', 'fe80::1'],
    ['link-local', 'fe80::1%eth0'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['carrier-grade NAT', '100.127.255.255'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['reserved', '192.0.2.1'],
    ['reserved', '198.18.0.1'],
    ['reserved', '2001:db8::1'],
    ['IPv4 written as IPv6', '::ffff:8.8.8.8'],
    ['IPv4 written as IPv6', '::ffff:7f00:1'],
    ['not public', '::7f00:1'],
    ['not public', '4000::1'],
    ['NAT64', '64:ff9b::a00:1'],
    ['NAT64', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:53aa:64c::1'],
    ['tunnel', '2a00:1450:4001:82a:0:5efe:7f00:1'],
    ['not an IP address', 'example.com'],
    ['not an IP address', ''],
  ])('refuses (%s) %s', (reason, address) => {
    expect(addressRefusal(address, strict)).toContain(reason);
  });

  it('lets private ranges pass where they are allowed, but never the metadata services of clouds', () => {
    for (const address of ['127.0.0.1', '10.0.0.1', '192.168.1.1', '::1', 'fd12::1', '::ffff:10.0.0.1'])
      expect(addressRefusal(address, open)).toBeUndefined();
    for (const address of [
      '169.254.169.254',
      '::ffff:169.254.169.254',
      '64:ff9b::169.254.169.254',
      '168.63.129.16',
      'fd00:ec2::254',
      'fd00:0ec2:0:0:0:0:0:0254',
    ])
      expect(addressRefusal(address, open)).toContain('metadata');
  });

  it('judges an IPv4 address the same whatever IPv6 clothes it wears: it never passes in any', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(addressRefusal(`::ffff:${address}`, strict)).toBeDefined();
        expect(addressRefusal(`64:ff9b::${address}`, strict)).toBeDefined();
      }),
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4Extended()), (address) => {
        addressRefusal(address, strict);
      }),
    );
  });
});

describe('hostNameRefusal', () => {
  it('refuses names of private networks, unless they are allowed', () => {
    for (const name of ['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'metadata.google.internal', 'nas.local'])
      expect(hostNameRefusal(name, strict)).toContain('private networks');
    expect(hostNameRefusal('localhost', open)).toBeUndefined();
    for (const name of ['example.com', 'internal.example.com', 'mylocalhost', 'thelocal.se'])
      expect(hostNameRefusal(name, strict)).toBeUndefined();
  });
});

describe('literalAddress', () => {
  it.each([
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://0177.0.0.01/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://127.0.0.1./', '127.0.0.1'],
    ['http://①②⑦.0.0.1/', '127.0.0.1'],
    ['http://127。0。0。1/', '127.0.0.1'],
    ['http://[::1]/', '::1'],
    ['http://[::ffff:10.0.0.1]/', '::ffff:a00:1'],
    ['http://example.com/', undefined],
    ['http://127.0.0.1.nip.io/', undefined],
  ])('reads the host of %s', (url, address) => {
    expect(literalAddress(new URL(url).hostname)).toBe(address);
  });
});
