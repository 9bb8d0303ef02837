import { isIP } from 'node:net';

/**
 * Whether a host, as the URL class gives it, can only be this machine: `localhost`, 127.0.0.0/8 and ::1. An address of a private
 * network is another machine, and so is a name that only begins or ends like one of these (RFC 6761 lets `*.localhost` mean
 * this machine, and resolvers do as they like).
 */
export function isThisMachine(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
