import type { Original } from '../engine/original-of.ts';
import { servedType } from '../support/served-type.ts';
import { HttpProblem } from './http-problem.ts';

/** Where the bytes are: here, or read as they are sent. */
export type FileSource = Pick<Original, 'sizeBytes' | 'read'> | { readonly bytes: Uint8Array };

export interface FileAnswer {
  readonly mediaType: string;
  /** As the client may save it. */
  readonly name: string;
  readonly etag: string;
  /** The address holds the version of what is sent, so that a browser may keep it for ever. */
  readonly isVersioned?: boolean;
  /** Ends the sending. */
  readonly signal?: AbortSignal;
  /** The headers of the request that decide what is sent. */
  readonly range?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifRange?: string | undefined;
}

/** A file, or the part of it that is asked for (RFC 9110, 14; one range), so that players can jump. */
export async function fileResponse(original: FileSource, answer: FileAnswer): Promise<Response> {
  const size = 'sizeBytes' in original ? original.sizeBytes : original.bytes.length;
  const { type, disposition } = servedType(answer.mediaType);
  const headers: Record<string, string> = {
    'content-type': type,
    'content-disposition': named(disposition, answer.name),
    'content-security-policy':
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'",
    'cache-control': answer.isVersioned ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    'accept-ranges': 'bytes',
    etag: answer.etag,
  };
  if (answer.ifNoneMatch?.split(/\s*,\s*/).includes(answer.etag)) return new Response(null, { status: 304, headers });
  const isCurrent = answer.ifRange === undefined || answer.ifRange === answer.etag;
  const range = answer.range !== undefined && isCurrent ? rangeOf(answer.range, size) : undefined;
  if (range === 'none') {
    throw new HttpProblem('range-not-satisfiable', `The file has ${size} bytes.`, {
      remedy: 'Ask for a range inside it.',
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  headers['content-length'] = String(end - start + 1);
  if (range) headers['content-range'] = `bytes ${start}-${end}/${size}`;
  return new Response(bodyOf(original, start, end, answer.signal), { status: range ? 206 : 200, headers });
}

function bodyOf(
  original: FileSource,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> {
  if (!('sizeBytes' in original)) return Uint8Array.from(original.bytes.subarray(start, end + 1));
  if (end < start) return new Uint8Array(0);
  // All of it is read without a range, as only that can be checked.
  const range = start === 0 && end === original.sizeBytes - 1 ? undefined : { start, end: end + 1 };
  const pieces = original.read(range, { signal })[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return?.();
      },
    },
    // Nothing is read that nobody takes.
    { highWaterMark: 0 },
  );
}

/** The one range that is asked for; undefined where all is to be sent, `none` where nothing of it is there. */
function rangeOf(header: string, size: number): { readonly start: number; readonly end: number } | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return start > end ? 'none' : { start, end };
}

/** RFC 6266: an ASCII name for old clients, and the whole one. */
function named(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(name.replace(/\p{Cs}/gu, '_')).replace(/['()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return `${kind}; filename="${plain}"; filename*=UTF-8''${whole}`;
}
