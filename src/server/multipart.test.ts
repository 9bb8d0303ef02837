import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multipartParts } from './multipart.ts';

const boundary = 'x-bound';
const type = `multipart/form-data; boundary=${boundary}`;

function encoded(parts: readonly { readonly head: string; readonly body: Uint8Array }[]): Buffer {
  const pieces = parts.flatMap(({ head, body }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
    body,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const to of places) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function read(bytes: Uint8Array, cuts: readonly number[] = [], contentType = type) {
  const found: { name: string; fileName: string | undefined; body: Buffer }[] = [];
  for await (const { name, fileName, body } of multipartParts(contentType, inPieces(bytes, cuts))) {
    const pieces: Uint8Array[] = [];
    for await (const piece of body) pieces.push(Uint8Array.from(piece));
    found.push({ name, fileName, body: Buffer.concat(pieces) });
  }
  return found;
}

describe('multipartParts', () => {
  it('gives every part as it was sent, however the bytes arrive and whatever is in them', async () => {
    const tricky = fc.constantFrom(
      '\r\n',
      '--',
      `--${boundary}`.slice(0, -1),
      '\r',
      '\n',
      `\r\n--${boundary.slice(0, 3)}`,
      'a',
    );
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(tricky, { maxLength: 12 }).map((all) => Buffer.from(all.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(bodies, { maxLength: 4 }),
        fc.array(fc.nat(400), { maxLength: 20 }),
        async (all, cuts) => {
          const sound = all.filter((body) => !Buffer.concat([Buffer.from('\r\n'), body]).includes(`\r\n--${boundary}`));
          const head = 'Content-Disposition: form-data; name="files"; filename="a.bin"';
          const found = await read(encoded(sound.map((body) => ({ head, body }))), cuts);
          expect(found.map(({ body }) => body)).toEqual(sound.map((body) => Buffer.from(body)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads names as browsers and programs write them', async () => {
    const heads = [
      'Content-Disposition: form-data; name="files"; filename="größe %22x%22.png"\r\nContent-Type: image/png',
      `content-disposition: form-data; name=files; filename*=UTF-8''%e2%82%ac.txt; filename="euro.txt"`,
      'Content-Disposition: form-data; name="text"',
    ];
    const found = await read(encoded(heads.map((head) => ({ head, body: Buffer.from('1') }))));
    expect(found.map(({ name, fileName }) => [name, fileName])).toEqual([
      ['files', 'größe "x".png'],
      ['files', '€.txt'],
      ['text', undefined],
    ]);
  });

  it('passes over what is not read of a part', async () => {
    const head = 'Content-Disposition: form-data; name="a"';
    const bytes = encoded([
      { head, body: Buffer.alloc(100_000, 1) },
      { head: head.replace('"a"', '"b"'), body: Buffer.from('2') },
    ]);
    const names: string[] = [];
    for await (const { name } of multipartParts(type, inPieces(bytes, [7, 5_000, 90_000]))) names.push(name);
    expect(names).toEqual(['a', 'b']);
  });

  it.each([
    ['a body that is cut short', encoded([{ head: 'a: b', body: Buffer.from('1') }]).subarray(0, -12), type],
    ['a body without the boundary', Buffer.from('something else'), type],
    ['a head without an end', Buffer.concat([Buffer.from(`--${boundary}\r\n`), Buffer.alloc(40_000, 97)]), type],
    ['no boundary', Buffer.from(''), 'multipart/form-data'],
    ['a boundary that is too long', Buffer.from(''), `multipart/form-data; boundary=${'b'.repeat(71)}`],
  ])('refuses %s', async (_, bytes, contentType) => {
    await expect(read(bytes, [3], contentType)).rejects.toMatchObject({ name: 'HttpProblem' });
  });
});
