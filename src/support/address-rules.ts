import ipaddr from 'ipaddr.js';

/**
 * Where cloud machines hand out their credentials. Nothing to index ever lives there, so these stay refused even where
 * private addresses are allowed.
 */
const metadataAddresses: ReadonlySet<string> = new Set([
  '169.254.169.254', // AWS, Google, Azure, Oracle, DigitalOcean, OpenStack
  '169.254.170.2', // AWS containers
  '169.254.170.23', // AWS EKS pods
  '100.100.100.200', // Alibaba
  '168.63.129.16', // Azure's host, at an address that looks public
  '192.0.0.192', // Oracle
  'fd00:ec2::254', // AWS
  'fd00:ec2::23', // AWS EKS pods
  'fd20:ce::254', // Google
]);

/** Top-level and special-use names that never leave a private network (RFC 6761, RFC 6762, RFC 8375, ICANN 2024). */
const privateSuffixes = ['localhost', 'localdomain', 'local', 'internal', 'intranet', 'home.arpa', 'onion'];

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Why an IP address must not be connected to on behalf of a document, or undefined when it may be.
 *
 * This is a list of what is allowed, not of what is not: of IPv4 what no registry sets apart, of IPv6 what is global
 * unicast (RFC 4291, `2000::/3`) and not set apart. Forms that carry an IPv4 address to a translator or tunnel
 * (IPv4-mapped, IPv4-compatible, NAT64, 6to4, Teredo) are all refused, because the address inside them is where the
 * packets go.
 */
export function addressRefusal(address: string, options: { readonly allowPrivate: boolean }): string | undefined {
  const [bare = ''] = address.split('%', 1);
  if (!ipaddr.isValid(bare)) return 'it is not an IP address';
  const parsed = ipaddr.parse(bare);
  if (metadataAddresses.has(parsed.toString()) || metadataAddresses.has(translated(parsed) ?? ''))
    return 'it belongs to the metadata service of a cloud machine';
  if (options.allowPrivate) return undefined;
  const range = parsed.range();
  if (range !== 'unicast') return `it is in a range that is not public (${rangeNames[range] ?? range})`;
  if (parsed instanceof ipaddr.IPv6) {
    if (!parsed.match(globalUnicast)) return 'it is in a range that is not public';
    // ISATAP (RFC 5214): the last 32 bits are the IPv4 address of the machine behind a tunnel.
    const [, , , , fifth, sixth] = parsed.parts;
    if ((fifth === 0 || fifth === 0x200) && sixth === 0x5efe) return 'it is a tunnel to an IPv4 address';
  }
  return undefined;
}

/** The IPv4 address that an IPv4-mapped or NAT64 address (RFC 6052, `64:ff9b::/96`) leads to. */
function translated(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  const range = address.range();
  if (range !== 'ipv4Mapped' && range !== 'rfc6052') return undefined;
  return address.toByteArray().slice(-4).join('.');
}

const rangeNames: Readonly<Record<string, string>> = {
  private: 'private network',
  loopback: 'this machine',
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-grade NAT',
  uniqueLocal: 'private network',
  unspecified: 'unspecified',
  ipv4Mapped: 'IPv4 written as IPv6',
  multicast: 'multicast',
  broadcast: 'broadcast',
  rfc6052: 'NAT64',
  rfc6145: 'NAT64',
  teredo: 'Teredo tunnel',
  '6to4': '6to4 tunnel',
  deprecatedSiteLocal: 'private network',
};

/** Why a host must not be asked for, by its name alone; undefined when its addresses decide. */
export function hostNameRefusal(hostname: string, options: { readonly allowPrivate: boolean }): string | undefined {
  if (options.allowPrivate) return undefined;
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  const suffix = privateSuffixes.find((suffix) => name === suffix || name.endsWith(`.${suffix}`));
  return suffix === undefined ? undefined : `names ending in "${suffix}" belong to private networks`;
}

/**
 * The IP address that a URL's host is written as, or undefined when it is a name. The host comes from the URL class, which
 * has already turned decimal, octal, hexadecimal and shortened forms (`http://2130706433`, `http://0x7f.1`) into dotted
 * ones.
 */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
  const trimmed = bare.replace(/\.+$/, '');
  return ipaddr.isValid(trimmed) ? trimmed : undefined;
}
