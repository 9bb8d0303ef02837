import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { addressRefusal } from './address-rules.ts';
import { type FetchOptions, fetchUrl, type Network, redirectTarget, shownUrl } from './fetch-url.ts';

const options: FetchOptions = { maxBytes: 10_000, timeoutMs: 5_000, allowPrivate: true };
const servers: Server[] = [];

/** A server on this machine's loopback address; nothing of these tests leaves the machine. */
async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Knows the names it is given and nothing else; whatever it has to resolve is written down. */
function namesOnly(names: Readonly<Record<string, readonly string[]>>): Network & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolve: async (hostname) => {
      asked.push(hostname);
      const addresses = names[hostname];
      if (!addresses) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
      return addresses;
    },
    addressRefusal,
  };
}

/** The real rules, but with 127.0.0.1 playing a public address. */
const loopbackIsPublic = (network: Network): Network => ({
  ...network,
  addressRefusal: (address, rules) => (address === '127.0.0.1' ? undefined : addressRefusal(address, rules)),
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('what fetchUrl brings back', () => {
  it('gives the bytes, the type without parameters, and where they came from', async () => {
    let seen: IncomingMessage['headers'] = {};
    const port = await serve((request, response) => {
      seen = request.headers;
      response.setHeader('content-type', 'Image/PNG; charset=binary').end('pixels');
    });
    const found = await fetchUrl(`http://127.0.0.1:${port}/a%20b/cat.png?size=2#top`, {
      ...options,
      accept: 'image/*',
    });
    expect(found).toEqual({
      url: `http://127.0.0.1:${port}/a%20b/cat.png?size=2`,
      mediaType: 'image/png',
      bytes: Buffer.from('pixels'),
      fileName: 'cat.png',
    });
    expect(seen.accept).toBe('image/*');
  });

  it.each([
    ['attachment; filename="a chair.jpg"', 'a chair.jpg'],
    ['attachment; filename=chair.jpg; size=3', 'chair.jpg'],
    ["attachment; filename=x.jpg; filename*=UTF-8''st%C3%BChle%20%E2%82%AC.jpg", 'stühle €.jpg'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\dir\\\\x.jpg"', 'x.jpg'],
    ['attachment; filename=".."', undefined],
  ])('takes the file name from %s', async (header, name) => {
    const port = await serve((_, response) => response.setHeader('content-disposition', header).end('x'));
    expect((await fetchUrl(`http://127.0.0.1:${port}/`, options)).fileName).toBe(name);
  });

  it('knows neither type nor name where the server says neither', async () => {
    const port = await serve((_, response) => response.setHeader('content-type', 'nonsense').end());
    const found = await fetchUrl(`http://127.0.0.1:${port}/`, options);
    expect(found).toEqual({
      url: `http://127.0.0.1:${port}/`,
      mediaType: 'application/octet-stream',
      bytes: Buffer.alloc(0),
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['identity', (bytes: Buffer) => bytes],
  ])('undoes %s', async (encoding, encode) => {
    const port = await serve((_, response) =>
      response.setHeader('content-encoding', encoding).end(encode(Buffer.from('hello '.repeat(500)))),
    );
    const { bytes } = await fetchUrl(`http://127.0.0.1:${port}/`, options);
    expect(Buffer.from(bytes).toString()).toBe('hello '.repeat(500));
  });
});

describe('limits of fetchUrl', () => {
  it('refuses a body that says it is too large, without reading it', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10001' });
      response.write('x');
    });
    await expect(fetchUrl(`http://127.0.0.1:${port}/`, options)).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('stops an endless body of unknown length', async () => {
    let stopped = false;
    const port = await serve((_, response) => {
      const more = () => {
        while (!stopped && response.write('x'.repeat(5_000)));
      };
      response.on('drain', more).on('close', () => {
        stopped = true;
      });
      more();
    });
    await expect(fetchUrl(`http://127.0.0.1:${port}/`, options)).rejects.toMatchObject({ code: 'limit-exceeded' });
    await expect.poll(() => stopped).toBe(true);
  });

  it('stops a small body that unpacks to an enormous one, and takes one of exactly the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    let body = bomb;
    const port = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(body));
    const before = process.memoryUsage().arrayBuffers;
    await expect(fetchUrl(`http://127.0.0.1:${port}/`, { ...options, maxBytes: 100_000 })).rejects.toMatchObject({
      code: 'limit-exceeded',
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
    body = gzipSync(Buffer.alloc(10_000));
    expect((await fetchUrl(`http://127.0.0.1:${port}/`, options)).bytes.length).toBe(10_000);
  });

  it.each(['gzip, gzip', 'zstd', 'constructor', 'br, br, br, br, br'])('does not unpack "%s"', async (encoding) => {
    const port = await serve((_, response) => response.setHeader('content-encoding', encoding).end('x'));
    await expect(fetchUrl(`http://127.0.0.1:${port}/`, options)).rejects.toMatchObject({ code: 'network-failed' });
  });

  it('reports broken and truncated compressed bodies', async () => {
    for (const body of [Buffer.from('this is not gzip'), gzipSync('x'.repeat(5_000)).subarray(0, 20)]) {
      const port = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(body));
      await expect(fetchUrl(`http://127.0.0.1:${port}/`, options)).rejects.toMatchObject({ code: 'network-failed' });
    }
  });

  it('gives up on a server that drips, or never answers, and closes the connection', async () => {
    for (const drips of [true, false]) {
      let closed = false;
      const port = await serve((_, response) => {
        const timer = drips ? setInterval(() => response.write('x'), 10) : undefined;
        response.on('close', () => {
          closed = true;
          clearInterval(timer);
        });
      });
      const started = performance.now();
      await expect(fetchUrl(`http://127.0.0.1:${port}/slow`, { ...options, timeoutMs: 150 })).rejects.toMatchObject({
        code: 'limit-exceeded',
        message: `Fetching http://127.0.0.1:${port}/slow took longer than 150 ms.`,
      });
      expect(performance.now() - started).toBeLessThan(2_000);
      await expect.poll(() => closed).toBe(true);
    }
  });

  it('gives up on a name that never resolves', async () => {
    const network: Network = { resolve: () => new Promise(() => {}), addressRefusal };
    await expect(fetchUrl('http://example.com/', { ...options, timeoutMs: 50 }, network)).rejects.toMatchObject({
      code: 'limit-exceeded',
    });
  });

  it('stops when it is cancelled', async () => {
    const port = await serve((_, response) => response.write('x'));
    const controller = new AbortController();
    const result = fetchUrl(`http://127.0.0.1:${port}/`, { ...options, signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('failures', () => {
  it('says which status the server gave, and what to do about a login', async () => {
    const port = await serve((request, response) => response.writeHead(Number(request.url?.slice(1))).end('no'));
    await expect(fetchUrl(`http://127.0.0.1:${port}/404`, options)).rejects.toThrow(/answered with HTTP status 404/);
    await expect(fetchUrl(`http://127.0.0.1:${port}/403`, options)).rejects.toThrow(/login/);
    await expect(fetchUrl(`http://127.0.0.1:${port}/500`, options)).rejects.toMatchObject({ code: 'network-failed' });
  });

  it('says that a host is not known, or does not answer', async () => {
    await expect(fetchUrl('http://no.such.host.example/', options, namesOnly({}))).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('its host name is not known'),
    });
    const port = await serve(() => {});
    servers.pop()?.close();
    await expect(fetchUrl(`http://127.0.0.1:${port}/`, options)).rejects.toThrow(/ECONNREFUSED/);
    const network = namesOnly({ 'empty.example': [] });
    await expect(fetchUrl('http://empty.example/', options, network)).rejects.toThrow(/has no address/);
  });

  it('reports a connection that breaks off in the middle', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('x', () => response.destroy());
    });
    await expect(fetchUrl(`http://127.0.0.1:${port}/`, options)).rejects.toMatchObject({ code: 'network-failed' });
  });

  it('shows neither the credentials nor the query of a URL', () => {
    expect(shownUrl(new URL('https://me:secret@example.com/a/b?token=secret#x'))).toBe('https://example.com/a/b?…');
  });
});

describe('redirects', () => {
  it('follows them, and names the last place', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/start') response.writeHead(302, { location: 'a/next' }).end('moved');
      else if (request.url === '/a/next') response.writeHead(308, { location: '/end.txt' }).end();
      else response.end('here');
    });
    const found = await fetchUrl(`http://127.0.0.1:${port}/start`, options);
    expect(found).toMatchObject({ url: `http://127.0.0.1:${port}/end.txt`, fileName: 'end.txt' });
  });

  it('stops going round in a loop', async () => {
    let requests = 0;
    const port = await serve((_, response) => {
      requests++;
      response.writeHead(302, { location: '/again' }).end();
    });
    await expect(fetchUrl(`http://127.0.0.1:${port}/`, options)).rejects.toThrow(/redirects more than 5 times/);
    expect(requests).toBe(6);
    await expect(fetchUrl(`http://127.0.0.1:${port}/`, { ...options, maxRedirects: 0 })).rejects.toThrow(/more than 0/);
  });

  it('does not follow one from a public address to a private one, by number or by name', async () => {
    let location = '';
    const port = await serve((_, response) => response.writeHead(302, { location }).end());
    const network = namesOnly({ 'shop.example': ['127.0.0.1'], 'rebound.example': ['192.168.1.1'] });
    const strict = { ...options, allowPrivate: false };
    for (location of [
      'http://10.0.0.1/',
      'http://[::ffff:10.0.0.1]/',
      'http://0xa9fea9fe/latest/meta-data/',
      'http://rebound.example/',
      'http://localhost/',
      'http://metadata.google.internal/',
    ])
      await expect(
        fetchUrl(`http://shop.example:${port}/`, strict, loopbackIsPublic(network)),
        location,
      ).rejects.toMatchObject({ code: 'network-refused' });
  });

  it('checks scheme, credentials and downgrade of each', () => {
    const target = (from: string, location: string) => () => redirectTarget(new URL(from), location, options);
    expect(target('https://example.com/', 'http://example.com/')).toThrow(/from https to plain http/);
    expect(target('http://example.com/', 'file:///etc/passwd')).toThrow(/only http and https/);
    expect(target('http://example.com/', 'http://me:pw@example.com/')).toThrow(/user name or password/);
    expect(target('http://example.com/', 'http://')).toThrow(/not a URL/);
    expect(target('http://example.com/', '//example.org/x')().href).toBe('http://example.org/x');
    expect(target('http://example.com/', 'https://example.com/')().href).toBe('https://example.com/');
  });
});

describe('what is refused before anything is sent', () => {
  const strict = { ...options, allowPrivate: false };

  it.each([
    ['ftp://example.com/x', 'only http and https'],
    ['file:///etc/passwd', 'only http and https'],
    ['javascript:alert(1)', 'only http and https'],
    ['http://me:secret@example.com/', 'user name or password'],
    ['not a url', 'is not a URL'],
    ['http://localhost/', 'private networks'],
    ['http://LOCALHOST./', 'private networks'],
    ['http://printer.internal/', 'private networks'],
    ['http://127.0.0.1/', 'this machine'],
    ['http://2130706433/', 'this machine'],
    ['http://0177.1/', 'this machine'],
    ['http://0x7f000001/', 'this machine'],
    ['http://[::1]/', 'this machine'],
    ['http://[::ffff:127.0.0.1]/', 'IPv4 written as IPv6'],
    ['http://169.254.169.254/latest/', 'metadata'],
    ['http://100.64.0.1/', 'carrier-grade NAT'],
    ['http://[fe80::1]/', 'link-local'],
    ['http://[64:ff9b::7f00:1]/', 'NAT64'],
    ['http://0/', 'unspecified'],
  ])('%s (%s)', async (url, reason) => {
    const network = namesOnly({});
    const failure = fetchUrl(url, strict, network);
    await expect(failure).rejects.toMatchObject({
      code: 'network-refused',
      message: expect.stringContaining(reason),
    });
    await expect(failure).rejects.not.toThrow(/secret/);
    expect(network.asked).toEqual([]);
  });

  it('names the address a host resolved to, and how to allow it', async () => {
    const failure = fetchUrl('http://intranet.example/', strict, namesOnly({ 'intranet.example': ['10.1.2.3'] }));
    await expect(failure).rejects.toThrow(
      'intranet.example (10.1.2.3) was not connected to: it is in a range that is not public (private network). ' +
        'If you trust it, allow private addresses (--allow-private-addresses, option allowPrivate).',
    );
  });

  it('refuses the metadata service even where private addresses are allowed, and offers no way round', async () => {
    const failure = fetchUrl('http://169.254.169.254/', options, namesOnly({}));
    await expect(failure).rejects.toThrow(/metadata service of a cloud machine\.$/);
  });

  it('never connects when every address a name gives is private, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.nat(0xffffff).map((n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`),
            fc.nat(0xffff).map((n) => `fd00::${n.toString(16)}`),
            fc.nat(0xffff).map((n) => `::ffff:${n >> 8}.${n & 255}.1.1`),
          ),
          { minLength: 1, maxLength: 4 },
        ),
        async (addresses) => {
          await expect(
            fetchUrl('http://evil.example/', strict, namesOnly({ 'evil.example': addresses })),
          ).rejects.toMatchObject({ code: 'network-refused' });
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('the look-up', () => {
  it('is made once, and the connection goes to the address that was checked', async () => {
    let host: string | undefined;
    const port = await serve((request, response) => {
      host = request.headers.host;
      response.end('the checked one');
    });
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    let lookups = 0;
    const network: Network = { resolve: async () => answers[lookups++] ?? [], addressRefusal };
    const found = await fetchUrl(`http://rebinding.example:${port}/`, options, network);
    expect(Buffer.from(found.bytes).toString()).toBe('the checked one');
    expect(host).toBe(`rebinding.example:${port}`);
    expect(lookups).toBe(1);
  });

  it('leaves out the private ones among several addresses', async () => {
    const port = await serve((_, response) => response.end('reached'));
    const network = loopbackIsPublic(namesOnly({ 'mixed.example': ['10.0.0.1', 'fd00::1', '127.0.0.1'] }));
    const found = await fetchUrl(`http://mixed.example:${port}/`, { ...options, allowPrivate: false }, network);
    expect(Buffer.from(found.bytes).toString()).toBe('reached');
  });
});
