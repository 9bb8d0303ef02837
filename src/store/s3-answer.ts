import { ConnectionFailure } from '../support/vendor-failure.ts';
import type { ByteRange } from './blobs.ts';

/**
 * The bytes of a range from an answer to a request for it: the range itself (206), or, from a service that takes no ranges,
 * all there is (200), of which the range is taken.
 *
 * @throws ConnectionFailure when it ends before its time, or is of another range.
 */
export async function* partOf(answer: Response, { start, end }: ByteRange, place: string): AsyncGenerator<Uint8Array> {
  const isPart = answer.status === 206;
  const [, first, last] = /^bytes (\d{1,15})-(\d{1,15})\//.exec(answer.headers.get('content-range') ?? '') ?? [];
  if (isPart && Number(first) !== start) {
    await answer.body?.cancel();
    throw new ConnectionFailure(`${place} answered with another part than was asked for.`, 'Try again.', false);
  }
  const length = answer.headers.get('content-length');
  const stated = isPart ? Number(last) + 1 : length === null ? undefined : Number(length);
  const until = Math.min(end, stated ?? end);
  let at = isPart ? start : 0;
  for await (const piece of answer.body ?? []) {
    const wanted = piece.subarray(Math.max(0, start - at), Math.max(0, end - at));
    at += piece.length;
    if (wanted.length > 0) yield wanted;
    if (at >= end) return;
  }
  if (Number.isFinite(until) && at < until)
    throw new ConnectionFailure(`The answer of ${place} ended too early.`, 'Try again.', false);
}
