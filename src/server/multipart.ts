import { HttpProblem } from './http-problem.ts';

/** One field of a form. Its body has to be read before the next part comes; what is not read is passed over. */
export interface FormPart {
  readonly name: string;
  /** As the client sent it, which may be anything. Absent for fields that are no files. */
  readonly fileName?: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Longest head of one part. */
const maxHeadBytes = 16 * 1024;
const lineEnd = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');

/**
 * The parts of a `multipart/form-data` body (RFC 7578) as they arrive, so that a large upload is never in memory whole.
 *
 * @throws HttpProblem 'unsupported-media-type' for another type, 'bad-request' for a body that is malformed or cut short.
 */
export async function* multipartParts(
  contentType: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<FormPart, void, undefined> {
  const delimiter = Buffer.from(`\r\n--${boundaryOf(contentType)}`);
  const source = chunks[Symbol.asyncIterator]();
  // A body may begin with its first delimiter, without the line break that stands before the others.
  let pending = Buffer.from(lineEnd);

  /** Waits for more; false at the end. */
  const more = async (): Promise<boolean> => {
    const next = await source.next();
    if (next.done) return false;
    pending = Buffer.concat([pending, next.value]);
    return true;
  };
  const needMore = async (): Promise<void> => {
    if (!(await more())) throw malformed('it ends in the middle');
  };
  /** What comes before the next delimiter, which is taken away with it. */
  async function* untilDelimiter(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const at = pending.indexOf(delimiter);
      if (at >= 0) {
        const piece = pending.subarray(0, at);
        pending = pending.subarray(at + delimiter.length);
        if (piece.length > 0) yield piece;
        return;
      }
      // The last bytes may be the beginning of a delimiter.
      const sure = pending.length - delimiter.length + 1;
      if (sure > 0) {
        const piece = pending.subarray(0, sure);
        pending = pending.subarray(sure);
        yield piece;
      }
      await needMore();
    }
  }

  try {
    for await (const _ of untilDelimiter());
    for (;;) {
      while (pending.length < 2) await needMore();
      if (pending.toString('latin1', 0, 2) === '--') return;
      const head = await readHead();
      const body = untilDelimiter();
      yield { ...describedBy(head), body };
      for await (const _ of body);
    }
  } finally {
    await source.return?.();
  }

  async function readHead(): Promise<string> {
    for (;;) {
      const at = pending.indexOf(headEnd);
      if (at > maxHeadBytes || (at < 0 && pending.length > maxHeadBytes))
        throw malformed('the head of a part is too long');
      if (at >= 0) {
        const head = pending.toString('utf8', 0, at);
        pending = pending.subarray(at + headEnd.length);
        return head;
      }
      await needMore();
    }
  }
}

function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) {
    throw new HttpProblem('unsupported-media-type', 'This takes a form with files, or JSON with addresses.', {
      remedy: 'Send multipart/form-data with the files, or application/json with {"urls": ["https://…"]}.',
    });
  }
  // RFC 2046, 5.1.1
  if (boundary.length > 70) throw malformed('its boundary is longer than 70 characters');
  return boundary;
}

function describedBy(head: string): { readonly name: string; readonly fileName?: string } {
  const line = head.split('\r\n').find((one) => /^content-disposition\s*:/i.test(one)) ?? '';
  const value = (key: string): string | undefined =>
    new RegExp(`;\\s*${key}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i')
      .exec(line)
      ?.slice(1)
      .find((one) => one !== undefined);
  const extended = /;\s*filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(line)?.[1];
  const fileName = extended === undefined ? value('filename') : decoded(extended);
  return { name: value('name') ?? '', ...(fileName === undefined ? {} : { fileName: unescaped(fileName) }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Browsers write quotation marks and line breaks in names as `%22`, `%0D` and `%0A`, and nothing else. */
function unescaped(name: string): string {
  return name.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
}

function malformed(why: string): HttpProblem {
  return new HttpProblem('bad-request', `The form cannot be read: ${why}.`, { remedy: 'Send it again, whole.' });
}
