import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeHttpServer, fakeHttpServer, type SeenRequest } from '../support/fake-http-server.ts';
import { contentHash } from '../support/hashing.ts';
import type { BlobStore } from './blobs.ts';
import { s3Address } from './s3-address.ts';
import { type S3Options, s3Blobs } from './s3-blobs.ts';

const keys = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'the/secret+of=this0test',
  AWS_SESSION_TOKEN: 'token-of-this-test',
};
const bytes = randomBytes(50_000);
const ref = contentHash(bytes);
const open: FakeHttpServer[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

type Answer = (request: SeenRequest, response: ServerResponse, nth: number) => void;

/** A store on a server that answers as the test wants. */
async function against(answer: Answer, options: Partial<S3Options> = {}): Promise<[BlobStore, FakeHttpServer]> {
  let nth = 0;
  const server = await fakeHttpServer((request, response) => answer(request, response, ++nth));
  open.push(server);
  const environment = { ...keys, AWS_ENDPOINT_URL_S3: server.url, AWS_REGION: 'eu-central-1' };
  const blobs = s3Blobs('s3://shelf/deep/down', {
    environment,
    offline: false,
    maxBytes: 1e6,
    timeoutMs: 1_000,
    retries: 1,
    ...options,
  });
  return [blobs, server];
}

/** Whatever `work` throws, after it was seen to give nothing away. */
async function trouble(work: Promise<unknown>): Promise<{ readonly code: string; readonly message: string }> {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: Error) => thrown,
  );
  const whole = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
  for (const secret of Object.values(keys)) expect(whole).not.toContain(secret);
  return error as never;
}

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const say = (response: ServerResponse, status: number, body = '', headers: Record<string, string> = {}): void => {
  response.writeHead(status, headers);
  response.end(body);
};
const forbidden = `<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>${keys.AWS_ACCESS_KEY_ID}</AWSAccessKeyId></Error>`;

describe('object storage that is in trouble', () => {
  it('is asked again where that may help, and the copy is kept', async () => {
    const [blobs, server] = await against(({ method }, response, nth) => {
      if (nth === 1) return say(response, 503, '<Error><Code>SlowDown</Code></Error>');
      say(response, method === 'HEAD' ? 404 : 200);
    });
    expect(await blobs.put(bytes)).toBe(ref);
    expect(server.requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD', 'PUT']);
    expect(Buffer.compare(Buffer.from(server.requests[2]?.bytes ?? []), bytes)).toBe(0);
    expect(await blobs.put(bytes)).toBe(ref);
    expect(server.requests).toHaveLength(3);
  });

  it('and stays so is said to be, with what to do', async () => {
    const [blobs] = await against((_, response) => say(response, 503));
    expect(await trouble(blobs.get(ref))).toMatchObject({
      code: 'network-failed',
      message: expect.stringMatching(/^s3:\/\/shelf\/deep\/down answered .* with HTTP status 503\. Try again later\.$/),
    });
  });

  it('refuses keys: the error says which to look at, and none of them', async () => {
    const [blobs, server] = await against((_, response) => say(response, 403, forbidden));
    const refused = {
      code: 'bad-option',
      message: expect.stringMatching(/403\. Check AWS_ACCESS_KEY_ID.*s3:ListBucket/),
    };
    expect(await trouble(blobs.get(ref))).toMatchObject(refused);
    expect(await trouble(blobs.has(ref))).toMatchObject(refused);
    expect(await trouble(blobs.put(bytes))).toMatchObject(refused);
    // No second try of anything; and what could not be looked up is sent all the same.
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'HEAD', 'HEAD', 'PUT']);
  });

  it('has no such bucket', async () => {
    const [blobs] = await against((_, response) => say(response, 404));
    expect(await blobs.get(ref)).toBeUndefined();
    expect(await trouble(blobs.put(bytes))).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/bucket is not there\. Make the bucket first/),
    });
  });

  it('has the bucket in another region', async () => {
    const [blobs, server] = await against((_, response) => {
      say(response, 301, '', { location: 'http://elsewhere.example/' });
    });
    expect(await trouble(blobs.get(ref))).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/another region.*AWS_REGION/),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('breaks off: the rest is asked for, and all of it is right', async () => {
    const [blobs, server] = await against(({ headers }, response, nth) => {
      const start = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
      const rest = bytes.subarray(start);
      const range = start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {};
      response.writeHead(start > 0 ? 206 : 200, { 'content-length': String(rest.length), ...range });
      if (nth === 3) response.end(rest);
      else response.write(rest.subarray(0, 20_000), () => setTimeout(() => response.destroy(), 30));
    });
    expect(Buffer.compare((await blobs.get(ref)) ?? Buffer.of(), bytes)).toBe(0);
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=20000-', 'bytes=40000-']);
  });

  it('breaks off again and again: that is an end', async () => {
    const [blobs, server] = await against((_, response) => {
      response.writeHead(200, { 'content-length': '50000' });
      response.write(bytes.subarray(0, 1), () => setTimeout(() => response.destroy(), 10));
    });
    expect(await trouble(blobs.get(ref))).toMatchObject({ code: 'network-failed' });
    expect(server.requests.length).toBeLessThan(6);
  });

  it('has other bytes under the ref: they are not given out, the last of them not even in pieces', async () => {
    const wrong = Buffer.from(bytes);
    wrong[49_999] = (wrong[49_999] ?? 0) ^ 1;
    const [blobs] = await against((_, response) => say(response, 200, wrong as never));
    expect(await trouble(blobs.get(ref))).toMatchObject({
      code: 'broken-content',
      message: expect.stringMatching(/damaged\. Take it away there/),
    });
    let given = 0;
    const reading = (async () => {
      for await (const piece of blobs.read(ref)) given += piece.length;
    })();
    expect(await trouble(reading)).toMatchObject({ code: 'broken-content' });
    expect(given).toBeLessThan(bytes.length);
  });

  it('takes no ranges, or answers with another one', async () => {
    const [plain] = await against((_, response) => say(response, 200, bytes as never));
    expect(Buffer.compare(await whole(plain.read(ref, { start: 100, end: 300 })), bytes.subarray(100, 300))).toBe(0);
    const [other] = await against((_, response) => {
      say(response, 206, 'abc', { 'content-range': 'bytes 0-2/50000' });
    });
    expect(await trouble(whole(other.read(ref, { start: 100, end: 300 })))).toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('another part'),
    });
  });

  it('sends more than is taken, announced or not', async () => {
    const [announced] = await against((_, response) => say(response, 200, bytes as never), { maxBytes: 10_000 });
    expect(await trouble(announced.get(ref))).toMatchObject({ code: 'limit-exceeded' });
    const [unannounced] = await against(
      (_, response) => {
        response.writeHead(200);
        response.write(bytes);
        response.end(bytes);
      },
      { maxBytes: 60_000 },
    );
    expect(await trouble(unannounced.get(ref))).toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringContaining('Raise the option maxFileBytes'),
    });
    expect(await trouble(announced.put(bytes))).toMatchObject({ code: 'limit-exceeded' });
  });

  it('is not there at all', async () => {
    const [blobs, server] = await against(() => undefined, { retries: 0 });
    await server.close();
    expect(await trouble(blobs.get(ref))).toMatchObject({
      code: 'network-failed',
      message: expect.stringMatching(/cannot be reached: nothing listens there\. Check AWS_ENDPOINT_URL_S3/),
    });
    open.splice(0);
  });

  it('says nothing: that has an end, too', async () => {
    const [blobs] = await against(() => undefined, { timeoutMs: 200, retries: 0 });
    expect(await trouble(blobs.get(ref))).toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('nothing was heard for 0.2 s'),
    });
  });

  it('is left at once by whoever cancels, before its answer and in the middle of it', async () => {
    const [silent] = await against(() => undefined, { timeoutMs: 60_000 });
    const started = performance.now();
    const signal = AbortSignal.timeout(100);
    expect(await trouble(silent.get(ref, { signal }))).toMatchObject({ code: 'cancelled' });
    const [slow] = await against((_, response) => void response.write(bytes.subarray(0, 100)), { timeoutMs: 60_000 });
    const later = AbortSignal.timeout(100);
    expect(await trouble(slow.get(ref, { signal: later }))).toMatchObject({ code: 'cancelled' });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('requests to object storage', () => {
  it('are signed as the service works it out itself, and say what the body is', async () => {
    const [blobs, server] = await against(({ method }, response) => say(response, method === 'HEAD' ? 404 : 200));
    await blobs.put(bytes, { mediaType: 'image/png' });
    const [head, put] = server.requests;
    expect(put?.path).toBe(`/shelf/deep/down/${ref.slice(0, 2)}/${ref}`);
    expect(put?.headers).toMatchObject({
      'x-amz-content-sha256': ref,
      'x-amz-security-token': keys.AWS_SESSION_TOKEN,
      'content-type': 'image/png',
      'content-length': '50000',
    });
    for (const request of [head, put])
      expect(request && signatureOf(request)).toBe(signedAs(request?.headers.authorization));
  });

  it('go to Amazon by the name of the bucket, with a dot in that name by the path', () => {
    const at = (where: string, more = {}): string => s3Address(where, { ...keys, ...more }).baseUrl;
    expect(at('s3://shelf/a/b')).toBe('https://shelf.s3.us-east-1.amazonaws.com/a/b');
    expect(at('s3://shelf', { AWS_REGION: 'cn-north-1' })).toBe('https://shelf.s3.cn-north-1.amazonaws.com.cn');
    expect(at('s3://my.shelf/', { AWS_DEFAULT_REGION: 'eu-west-1' })).toBe(
      'https://s3.eu-west-1.amazonaws.com/my.shelf',
    );
    const own = { AWS_ENDPOINT_URL: 'https://one.example/', AWS_ENDPOINT_URL_S3: 'http://two.example:9000/s3/' };
    expect(at('s3://shelf/a', own)).toBe('http://two.example:9000/s3/shelf/a');
  });

  it('are not made where nothing may leave this machine', () => {
    const elsewhere = { ...keys, AWS_ENDPOINT_URL_S3: 'https://minio.example' };
    const here = { ...keys, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000' };
    const made = (environment: S3Options['environment'], more: Partial<S3Options>) => () =>
      s3Blobs('s3://shelf', { environment, offline: false, maxBytes: 1e6, ...more });
    expect(made(elsewhere, { offline: true })).toThrow(/network \(minio\.example\).*offline.*--offline/);
    expect(made(elsewhere, { localOnly: true })).toThrow(/minio\.example.*--local-only/);
    expect(made(keys, { localOnly: true })).toThrow(/shelf\.s3\.us-east-1\.amazonaws\.com/);
    expect(made(here, { offline: true, localOnly: true })).not.toThrow();
    expect(made(elsewhere, {})).not.toThrow();
  });

  it.each([
    's3://',
    's3://Shelf',
    's3://a',
    's3://shelf/../other',
    's3://shelf/./x',
    's3://shelf/a?b',
    's3://shelf/a b',
    's3://shelf/a%2e',
    's3://key:secret@shelf/a',
  ])('are not made to %s', (where) => {
    expect(() => s3Address(where, keys)).toThrow(/no place in object storage\. Write s3:\/\/BUCKET\/PREFIX/);
  });

  it('are not made without keys, or with an address that is none', () => {
    const { AWS_SECRET_ACCESS_KEY: _, ...half } = keys;
    expect(() => s3Address('s3://shelf', half)).toThrow(/AWS_SECRET_ACCESS_KEY is not set/);
    expect(() => s3Address('s3://shelf', {})).toThrow(/AWS_ACCESS_KEY_ID is not set/);
    const at = (url: string) => () => s3Address('s3://shelf', { ...keys, AWS_ENDPOINT_URL_S3: url });
    for (const url of [
      'minio',
      'ftp://minio.example',
      'https://user:pass@minio.example',
      'https://minio.example?key=1',
    ])
      expect(at(url)).toThrow(/not the address of a service/);
    expect(() => s3Address('s3://shelf', { ...keys, AWS_REGION: 'x/../y' })).toThrow(/AWS_REGION/);
  });

  it('are for this program: others have the copies at the address that is set', () => {
    const environment = { ...keys, AWS_ENDPOINT_URL_S3: 'https://minio.example' };
    const url = (publicUrl: string): string =>
      s3Blobs('s3://shelf/a', { environment, offline: false, maxBytes: 1, publicUrl }).url(ref);
    expect(url('https://cdn.example/pictures/')).toBe(`https://cdn.example/pictures/${ref.slice(0, 2)}/${ref}`);
    for (const wrong of ['cdn.example', 'javascript:alert(1)', 'https://u:p@cdn.example', 'https://cdn.example/?x='])
      expect(() => url(wrong)).toThrow(/blobsUrl/);
  });
});

function signedAs(authorization: string | undefined): string | undefined {
  return /Signature=([0-9a-f]{64})$/.exec(authorization ?? '')?.[1];
}

/**
 * The signature of a request as it came over the wire, worked out from what the service's documentation says:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
function signatureOf({ method, path, headers }: SeenRequest): string {
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  expect(names).toEqual(expect.arrayContaining(['host', 'x-amz-content-sha256', 'x-amz-date']));
  const date = String(headers['x-amz-date']);
  const scope = [date.slice(0, 8), 'eu-central-1', 's3', 'aws4_request'];
  expect(headers.authorization).toContain(`Credential=${keys.AWS_ACCESS_KEY_ID}/${scope.join('/')},`);
  const shown = names.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('');
  const canonical = [method, path, '', shown, names.join(';'), headers['x-amz-content-sha256']].join('\n');
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), hashed].join('\n');
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = scope.reduce<string | Buffer>((before, part) => hmac(before, part), `AWS4${keys.AWS_SECRET_ACCESS_KEY}`);
  return hmac(key, toSign).toString('hex');
}
